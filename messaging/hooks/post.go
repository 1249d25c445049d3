package hooks

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

// retryAfterMax bounds the patience that an endpoint may ask for.
const retryAfterMax = 24 * time.Hour

// answer is what came of a post: a status, or err where there was none.
type answer struct {
	status int
	// retryAfter is the patience that it asks for; 0: none.
	retryAfter time.Duration
	err        error
}

// post tries to tell one event. Its errors do not name the address, which may hold a key.
func (s *Sender) post(ctx context.Context, to Endpoint, secrets []standardwebhooks.Secret, event refund.HookEvent) answer {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, strings.NewReader(event.Body))
	if err != nil {
		return answer{err: errors.New("the request cannot be made")}
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "makegood")
	if event.Traceparent != "" {
		request.Header.Set(headerTraceparent, event.Traceparent)
	}
	standardwebhooks.Sign(request.Header, secrets, event.ID, []byte(event.Body), s.config.Now())
	got, err := s.client(to).Do(request)
	if err != nil {
		var failed *url.Error
		if errors.As(err, &failed) {
			err = failed.Err
		}
		return answer{err: err}
	}
	_, readErr := io.Copy(io.Discard, io.LimitReader(got.Body, answerBytesMax))
	_ = errors.Join(readErr, got.Body.Close()) // the status said it all
	return answer{status: got.StatusCode, retryAfter: retryAfter(got.Header.Get("Retry-After"), s.config.Now())}
}

// retryAfter reads the header: seconds, or a date (RFC 9110, 10.2.3).
func retryAfter(text string, now time.Time) time.Duration {
	var wait time.Duration
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), retryAfterMax)
}

// client is kept for each endpoint and file of authorities, and so are its connections.
func (s *Sender) client(to Endpoint) *http.Client {
	way := reached{to.Name, to.AuthorityFile}
	s.mu.Lock()
	defer s.mu.Unlock()
	client, there := s.clients[way]
	if !there {
		client = newClient(to.AuthorityFile, s.config.PrivateNetworks, s.config.Timeout)
		s.clients[way] = client
	}
	return client
}
