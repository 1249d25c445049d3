package worker_test

import (
	"context"
	"errors"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/worker"
)

// stored answers with one case, or an error.
type stored struct {
	found refund.Case
	err   error
}

func (s stored) Case(context.Context, refund.ID) (refund.Case, error) { return s.found, s.err }

func TestALedgerKnowsAPaymentByItsLegsOrItsEnd(t *testing.T) {
	away := errors.New("away")
	leg := func(s refund.LegStatus) refund.Case {
		return refund.Case{Status: refund.StatusPayingOut, Legs: []refund.Leg{{Status: refund.LegDeclined}, {Status: s}}}
	}
	for name, c := range map[string]struct {
		books stored
		want  bool
		err   error
	}{
		"never heard of":              {stored{err: ledger.ErrNotFound}, false, nil},
		"the ledger is away":          {stored{err: away}, false, away},
		"a leg has settled":           {stored{found: leg(refund.LegSettled)}, true, nil},
		"a leg settled and bounced":   {stored{found: leg(refund.LegLateFailed)}, true, nil},
		"a leg is only reserved":      {stored{found: leg(refund.LegReserved)}, false, nil},
		"it was only opened":          {stored{found: refund.Case{Status: refund.StatusReceived}}, false, nil},
		"all of it was paid by wire":  {stored{found: refund.Case{Status: refund.StatusRefunded}}, true, nil},
		"part of it was paid by wire": {stored{found: refund.Case{Status: refund.StatusPartlyRefunded}}, true, nil},
	} {
		got, err := worker.KnowsPayment(t.Context(), c.books, "refund/m/o/c")
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: got %t, %v; want %t, %v", name, got, err, c.want, c.err)
		}
	}
}
