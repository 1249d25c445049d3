package sqlstore

import (
	"database/sql"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// book posts what an outcome means. A first settlement and a decline happen once a generation;
// every later fact of the leg has its number.
func (t *tx) book(c *caseRow, leg *legRow, booking ledger.Booking) error {
	late := source{Subject: string(c.id), Leg: leg.LegID, Fact: fmt.Sprintf("g%d/%d", leg.Generation, leg.facts)}
	switch booking {
	case ledger.BookSettle:
		p, err := ledger.PostSettle(payoutOf(c, leg))
		return t.post(legSource(c, leg), p, err)
	case ledger.BookDecline:
		p, err := ledger.PostDecline(leg.ref, leg.AmountMinor)
		return t.post(legSource(c, leg), p, err)
	case ledger.BookLateSettle:
		return t.bookLateSettle(c, leg, late)
	case ledger.BookLateFailure:
		return t.bookLateFailure(c, leg, late)
	case ledger.BookOverReturn:
		return t.bookOverReturn(c, payoutOf(c, leg), late)
	case ledger.BookOverReturnFailed:
		return t.bookOverReturnFailed(c, payoutOf(c, leg), late)
	case ledger.BookRepeat, ledger.BookNothing, ledger.BookState:
		return nil
	}
	return invariant("booking %q", booking)
}

// payoutOf is a leg as the books pay it.
func payoutOf(c *caseRow, leg *legRow) ledger.Payout {
	return ledger.Payout{
		Payment: leg.ref, AmountMinor: leg.AmountMinor, Via: leg.Via, Customer: c.customer, Units: leg.Units,
		BonusMinor: leg.BonusMinor, Budget: budgetOf(c, leg.budget), Cost: leg.cost,
	}
}

func budgetOf(c *caseRow, name string) ledger.BudgetRef {
	return ledger.BudgetRef{Merchant: c.merchant, Budget: name, Currency: c.currency}
}

func (t *tx) bookLateSettle(c *caseRow, leg *legRow, from source) error {
	b, err := t.controls(leg.ref.ID)
	if err != nil {
		return err
	}
	p, err := ledger.PostLateSettle(ledger.LateSettle{
		Payout: payoutOf(c, leg), UnheldMinor: leg.unheldMinor, OpenMinor: b[ledger.ControlOpen],
	})
	leg.unheldMinor = 0
	return t.post(from, p, err)
}

// bookLateFailure: the customer is owed again. A case that was closed is open again and waits for
// a person: a closed refund holds nothing (promise 7).
func (t *tx) bookLateFailure(c *caseRow, leg *legRow, from source) error {
	b, err := t.controls(leg.ref.ID)
	if err != nil {
		return err
	}
	leg.unheldMinor = min(leg.AmountMinor, b[ledger.ControlExcess])
	c.reopen(leg.LegID, refund.CodeLateFailed)
	p, err := ledger.PostLateFailure(payoutOf(c, leg), b[ledger.ControlExcess])
	return t.post(from, p, err)
}

// reopen opens a closed refund again: a leg of it is owed once more.
func (c *caseRow) reopen(leg refund.LegID, why refund.Code) {
	if !c.closed {
		return
	}
	c.closed, c.closedAt = false, sql.NullInt64{}
	c.note(event{Name: "Reopened", Leg: leg, Cause: refund.Cause{Reason: string(why)}})
}

func (t *tx) bookOverReturn(c *caseRow, payout ledger.Payout, from source) error {
	b, err := t.controls(payout.Payment.ID)
	if err != nil {
		return err
	}
	p, err := ledger.PostOverReturn(payout, b[ledger.ControlOpen])
	if err := t.post(from, p, err); err != nil {
		return err
	}
	return t.moveVersion(c.merchant, c.order)
}

func (t *tx) bookOverReturnFailed(c *caseRow, payout ledger.Payout, from source) error {
	b, err := t.controls(payout.Payment.ID)
	if err != nil {
		return err
	}
	p, err := ledger.PostOverReturnFailed(payout, b[ledger.ControlExcess])
	if err := t.post(from, p, err); err != nil {
		return err
	}
	return t.moveVersion(c.merchant, c.order)
}
