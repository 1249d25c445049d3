package proof_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// network is the line to a provider, in this process: it can hold a request, or its answer, until the sender is dead.
type network struct {
	t   *testing.T
	to  *url.URL
	url string

	mu sync.Mutex
	at killPoint
	// reached is told when the point is, and dead when the sender is.
	reached chan<- struct{}
	dead    <-chan struct{}
	// late is closed when a request that was late has arrived.
	late chan struct{}
}

func newNetwork(t *testing.T, to string) *network {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	n := &network{t: t, to: target}
	web := httptest.NewServer(n)
	t.Cleanup(web.Close)
	n.url = web.URL + target.Path
	return n
}

// arm has the next request to move money meet a point; the function returned waits for what was late.
func (n *network) arm(at killPoint, reached chan<- struct{}, dead <-chan struct{}) (arrived func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.at, n.reached, n.dead, n.late = at, reached, dead, nil
	return func() {
		n.mu.Lock()
		late := n.late
		n.at = ""
		n.mu.Unlock()
		if late != nil {
			<-late
		}
	}
}

// meets takes the point that a request meets.
func (n *network) meets(r *http.Request) killPoint {
	n.mu.Lock()
	defer n.mu.Unlock()
	at := n.at
	if r.Method != http.MethodPost || (at != requestIsLost && at != requestIsLate && at != beforeAnswer) {
		return ""
	}
	n.at = ""
	if at == requestIsLate {
		n.late = make(chan struct{})
	}
	return at
}

// ServeHTTP implements http.Handler.
func (n *network) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		n.t.Error(err)
	}
	at := n.meets(r)
	if at == requestIsLost || at == requestIsLate {
		n.holdUntilDead()
	}
	if at == requestIsLost {
		return
	}
	answer := n.carry(r, body)
	defer func() { _ = answer.Body.Close() }()
	if at == beforeAnswer {
		n.holdUntilDead()
		return
	}
	if at == requestIsLate {
		close(n.late)
		return
	}
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body) // who asked may be dead
}

func (n *network) holdUntilDead() {
	n.reached <- struct{}{}
	<-n.dead
}

// carry brings a request to the provider, whatever has become of its sender.
func (n *network) carry(r *http.Request, body []byte) *http.Response {
	to := *n.to
	to.Path = "/" + strings.TrimPrefix(r.URL.Path, "/")
	to.RawQuery = r.URL.RawQuery
	onward, err := http.NewRequestWithContext(context.Background(), r.Method, to.String(), bytes.NewReader(body))
	if err == nil {
		onward.Header = r.Header.Clone()
		var answer *http.Response
		if answer, err = http.DefaultClient.Do(onward); err == nil {
			return answer
		}
	}
	n.t.Error(err)
	return &http.Response{StatusCode: http.StatusBadGateway, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(""))}
}
