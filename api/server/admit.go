package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// busyWait is how long a caller is asked to wait where nobody can say for how long it is busy.
const busyWait = time.Second

// Identifier says who has a bearer token; its errors are those of rpc.Config's Identify.
type Identifier func(ctx context.Context, token string) (api.Subject, error)

// Identify is next, within limits: who is known is held to the rate of subjects, and whoever sends tokens that nobody has
// to the rate of their address. Every door asks it once a call, and none of its own.
func (s *Server) Identify(next Identifier) Identifier {
	return func(ctx context.Context, token string) (api.Subject, error) {
		c := callIn(ctx)
		subject, err := next(ctx, token)
		if err != nil {
			if p, ok := refund.ProblemIn(err); ok && api.ClassOf(p.Code) == api.ClassIdentity {
				if limited := s.ofNobody(c); limited != nil {
					return api.Subject{}, limited
				}
			}
			return subject, err
		}
		c.by(subject.ID)
		if wait := s.subjects.take(string(subject.ID) + "\x00" + string(subject.Name)); wait > 0 {
			return api.Subject{}, s.refused(c, bySubject, wait, refund.Problem{Code: api.CodeRateLimited, Detail: fmt.Sprintf(
				"%s calls more often than %g times a second", subject.Name, s.config.Subject.PerSecond)})
		}
		return subject, nil
	}
}

// ofNobody counts a call of nobody known, or refuses it.
func (s *Server) ofNobody(c *call) error {
	wait := s.addresses.take(c.address)
	if wait == 0 {
		return nil
	}
	return s.refused(c, byAddress, wait, refund.Problem{Code: api.CodeRateLimited, Detail: fmt.Sprintf(
		"from this address come more than %g calls a second of nobody who is known", s.config.Address.PerSecond)})
}

func (s *Server) refused(c *call, by limit, wait time.Duration, p refund.Problem) error {
	s.figures.limited.WithLabelValues(string(by)).Inc()
	c.later(wait)
	return p
}

// enter takes one of the places for calls; leave gives it back.
func (s *Server) enter() (leave func(), err error) {
	select {
	case s.room <- struct{}{}:
		return func() { <-s.room }, nil
	default:
		s.figures.limited.WithLabelValues(string(byAtOnce)).Inc()
		return nil, refund.Problem{Code: api.CodeTooManyCalls, Detail: fmt.Sprintf("%d calls are answered already; the same call again is safe", s.config.CallsMax)}
	}
}

// admit holds a request of nobody to its address's rate, and takes its body whole: from here on it waits for no caller.
func (s *Server) admit(w *recorder, r *http.Request) error {
	if !s.config.Shows(r) {
		if err := s.ofNobody(w.call); err != nil {
			return err
		}
	}
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	leave, err := s.bodies.enter(w.call.address)
	if err != nil {
		s.figures.limited.WithLabelValues(string(byAtOnce)).Inc()
		return err
	}
	defer leave()
	bytesMax, leaveUpload, err := s.upload(w, r)
	if err != nil {
		return err
	}
	defer leaveUpload()
	body, err := io.ReadAll(http.MaxBytesReader(w.ResponseWriter, r.Body, bytesMax))
	if err != nil {
		return s.unread(err)
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return nil
}

// unread says why a body was not taken.
func (s *Server) unread(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		s.figures.limited.WithLabelValues(string(bySize)).Inc()
		return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("the body has more than %d bytes", large.Limit)}
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.figures.limited.WithLabelValues(string(byTime)).Inc()
		return refund.Problem{Code: api.CodeBodyTooSlow, Detail: "the body did not come in time"}
	}
	return refund.Problem{Code: refund.CodeMalformed, Detail: "the body broke off"}
}

// waitOf is how long a refusal asks the caller to wait; 0: it does not.
func waitOf(err error) time.Duration {
	if api.ClassOf(codeOf(err)) == api.ClassBusy {
		return busyWait
	}
	return 0
}
