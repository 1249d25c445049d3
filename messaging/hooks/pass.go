package hooks

import (
	"context"
	"slices"
	"sync"

	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

// Pass tells an endpoint what is due, until nothing is, it asks to be left alone, or ctx ends. Each round of posts is by the
// file and the secrets of its moment: what waits may take hours.
func (s *Sender) Pass(ctx context.Context, endpoint string) {
	for ctx.Err() == nil {
		to, there := s.inForce(endpoint)
		if !there {
			return
		}
		secrets, err := s.secrets(to)
		if err != nil {
			s.config.Report(Trouble{Endpoint: to.Name, Problem: err.Error()})
			return
		}
		claim := refund.HookClaim{Endpoint: to.Name, Attempt: s.config.NewAttempt(), CountMax: batchMax, ClaimMax: claimMax}
		claimed, err := s.config.Books.ClaimHooks(ctx, claim)
		if err != nil {
			if ctx.Err() == nil {
				s.config.Report(Trouble{Endpoint: to.Name, Problem: "the ledger: " + err.Error()})
			}
			return
		}
		if len(claimed.Deliveries) == 0 || !s.tellAll(ctx, to, secrets, claim.Attempt, claimed) {
			return
		}
	}
}

// inForce is an endpoint as the file has it now.
func (s *Sender) inForce(name string) (Endpoint, bool) {
	all := s.config.Endpoints()
	at := slices.IndexFunc(all, func(e Endpoint) bool { return e.Name == name })
	if at < 0 {
		return Endpoint{}, false
	}
	return all[at], true
}

// tellAll tells a batch at once, and reports whether more may be told now.
func (s *Sender) tellAll(ctx context.Context, to Endpoint, secrets []standardwebhooks.Secret, attempt string, claimed refund.HookClaimed) bool {
	ends := make([]refund.HookEnd, len(claimed.Deliveries))
	var posts sync.WaitGroup
	for i, one := range claimed.Deliveries {
		posts.Go(func() { ends[i] = s.tell(ctx, to, secrets, attempt, one, claimed.FailureCount) })
	}
	posts.Wait()
	for _, end := range ends {
		if end.EndpointPause > 0 || end.Gone {
			return false
		}
	}
	return true
}

// tell tells one event, and writes down what became of it. What is written down is no longer the caller's to stop: a post
// that was taken and is not written down is told again.
func (s *Sender) tell(ctx context.Context, to Endpoint, secrets []standardwebhooks.Secret, attempt string, one refund.HookDelivery, failures int) refund.HookEnd {
	ctx = context.WithoutCancel(ctx)
	end := refund.HookEnd{Unwanted: true}
	if to.Wants(one.Event.Merchant, one.Event.Type) { // the file may have changed since it was owed
		posting, cancel := context.WithTimeout(ctx, s.config.Timeout)
		got := s.post(posting, to, secrets, one.Event)
		cancel()
		s.tries.WithLabelValues(to.Name, string(resultOf(got))).Inc()
		end = s.verdict(got, one.TryCount, failures)
	}
	end.Endpoint, end.EventID, end.Attempt = to.Name, one.Event.ID, attempt
	ending, cancel := context.WithTimeout(ctx, endMax)
	defer cancel()
	if err := s.config.Books.EndHook(ending, end); err != nil {
		s.config.Report(Trouble{Endpoint: to.Name, EventID: one.Event.ID, Problem: "the ledger: " + err.Error()})
	}
	if end.State != refund.HookTold && !end.Unwanted {
		s.config.Report(Trouble{Endpoint: to.Name, EventID: one.Event.ID, Problem: end.Problem, GivenUp: end.State == refund.HookGivenUp, Gone: end.Gone})
	}
	return end
}

// secrets reads what signs. While it cannot be read, the last that could be counts.
func (s *Sender) secrets(of Endpoint) ([]standardwebhooks.Secret, error) {
	read, err := of.secrets()
	by := signedBy{of.Name, of.Secret}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.known[by] = read
		return read, nil
	}
	if last := s.known[by]; last != nil {
		return last, nil
	}
	return nil, err
}

// CheckSecrets says why the endpoint's secrets cannot be read; nil: they can.
func (e Endpoint) CheckSecrets() error {
	_, err := e.secrets()
	return err
}

func (e Endpoint) secrets() ([]standardwebhooks.Secret, error) {
	text, err := e.Secret.ReadFilled()
	if err != nil {
		return nil, err
	}
	return standardwebhooks.ParseSecrets(text)
}
