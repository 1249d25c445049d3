package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// refusedAs begins what became of a difference that the books cannot take.
const refusedAs = "REFUSED"

// book books what the list proves: facts first, since a leg has to have settled before its cost is known. It keeps with
// each difference what became of it, and answers how many legs' costs or references the books learned.
func (r Runner) book(ctx context.Context, a Account, in Input, found *Comparison) (learned int64, err error) {
	for i := range found.Differences {
		if err := r.bookDifference(ctx, a, in, &found.Differences[i]); err != nil {
			return learned, err
		}
		if (i+1)%progressEvery == 0 {
			r.tell(StageBooking, i+1)
		}
	}
	r.tell(StageBooking, len(found.Differences))
	for _, lesson := range found.Lessons {
		result, err := r.learn(ctx, a, lesson)
		if err != nil {
			return learned, err
		}
		if result == string(ledger.SettlementIsBooked) || result == string(ledger.SettlementIsChanged) {
			learned++
		}
		noteCost(found.Differences, lesson, result)
	}
	return learned, nil
}

// bookDifference books the fact that a difference is, if it is one.
func (r Runner) bookDifference(ctx context.Context, a Account, in Input, d *Difference) error {
	fact, is := factOf(a, in, *d)
	if !is {
		return nil
	}
	booked, err := r.Books.BookFact(ctx, fact)
	if problem, refused := refund.ProblemIn(err); refused {
		d.Booked, d.Detail = refusedAs, problem.Detail
		return nil
	}
	if err != nil {
		return err
	}
	d.Booked = string(booked.Result)
	d.Open, d.Detail = d.stays(booked.Result), cmp.Or(wordOf(d.Kind, booked.Result), d.Detail)
	return r.Tell(ctx, booked, refund.ProviderFact{FactID: fact.ID})
}

// stays reports whether a difference is there after its fact was booked with a result.
func (d Difference) stays(result refund.FactResult) bool {
	switch d.Kind {
	case ledger.ReconcileState:
		return result != refund.FactIsBooked
	case ledger.ReconcileDouble:
		return result != refund.FactIsStale
	case ledger.ReconcileMatched, ledger.ReconcileNotDue, ledger.ReconcileMissing, ledger.ReconcileExtra, ledger.ReconcileAmount, ledger.ReconcileCurrency,
		ledger.ReconcileSettlement, ledger.ReconcileFee, ledger.ReconcileBeyond:
	}
	return d.Open
}

// wordOf says what a result means for a person who reads the item; empty: nothing beside the result.
func wordOf(kind ledger.ReconcileKind, result refund.FactResult) string {
	switch result {
	case refund.FactIsOutside:
		return "it took headroom at once; somebody has to say what it was for"
	case refund.FactWaits:
		return "no order has named its payment, or a leg of that amount is on its way: it is booked once that is known"
	case refund.FactIsStale:
		return "the books have heard something later of it"
	case refund.FactDiffers:
		return "nothing was booked: the provider has to be asked"
	case refund.FactIsKnown:
		if kind == ledger.ReconcileExtra {
			return "it was booked before"
		}
	case refund.FactIsBooked:
	}
	return ""
}

// factOf is the fact that a difference is: the same as a notification of it would be.
func factOf(a Account, in Input, d Difference) (f refund.Fact, is bool) {
	l := d.Listed
	if l == nil || d.Known && d.Kind != ledger.ReconcileState && d.Kind != ledger.ReconcileAmount || d.Reference == "" {
		return f, false
	}
	f = refund.Fact{
		ID: FactID(a, *l), Kind: refund.FactRefund, Provider: a.Provider, Account: a.Name, Reference: d.Reference, OccurredAt: occurredAt(in, d),
		Refund: &refund.RefundFact{
			Key: l.Key, ProviderRefundID: l.ProviderRefundID, AmountMinor: l.AmountMinor, Currency: l.Currency, Outcome: l.Outcome,
		},
	}
	if d.Of != nil {
		f.Account = d.Of.Account
	}
	switch d.Kind {
	case ledger.ReconcileExtra, ledger.ReconcileAmount, ledger.ReconcileCurrency, ledger.ReconcileState:
		return f, true
	case ledger.ReconcileDouble:
		return doubleOf(f, *d.Of), true
	case ledger.ReconcileMatched, ledger.ReconcileNotDue, ledger.ReconcileMissing, ledger.ReconcileSettlement, ledger.ReconcileFee, ledger.ReconcileBeyond:
	}
	return f, false
}

// doubleOf is the fact of a further movement for a leg: an older generation's as it is. A second movement under the
// present key is a refund of its own, made elsewhere: the leg has one.
func doubleOf(f refund.Fact, l ledger.ProviderLeg) refund.Fact {
	if at := slices.Index(l.Keys, f.Refund.Key); at >= 0 && at < len(l.Keys)-1 {
		return f
	}
	outside := *f.Refund
	outside.Key = ""
	f.Refund, f.ID = &outside, "double/"+f.ID
	return f
}

// FactID is the id of what a list says of a refund: that of the notification of the same state where the list tells it,
// and one of its own that does not change.
func FactID(a Account, l payment.Listed) string {
	return cmp.Or(l.FactID, fmt.Sprintf("list/%s/%s/%s", a.Name, cmp.Or(l.ProviderRefundID, l.Key), l.Outcome.Kind))
}

// occurredAt is the time of what a list says: when it settled, where it tells that. What contradicts the books is as old
// as the list, which says how things stand as it is read; one of what has moved is as old as its movements.
func occurredAt(in Input, d Difference) time.Time {
	l := d.Listed
	switch {
	case l.Outcome.Kind == refund.OutcomeSettled && !l.SettledAt.IsZero():
		return l.SettledAt
	case in.BySettlement, d.Kind == ledger.ReconcileExtra, d.Kind == ledger.ReconcileDouble:
		return l.CreatedAt
	}
	return in.ReadAt
}

// learn books settlement, fee and bank reference of a settled leg. What the books cannot take is a result.
func (r Runner) learn(ctx context.Context, a Account, of Lesson) (string, error) {
	l := of.Listed
	if l.FeeMinor < 0 { // given back: noteCost says so
		l.FeeMinor, l.FeeCurrency = 0, ""
	}
	booked, err := r.Books.BookSettlement(ctx, ledger.SettlementFact{
		Provider: a.Provider, Account: of.Leg.Account, Key: of.Leg.Keys[len(of.Leg.Keys)-1], ProviderRefundID: l.ProviderRefundID,
		Settlement: l.Outcome.Settlement, FeeMinor: l.FeeMinor, FeeCurrency: l.FeeCurrency, BankReference: l.Outcome.BankReference,
		Source: FactID(a, l), At: cmp.Or(l.SettledAt, l.CreatedAt),
	})
	if problem, refused := refund.ProblemIn(err); refused {
		return refusedAs + ": " + problem.Detail, nil
	}
	return string(booked.Result), err
}

// noteCost keeps what became of a leg's settlement and fee.
func noteCost(all []Difference, of Lesson, result string) {
	for i := range all {
		d := &all[i]
		if d.Refund != of.Leg.Refund || d.Leg != of.Leg.Leg || d.Kind.Measure() == ledger.MeasureRefunded {
			continue
		}
		if d.Kind == ledger.ReconcileFee && of.Listed.FeeMinor < 0 {
			d.Booked, d.Detail = refusedAs, "the provider gives a fee back: it is not booked, and stays"
			continue
		}
		d.Booked = result
		switch ledger.SettlementResult(result) {
		case ledger.SettlementIsBooked, ledger.SettlementIsChanged, ledger.SettlementIsKnown:
			d.Open = false
		case ledger.SettlementTooEarly, ledger.SettlementNoLeg:
		}
	}
}
