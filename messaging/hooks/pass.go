package hooks

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

// Pass tells an endpoint what is due, until nothing is, it asks to be left alone, or ctx ends.
func (s *Sender) Pass(ctx context.Context, to Endpoint) {
	secrets, err := s.secrets(to)
	if err != nil {
		s.config.Report(Trouble{Endpoint: to.Name, Problem: err.Error()})
		return
	}
	for ctx.Err() == nil {
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
	posting, cancel := context.WithTimeout(ctx, s.config.Timeout)
	got := s.post(posting, to, secrets, one.Event)
	cancel()
	s.tries.WithLabelValues(to.Name, string(resultOf(got))).Inc()
	end := s.verdict(got, one.TryCount, failures)
	end.Endpoint, end.EventID, end.Attempt = to.Name, one.Event.ID, attempt
	ending, cancel := context.WithTimeout(ctx, endMax)
	defer cancel()
	if err := s.config.Books.EndHook(ending, end); err != nil {
		s.config.Report(Trouble{Endpoint: to.Name, EventID: one.Event.ID, Problem: "the ledger: " + err.Error()})
	}
	if end.State != refund.HookTold {
		s.config.Report(Trouble{Endpoint: to.Name, EventID: one.Event.ID, Problem: end.Problem, GivenUp: end.State == refund.HookGivenUp, Gone: end.Gone})
	}
	return end
}

// secrets reads what signs. While it cannot be read, the last that could be counts.
func (s *Sender) secrets(of Endpoint) ([]standardwebhooks.Secret, error) {
	read, err := of.secrets()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.known[of.Name] = read
		return read, nil
	}
	if last := s.known[of.Name]; last != nil {
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

const (
	// pruneEvery is how often old events are looked for, pruneMax how many go in one transaction.
	pruneEvery = time.Hour
	pruneMax   = 1000
)

// prune forgets old events, a bounded number at a time.
func (s *Sender) prune(ctx context.Context) {
	now := s.config.Now()
	if now.Sub(s.prunedAt) < pruneEvery {
		return
	}
	count, err := s.config.Books.PruneHooks(ctx, now.Add(-s.config.KeepFor), pruneMax)
	if err != nil {
		if ctx.Err() == nil {
			s.config.Report(Trouble{Problem: fmt.Sprintf("old events are kept: the ledger: %v", err)})
		}
		return
	}
	if count < pruneMax { // else there are more
		s.prunedAt = now
	}
}
