package ledger

import "github.com/makegood/makegood/refund"

// PlaceOf is the control account that holds a leg's amount in a state (POSTINGS): empty for a
// leg that uses no headroom. A leg that was not sent stays in sent until it is sent again or
// given up: it may not be decided twice.
func PlaceOf(s refund.LegStatus) Control {
	switch s {
	case refund.LegReserved, refund.LegDeclined, refund.LegFailed, refund.LegLateFailed:
		return ControlHeld
	case refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegNotSent,
		refund.LegRequiresAction, refund.LegAbnormal:
		return ControlSent
	case refund.LegSettled:
		return ControlReturned
	case refund.LegReleased, refund.LegHeld:
		return ""
	}
	panic("ledger: leg state without a place: " + string(s))
}

// Booking is what an outcome means for the books.
type Booking string

// The bookings.
const (
	// BookRepeat: said before; nothing to do.
	BookRepeat Booking = "repeat"
	// BookNothing: contradicts a final fact and moves no money; the trail keeps it.
	BookNothing Booking = "nothing"
	// BookState: only the leg's state changes.
	BookState Booking = "state"
	// BookSettle: sent becomes returned (P3).
	BookSettle Booking = "settle"
	// BookDecline: sent becomes held (P5).
	BookDecline Booking = "decline"
	// BookLateSettle: held becomes returned (P12).
	BookLateSettle Booking = "late settle"
	// BookLateFailure: returned becomes held (P6).
	BookLateFailure Booking = "late failure"
	// BookOverReturn: money moved that was given up or paid again (P12 with excess).
	BookOverReturn Booking = "over-return"
	// BookOverReturnFailed: and failed after all (P12r).
	BookOverReturnFailed Booking = "over-return failed"
)

// LegFacts is what an outcome is judged by.
type LegFacts struct {
	Status refund.LegStatus
	// MayHaveLeft: some request of this generation is not proved to have stayed here.
	MayHaveLeft bool
	// GivenUp: the leg was released before.
	GivenUp bool
}

// Judge decides what an outcome of the leg's current generation means, and the leg's next state.
// Facts are always booked; news that contradicts a final fact and moves no money changes nothing.
func Judge(leg LegFacts, o refund.Outcome) (Booking, refund.LegStatus) {
	switch o.Kind {
	case refund.OutcomeSettled:
		return judgeSettled(leg), refund.LegSettled
	case refund.OutcomeDeclined, refund.OutcomeFailed:
		return judgeRefused(leg, o)
	case refund.OutcomeNotSent:
		return judgeNotSent(leg)
	case refund.OutcomeUnknown:
		if leg.Status.Accepted() { // that a question has no answer says nothing against it
			return BookRepeat, leg.Status
		}
		return judgeState(leg, o)
	case refund.OutcomePending, refund.OutcomeRequiresAction, refund.OutcomeAbnormal:
		return judgeState(leg, o)
	}
	panic("ledger: outcome without a booking: " + string(o.Kind))
}

func judgeState(leg LegFacts, o refund.Outcome) (Booking, refund.LegStatus) {
	if PlaceOf(leg.Status) == ControlSent {
		return BookState, o.LegStatus()
	}
	return BookNothing, leg.Status
}

func judgeSettled(leg LegFacts) Booking {
	switch leg.Status {
	case refund.LegSettled:
		return BookRepeat
	case refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegNotSent, refund.LegRequiresAction, refund.LegAbnormal:
		return BookSettle
	case refund.LegReserved, refund.LegDeclined, refund.LegFailed, refund.LegLateFailed:
		return BookLateSettle
	case refund.LegReleased, refund.LegHeld:
		return BookOverReturn
	}
	panic("ledger: leg state without a booking: " + string(leg.Status))
}

func judgeRefused(leg LegFacts, o refund.Outcome) (Booking, refund.LegStatus) {
	switch {
	case PlaceOf(leg.Status) == ControlSent:
		return BookDecline, o.LegStatus()
	case leg.Status == o.LegStatus(), leg.Status == refund.LegLateFailed && o.Kind == refund.OutcomeFailed:
		return BookRepeat, leg.Status
	case leg.Status == refund.LegSettled && o.Kind == refund.OutcomeFailed && leg.GivenUp:
		return BookOverReturnFailed, refund.LegReleased
	case leg.Status == refund.LegSettled && o.Kind == refund.OutcomeFailed:
		return BookLateFailure, refund.LegLateFailed
	}
	return BookNothing, leg.Status
}

// judgeNotSent: one request that never left proves nothing of another one that may have.
func judgeNotSent(leg LegFacts) (Booking, refund.LegStatus) {
	switch {
	case leg.Status == refund.LegNotSent:
		return BookRepeat, leg.Status
	case leg.Status == refund.LegSending && leg.MayHaveLeft:
		return BookState, refund.LegUnknown
	case leg.Status == refund.LegSending:
		return BookState, refund.LegNotSent
	}
	return BookNothing, leg.Status
}
