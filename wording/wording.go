// Package wording is what people read on the command line: what a refund waits for, how it came to its
// amount, and the command to run next, in the same words wherever makegood tells support and operations.
//
// On the path: the command line and the demo's screen print what is worded here, in the reader's locale: labels and
// sentences from the catalogues in texts, amounts, steps and reasons by policy/explain. It decides nothing.
package wording

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Waits says in English what the refund waits for, and how much it is.
func Waits(row ledger.CaseRow) string {
	w := wordsOf(explain.Speaker{})
	text := fmt.Sprintf("%s · %s · %s · %s", row.ID, row.Status, refund.FormatAmount(row.TotalMinor, row.Currency), row.Reason)
	if row.LastReason != "" {
		text += " · " + row.LastReason
	}
	if row.NextRole != "" {
		text += " · " + w.say("waits.asks", "role", row.NextRole)
	}
	if row.Assignee != "" {
		text += " · " + w.say("waits.assigned", "to", row.Assignee)
	}
	if row.ReviewDueAt != nil {
		text += " · " + w.say("waits.due", "at", moment(*row.ReviewDueAt))
	}
	if row.PayBy != nil {
		text += " · " + w.say("waits.law", "at", moment(*row.PayBy))
	}
	return text
}

// Program is how makegood is called where the words are read, such as bin/makegood.
type Program string

// Command is the next command for a refund that waits for a person; empty when it waits for none.
func (p Program) Command(row ledger.CaseRow) string {
	switch row.Status {
	case refund.StatusAwaitingApproval:
		return fmt.Sprintf("%s decide %s --approve --reviewer %s --note WHY --amount %q",
			p, row.ID, named(row), refund.FormatAmount(row.TotalMinor, row.Currency))
	case refund.StatusNeedsAttention, refund.StatusPayingOut:
		return p.leadOn(row)
	case refund.StatusNeedsInfo:
		return fmt.Sprintf("%s answer %s --text ANSWER --by CUSTOMER", p, row.ID)
	case refund.StatusAwaitingGoods:
		return fmt.Sprintf("%s inspect %s --all-accepted --by NAME", p, row.ID)
	case refund.StatusRefunded, refund.StatusPartlyRefunded:
		if row.Offer == refund.OfferOpen {
			return fmt.Sprintf("%s answer-offer %s --accept --by CUSTOMER", p, row.ID)
		}
		return ""
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return ""
	}
	return ""
}

// leadOn is the command for a refund or a leg that needs a person: what its cause's runbook names first.
func (p Program) leadOn(row ledger.CaseRow) string {
	code := attention(row)
	if code == "" {
		return ""
	}
	// The other codes are said as they are.
	//
	//exhaustive:ignore
	switch code {
	case refund.CodeUnanswered, refund.CodeNoAdapter, refund.CodePaymentStopped:
		return fmt.Sprintf("%s look-now %s --by %s", p, row.ID, named(row))
	case refund.CodeDeclinedDisputed:
		return fmt.Sprintf("%s assign %s --to NAME --by %s", p, row.ID, named(row))
	case refund.CodeDeclinedInstruction, refund.CodeDeclinedInstrument:
		return p.resolve(row, "--pay-another-way store_credit")
	case refund.CodeExchangeChosen, refund.CodeDeclinedExceeds, refund.CodeElsewhereUnconfirmed:
		return p.resolve(row, "--paid-elsewhere REFERENCE")
	case refund.CodeOrderSnapshotDiffers, refund.CodeAmountsDoNotAddUp, refund.CodeUnknownLine, refund.CodeQuantityExceedsLine:
		return p.resolve(row, "--give-up")
	}
	return p.resolve(row, "--retry")
}

func (p Program) resolve(row ledger.CaseRow, way string) string {
	return fmt.Sprintf("%s resolve %s %s --by %s --note WHY", p, row.ID, way, named(row))
}

// attention is the code of what a person is needed for: about the refund, or about one of its legs while
// the others go on. It is "" where nobody is.
func attention(row ledger.CaseRow) refund.Code {
	switch row.Status {
	case refund.StatusNeedsAttention:
		return refund.CodeIn(row.LastReason)
	case refund.StatusPayingOut:
		return row.NeedsPerson
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected,
		refund.StatusAwaitingApproval, refund.StatusNeedsInfo, refund.StatusRefunded, refund.StatusPartlyRefunded,
		refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
	return ""
}

// named is the name that the command acts under: the assignee's, as a word that is safe to copy into a shell, or a
// blank for the reader's own.
func named(row ledger.CaseRow) string {
	if row.Assignee != "" {
		return foreign.ShellWord(string(row.Assignee))
	}
	return "NAME"
}

// moment writes a time as people and programs both read it.
func moment(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// due writes a deadline, and whether it has passed; empty without one.
func (w words) due(at *time.Time, overdue bool) string {
	if at == nil {
		return ""
	}
	if overdue {
		return w.say("overdue", "at", moment(*at))
	}
	return moment(*at)
}
