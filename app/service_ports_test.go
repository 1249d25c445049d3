package app

import (
	"context"
	"errors"
	"fmt"
	"testing"

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
