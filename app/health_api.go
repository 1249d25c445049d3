package app

import (
	"context"
	"sync/atomic"

	"github.com/makegood/makegood/internal/health"
	"github.com/makegood/makegood/ledger"
)

// apiHealth: an API is ready that has read its rules, is connected to Temporal, and can read and write its ledger.
type apiHealth struct {
	*processHealth
	rulesRead atomic.Bool
}

func (a *App) apiHealth(ctx context.Context, books apiLedger) *apiHealth {
	h := &apiHealth{processHealth: a.newHealth(ctx)}
	h.needsLedger(a, books)
	h.add(health.Question{
		Name: "ledger reads", Failing: "the ledger cannot be read", Ask: func(ctx context.Context) error { return readLedger(ctx, books) },
		Every: askEvery, Timeout: askTimeout, Now: a.now, Logger: a.logger,
	})
	h.board.ReadyWhen(health.Check{Name: "rules", Problem: h.rulesProblem})
	return h
}

// apiLedger is what the API asks of its ledger to know whether it is there.
type apiLedger interface {
	ledger.Condition
	Cases(context.Context, ledger.CaseFilter) ([]ledger.CaseRow, error)
}

// readLedger reads what the API lists.
func readLedger(ctx context.Context, books apiLedger) error {
	_, err := books.Cases(ctx, ledger.CaseFilter{LimitMax: 1})
	return err
}

func (h *apiHealth) rulesProblem() string {
	if !h.rulesRead.Load() {
		return "policy, risk rules and reviewers are not read yet"
	}
	return ""
}
