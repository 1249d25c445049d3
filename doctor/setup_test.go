package doctor_test

import (
	"context"
	"time"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// books is a ledger with a few rows; every case it is asked for is this one.
type books struct {
	rows     []ledger.CaseRow
	stored   refund.Case
	payments []ledger.ProviderPayment
	stuck    []ledger.StuckLeg
	audit    []ledger.Finding
	unheard  []ledger.Undelivered
	// liquidity is how the funds stand.
	liquidity ledger.Liquidity
	// unwritable is why the ledger takes no row.
	unwritable error
}

func (b books) TryWrite(context.Context) error { return b.unwritable }

func (b books) Case(_ context.Context, id refund.ID) (refund.Case, error) {
	c := b.stored
	c.ID = id
	return c, nil
}
func (b books) Cases(context.Context, ledger.CaseFilter) ([]ledger.CaseRow, error) {
	return b.rows, nil
}
func (b books) Audit(context.Context) ([]ledger.Finding, error) { return b.audit, nil }
func (b books) StuckLegs(context.Context, int) ([]ledger.StuckLeg, error) {
	return b.stuck, nil
}

// ReturnedByPayment pages as the ledger does: the payments are in the sequence of their ids.
func (b books) ReturnedByPayment(_ context.Context, page ledger.PaymentPage) (out []ledger.ProviderPayment, err error) {
	for _, p := range b.payments {
		if p.Provider == page.Provider && p.ID > page.After && len(out) < page.LimitMax {
			out = append(out, p)
		}
	}
	return out, nil
}
func (b books) Liquidity(context.Context) (ledger.Liquidity, error) { return b.liquidity, nil }

func (b books) RuleRevisions(context.Context, string) ([]ledger.RuleRevision, error) { return nil, nil }

func (b books) Undelivered(context.Context, int) ([]ledger.Undelivered, error) {
	return b.unheard, nil
}

// patient is a case opened two hours ago and whatever else a test sets.
func patient(b books, w doctor.Workflow, m map[doctor.PaymentKey]int64, twice ...string) doctor.Patient {
	if b.stored.OpenedAt.IsZero() {
		b.stored.OpenedAt = noon.Add(-2 * time.Hour)
	}
	return doctor.Patient{
		Books: b, Now: func() time.Time { return noon }, Provider: "simulator",
		Deployment: func(context.Context) (deployment.Status, error) { return deployment.Status{}, nil },
		Workflow:   func(context.Context, refund.ID) (doctor.Workflow, error) { return w, nil },
		Moved:      func(context.Context) (doctor.Moved, error) { return doctor.Moved{Minor: m, Twice: twice}, nil },
	}
}
