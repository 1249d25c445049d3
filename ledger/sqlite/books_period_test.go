package sqlite_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
)

func TestTheDatabaseItselfKeepsAClosedPeriod(t *testing.T) {
	d, db := file(t)
	ledgertest.ClosedPeriodStays(t, d.Store, db, time.Now(), func(err error) bool { return strings.Contains(err.Error(), "constraint failed") })
}

func TestATrialBalanceShowsBooksThatDoNotBalance(t *testing.T) {
	d, db := file(t)
	ledgertest.UnbalancedIsSaid(t, d.Store, db)
}
