package app

import (
	"context"

	"github.com/makegood/makegood/ledger"
)

// apiHealth: an API is ready that is connected to Temporal, and can read and write its ledger. Its rules are there before
// it answers anybody.
func (a *App) apiHealth(ctx context.Context, books ledger.Store) *processHealth {
	h := a.newHealth(ctx)
	h.needsLedger(a, books)
	return h
}
