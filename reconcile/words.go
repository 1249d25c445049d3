package reconcile

import (
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Rule says in words which refunds a run counts, and how it treats midnight.
func Rule(r ledger.Reconciliation) string {
	rule := fmt.Sprintf("A leg counts in the period in which it settled in the books, or was sent where it has not settled. "+
		"The list was read from %s to %s, at least %s beyond both ends, so that what was sent before midnight and listed after it is found.",
		shown(r.ListFrom), shown(r.ListTo), time.Duration(r.MarginSeconds)*time.Second)
	if !r.Complete() {
		rule += " It has all of the period from " + shown(r.CompleteAt) + " on: until then nothing is missing."
	}
	return rule
}

// NextStep is what a person does about an item that stays, as a command where there is one; program is how makegood is
// called. Empty: nothing has to be done.
func NextStep(program string, r ledger.Reconciliation, i ledger.ReconcileItem) string {
	if !i.Open {
		return ""
	}
	id := strings.TrimPrefix(string(i.Refund), "refund/")
	about := fmt.Sprintf("%s exchanges %s --leg %s", program, id, i.Leg)
	switch i.Kind {
	case ledger.ReconcileExtra:
		if i.Booked == string(refund.FactWaits) {
			return "find out whose payment " + i.Reference + " is: another system's, or one that an order has yet to name"
		}
		return attribution(program, r, i)
	case ledger.ReconcileDouble:
		if i.Booked == string(refund.FactIsOutside) || i.Known && i.Booked == "" {
			return attribution(program, r, i) + ", and ask for it back"
		}
		return about + ", and ask for it back"
	case ledger.ReconcileMissing, ledger.ReconcileState, ledger.ReconcileBeyond:
		if i.Leg != "" && undecided(i.Books.State) {
			return fmt.Sprintf("%s look-now %s --leg %s --by YOU", program, id, i.Leg)
		}
		if i.Leg != "" {
			return about + ", and ask the provider"
		}
		return "ask the provider about " + i.ProviderRefundID
	case ledger.ReconcileAmount, ledger.ReconcileCurrency:
		if i.Leg != "" {
			return about + ", and ask the provider"
		}
		return "ask the provider about " + i.ProviderRefundID
	case ledger.ReconcileSettlement, ledger.ReconcileFee:
		if i.Booked == refusedAs {
			return about + ", and book it by hand"
		}
		return fmt.Sprintf("%s reconcile --provider %s --from %s", program, r.Provider, r.From.Format(time.DateOnly))
	case ledger.ReconcileMatched, ledger.ReconcileNotDue:
	}
	return ""
}

func attribution(program string, r ledger.Reconciliation, i ledger.ReconcileItem) string {
	account := ""
	if r.Account != "" {
		account = " --account " + r.Account
	}
	return fmt.Sprintf("%s attribute %s --provider %s%s --reference %s --goodwill|--line LINE:QUANTITY:AMOUNT --by YOU --note WHY", program,
		i.ProviderRefundID, r.Provider, account, i.Reference)
}

func undecided(state string) bool { return refund.LegStatus(state).Undecided() }
