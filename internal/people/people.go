// Package people says in words what a refund waits for, and which command leads on: the same
// words wherever makegood tells support and operations.
package people

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Waits says what the refund waits for, and how much it is.
func Waits(row ledger.CaseRow) string {
	text := fmt.Sprintf("%s · %s · %s · %s", row.ID, row.Status, refund.FormatAmount(row.TotalMinor, row.Currency), row.Reason)
	if row.LastReason != "" {
		text += " · " + row.LastReason
	}
	if row.ReviewDueAt != nil {
		text += " · due " + row.ReviewDueAt.UTC().Format(time.RFC3339)
	}
	return text
}

// Program is how makegood is called where the words are read, such as bin/makegood.
type Program string

// Command is the line by which a person leads the refund on; empty when it waits for nobody.
func (p Program) Command(row ledger.CaseRow) string {
	switch row.Status {
	case refund.StatusAwaitingApproval:
		return fmt.Sprintf("%s decide %s --approve --reviewer NAME --note WHY --amount %q",
			p, row.ID, refund.FormatAmount(row.TotalMinor, row.Currency))
	case refund.StatusNeedsAttention:
		return fmt.Sprintf("%s resolve %s --retry --by NAME", p, row.ID)
	case refund.StatusRefunded, refund.StatusPartlyRefunded:
		if row.Offer == refund.OfferOpen {
			return fmt.Sprintf("%s answer-offer %s --accept --by CUSTOMER", p, row.ID)
		}
		return ""
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected,
		refund.StatusPayingOut, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return ""
	}
	return ""
}
