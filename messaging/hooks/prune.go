package hooks

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

const (
	// pruneEvery is how often old events are looked for, pruneMax how many go in one transaction.
	pruneEvery = time.Hour
	pruneMax   = 1000
)

// prune forgets old events, a bounded number at a time, and says which endpoints were never told of one.
func (s *Sender) prune(ctx context.Context) {
	now := s.config.Now()
	if now.Sub(s.prunedAt) < pruneEvery {
		return
	}
	s.forgetLeft()
	out, err := s.config.Books.PruneHooks(ctx, refund.HookPrune{KeepFor: s.config.KeepFor, CountMax: pruneMax})
	if err != nil && ctx.Err() == nil {
		s.config.Report(Trouble{Problem: fmt.Sprintf("old events are kept: the ledger: %v", err)})
	}
	for _, endpoint := range slices.Sorted(maps.Keys(out.Untold)) {
		s.config.Report(Trouble{Endpoint: endpoint, GivenUp: true, Problem: fmt.Sprintf("%d events waited for %s, and are forgotten", out.Untold[endpoint], s.config.KeepFor)})
	}
	if out.Count < pruneMax { // else there are more
		s.prunedAt = now
	}
}

// forgetLeft lets go of what is kept for endpoints that are not in the file any more.
func (s *Sender) forgetLeft() {
	stays := map[string]bool{}
	for _, one := range s.config.Endpoints() {
		stays[one.Name] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.known, func(of signedBy, _ []standardwebhooks.Secret) bool { return !stays[of.endpoint] })
	for of, client := range s.clients {
		if !stays[of.endpoint] {
			client.CloseIdleConnections() // one under way is closed when nobody needs it
			delete(s.clients, of)
		}
	}
}
