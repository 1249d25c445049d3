package storedvalue

import (
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// DefaultTerms are the timings of a transaction in the ledger's database. Keys are remembered for good.
func DefaultTerms() payment.Terms {
	return payment.Terms{
		CallTimeout: 5 * time.Second,
		// A transaction whose caller has gone is rolled back by the database, or was committed before.
		SettlingDelay: time.Second,
		LookupDelays:  []time.Duration{time.Second, 5 * time.Second, 30 * time.Second, time.Minute},
		UsualAnswer:   50 * time.Millisecond,
	}
}

// Limits are the book's. Refunds have no age, parts no bound, and keys any length: a merchant's own book refuses by the
// state of the instrument, by what was taken of it, and by what it is. A movement is listed once its transaction is
// committed; one that began before may be committed after it.
func Limits() payment.Limits {
	classes := map[string]refund.DeclineClass{"exceeds": refund.DeclinedExceeds, "instruction": refund.DeclinedInstruction}
	for _, state := range []refund.StoredState{refund.StoredFrozen, refund.StoredExpired, refund.StoredClosed, refund.StoredRetired, refund.StoredVoided} {
		classes[strings.ToLower(string(state))] = refund.DeclinedInstrument
	}
	return payment.Limits{
		Classes: classes, ListsBy: payment.ListsByCreation, ListedAfter: time.Minute, Final: []string{string(refund.OutcomeSettled), string(refund.OutcomeDeclined)},
		Source: "the ledger's own rules: docs/stored-value.md",
	}
}
