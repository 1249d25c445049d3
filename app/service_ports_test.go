package app

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"go.temporal.io/api/serviceerror"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// TestADatabaseThatFailsIsALedgerThatIsAway, and what the ledger answers stays its answer.
func TestADatabaseThatFailsIsALedgerThatIsAway(t *testing.T) {
	var coded Coded
	if err := databaseAway(errors.New("connection refused")); !errors.As(err, &coded) || coded.Code != CodeLedgerAway {
		t.Errorf("%v", err)
	}
	for _, own := range []error{
		ledger.ErrNotFound, fmt.Errorf("read: %w", ledger.ErrInvariant), refund.Problem{Code: refund.CodeConflict}, context.DeadlineExceeded, context.Canceled,
		Coded{Code: CodeSchemaNewer, Err: errors.New("newer")},
	} {
		if err := databaseAway(own); !errors.Is(err, own) || errors.As(err, &coded) && coded.Code == CodeLedgerAway {
			t.Errorf("%v became %v", own, err)
		}
	}
	if err := databaseAway(nil); err != nil {
		t.Error(err)
	}
}

// TestAnActWithoutAnAnswerInTimeMayBeDone: only where Temporal itself was away is it TEMPORAL_AWAY.
func TestAnActWithoutAnAnswerInTimeMayBeDone(t *testing.T) {
	away := serviceerror.NewUnavailable("connection refused")
	for name, c := range map[string]struct {
		err  error
		away bool
	}{
		"Temporal is away":                         {away, true},
		"Temporal is away until the time was over": {fmt.Errorf("%w: %w", context.DeadlineExceeded, away), true},
		"the workflow does not answer in time":     {fmt.Errorf("act: %w", context.DeadlineExceeded), false},
		"the workflow refuses":                     {refund.Problem{Code: refund.CodeWrongState}, false},
	} {
		var coded Coded
		got := actAway(c.err)
		if !errors.Is(got, c.err) || errors.As(got, &coded) != c.away || c.away && coded.Code != CodeTemporalAway {
			t.Errorf("%s became %v", name, got)
		}
	}
	if err := actAway(nil); err != nil {
		t.Error(err)
	}
}
