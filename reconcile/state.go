package reconcile

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// progress is how far money has come: what both sides are compared by, since they have states of their own.
type progress int

const (
	notMoved progress = iota
	underWay
	moved
)

// progressOf is how far the money of a leg has come by the books.
func progressOf(l ledger.ProviderLeg) progress {
	switch {
	case ownMoved(l) > 0 || l.Status == refund.LegSettled:
		return moved
	case l.Status.Undecided():
		return underWay
	}
	return notMoved
}

// ownMoved is what the books say moved for the leg itself. What an older generation moved counts as the leg's own where
// the present one moved nothing.
func ownMoved(l ledger.ProviderLeg) int64 {
	if l.Status == refund.LegSettled {
		return l.AmountMinor
	}
	return min(l.ExtraMinor, l.AmountMinor)
}

// progressSaid is how far money has come by a provider's word.
func progressSaid(k refund.OutcomeKind) progress {
	switch k {
	case refund.OutcomeSettled:
		return moved
	case refund.OutcomePending, refund.OutcomeUnknown, refund.OutcomeRequiresAction, refund.OutcomeAbnormal:
		return underWay
	case refund.OutcomeDeclined, refund.OutcomeNotSent, refund.OutcomeFailed:
	}
	return notMoved
}

func legSide(l ledger.ProviderLeg) ledger.ReconcileSide {
	return ledger.ReconcileSide{AmountMinor: l.AmountMinor, MovedMinor: ownMoved(l), Currency: l.Currency, State: string(l.Status)}
}

func listedSide(l payment.Listed) ledger.ReconcileSide {
	return sideOf(l.AmountMinor, l.Currency, l.Outcome.Kind)
}

func outsideSide(o ledger.OutsideRefund) ledger.ReconcileSide {
	return sideOf(o.AmountMinor, o.Currency, o.Outcome)
}

func sideOf(minor int64, currency refund.Currency, kind refund.OutcomeKind) ledger.ReconcileSide {
	side := ledger.ReconcileSide{AmountMinor: minor, Currency: currency, State: string(kind)}
	if kind == refund.OutcomeSettled {
		side.MovedMinor = minor
	}
	return side
}

// costSide is a settlement or a fee, all of which has moved.
func costSide(s refund.Settlement) ledger.ReconcileSide {
	return ledger.ReconcileSide{AmountMinor: s.AmountMinor, MovedMinor: s.AmountMinor, Currency: s.Currency}
}
