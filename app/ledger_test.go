package app

import (
	"context"
	"errors"
	"testing"

	"github.com/makegood/makegood/ledger"
)

func TestAProcessEndsWithItsLedger(t *testing.T) {
	var coded Coded
	lost := make(chan error, 1)
	ctx, stop := untilLost(t.Context(), lost)
	defer stop()
	lost <- ledger.ErrLost
	<-ctx.Done()
	if err := lostLedger(ctx); !errors.Is(err, ledger.ErrLost) || !errors.As(err, &coded) || coded.Code != CodeLedgerAway {
		t.Errorf("it ended with %v", err)
	}
	asked, cancel := context.WithCancel(t.Context())
	ctx, stop = untilLost(asked, make(chan error))
	defer stop()
	cancel()
	<-ctx.Done()
	if err := lostLedger(ctx); err != nil {
		t.Errorf("told to stop, it ended with %v", err)
	}
}
