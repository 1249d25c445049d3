package refund

import "slices"

//go:generate go run ./internal/genstates

// Transition is one arrow of the refund's state machine: what leads from one status to another.
type Transition struct {
	From Status
	To   Status
	// By says what leads there, in words.
	By string
}

// Transitions is the whole state machine (DESIGN section 4). The ledger takes no other way;
// docs/states.md is made of it.
func Transitions() []Transition { return slices.Clone(transitions) }

// transitions is built once and never changed: every step of every replay asks it.
var transitions = slices.Concat(transitionsBeforePayout(), transitionsOfPayout(), transitionsAfterTheEnd())

func transitionsBeforePayout() []Transition {
	return []Transition{
		{StatusReceived, StatusAssessing, "the request is claimed"},
		{StatusReceived, StatusWithdrawn, "an operator ends what was never judged"},
		{StatusAssessing, StatusAwaitingGoods, "the goods come first"},
		{StatusAssessing, StatusAwaitingApproval, "people have to agree"},
		{StatusAssessing, StatusPayingOut, "it is approved automatically"},
		{StatusAssessing, StatusNothingToRefund, "nothing was captured, or all of it went back before"},
		{StatusAssessing, StatusRejected, "the policy refuses it"},
		{StatusAssessing, StatusNeedsAttention, "the rules have no answer, or the money is not there"},
		{StatusAssessing, StatusWithdrawn, "it is taken back before anything was sent"},
		{StatusAwaitingGoods, StatusInspected, "what arrived was inspected, or its sending was proved"},
		{StatusAwaitingGoods, StatusRejected, "nothing arrived in time"},
		{StatusAwaitingGoods, StatusWithdrawn, "it is taken back"},
		{StatusAwaitingGoods, StatusPartlyRefunded, "it ends without the rest, and a provider had paid a part before the books knew"},
		{StatusInspected, StatusAwaitingApproval, "people have to agree"},
		{StatusInspected, StatusPayingOut, "what arrived is paid"},
		{StatusInspected, StatusRejected, "nothing of what arrived is taken back"},
		{StatusInspected, StatusPartlyRefunded, "nothing of it is taken back, and a provider had paid a part before the books knew"},
		{StatusInspected, StatusNeedsAttention, "the rules have no answer to what arrived, or an exchange was chosen"},
		{StatusInspected, StatusWithdrawn, "it is taken back before anything was sent"},
		{StatusAwaitingApproval, StatusPayingOut, "everybody who has to agree did"},
		{StatusAwaitingApproval, StatusRejected, "a reviewer refuses it"},
		{StatusAwaitingApproval, StatusPartlyRefunded, "a reviewer refuses the appeal of a part"},
		{StatusAwaitingApproval, StatusWithdrawn, "it is taken back"},
		{StatusAwaitingApproval, StatusNeedsInfo, "a reviewer asks the customer"},
		{StatusAwaitingApproval, StatusNeedsAttention, "it is approved, and an exchange was chosen"},
		{StatusNeedsInfo, StatusAwaitingApproval, "the customer answered, or the time for it passed"},
		{StatusNeedsInfo, StatusWithdrawn, "it is taken back"},
		{StatusNeedsInfo, StatusPartlyRefunded, "the appeal of a part is taken back"},
	}
}

func transitionsOfPayout() []Transition {
	return []Transition{
		{StatusPayingOut, StatusRefunded, "every leg is settled, or nothing is left to pay"},
		{StatusPayingOut, StatusNeedsAttention, "nothing is under way, and a leg needs a person"},
		{StatusPayingOut, StatusPartlyRefunded, "the rest was given up"},
		{StatusPayingOut, StatusRejected, "all of it was given up"},
		{StatusPayingOut, StatusWithdrawn, "it is taken back before anything was sent"},
		{StatusNeedsAttention, StatusAssessing, "a person sends it through the assessment again"},
		{StatusNeedsAttention, StatusPayingOut, "a person tries again, or pays another way"},
		{StatusNeedsAttention, StatusRefunded, "the provider refunded after all"},
		{StatusNeedsAttention, StatusRejected, "a person gives it up, nothing was paid"},
		{StatusNeedsAttention, StatusPartlyRefunded, "a person gives the rest up"},
		{StatusNeedsAttention, StatusWithdrawn, "it is taken back before anything was sent"},
		{StatusNeedsAttention, StatusInspected, "what arrived is assessed again"},
	}
}

func transitionsAfterTheEnd() []Transition {
	return []Transition{
		{StatusRejected, StatusAwaitingApproval, "the refusal is appealed"},
		{StatusRefunded, StatusAwaitingApproval, "the refused part is appealed"},
		{StatusRefunded, StatusPartlyRefunded, "the appeal of the refused part finds nothing to grant"},
		{StatusRefunded, StatusNeedsAttention, "a leg bounced"},
		{StatusPartlyRefunded, StatusNeedsAttention, "a leg bounced"},
		{StatusRefunded, StatusPayingOut, "a leg bounced, and waits for a dispute of its payment"},
		{StatusPartlyRefunded, StatusPayingOut, "a leg bounced, and waits for a dispute of its payment"},
		{StatusPartlyRefunded, StatusAwaitingApproval, "the refused part is appealed"},
	}
}

// MayBecome reports whether a refund may go from one status to another; to the same it always may.
func (s Status) MayBecome(to Status) bool {
	if s == to {
		return true
	}
	return slices.ContainsFunc(transitions, func(t Transition) bool { return t.From == s && t.To == to })
}

// LegTransition is one arrow of a leg's state machine.
type LegTransition struct {
	From LegStatus
	To   LegStatus
	By   string
}

// LegTransitions is a leg's state machine (DESIGN section 4). A leg that another takes the place of is
// Released.
func LegTransitions() []LegTransition {
	return []LegTransition{
		{LegReserved, LegSending, "it passes the gate"},
		{LegReserved, LegReleased, "the refund ends before it, or another leg takes its place"},
		{LegReserved, LegHeld, "a dispute takes the payment's funds"},
		{LegHeld, LegReserved, "the dispute is over, and the funds are back"},
		{LegHeld, LegDeclined, "the dispute is over, and the funds are back"},
		{LegHeld, LegFailed, "the dispute is over, and the funds are back"},
		{LegHeld, LegLateFailed, "the dispute is over, and the funds are back"},
		{LegHeld, LegSettled, "the provider refunded after all"},
		{LegHeld, LegReleased, "it is given up, or the dispute paid it and another leg takes its place"},
		{LegSending, LegSettled, "the provider refunded"},
		{LegSending, LegPending, "the provider accepted"},
		{LegSending, LegUnknown, "the provider did not answer"},
		{LegSending, LegDeclined, "the provider said no"},
		{LegSending, LegNotSent, "the request provably never left"},
		{LegSending, LegRequiresAction, "the provider waits for somebody"},
		{LegSending, LegAbnormal, "a person has to clear it with the provider"},
		{LegSending, LegFailed, "the provider accepted, and it failed"},
		{LegNotSent, LegSending, "it is sent again, under the same key"},
		{LegNotSent, LegReleased, "it is given up, or another leg takes its place"},
		{LegPending, LegSettled, "the provider refunded"},
		{LegPending, LegFailed, "it failed after all"},
		{LegPending, LegRequiresAction, "the provider waits for somebody"},
		{LegPending, LegAbnormal, "a person has to clear it with the provider, which may have forgotten it"},
		{LegPending, LegDeclined, "two people clear it as not paid"},
		{LegUnknown, LegSettled, "a look-up finds it refunded"},
		{LegUnknown, LegPending, "a look-up finds it accepted"},
		{LegUnknown, LegDeclined, "the same key was sent again, and the provider said no; or two people clear it as not paid"},
		{LegUnknown, LegFailed, "a look-up finds it failed"},
		{LegUnknown, LegRequiresAction, "a look-up finds that the provider waits for somebody"},
		{LegUnknown, LegAbnormal, "a look-up finds that a person has to clear it"},
		{LegRequiresAction, LegSettled, "it was cleared, and refunded"},
		{LegRequiresAction, LegFailed, "it was cleared, and failed"},
		{LegRequiresAction, LegDeclined, "two people clear it as not paid"},
		{LegAbnormal, LegSettled, "it was cleared, and refunded"},
		{LegAbnormal, LegFailed, "it was cleared, and failed"},
		{LegAbnormal, LegDeclined, "two people clear it as not paid"},
		{LegDeclined, LegSending, "a person tries again, under a new key"},
		{LegDeclined, LegReleased, "it is given up, or another leg takes its place"},
		{LegFailed, LegSending, "a person tries again, under a new key"},
		{LegFailed, LegReleased, "it is given up, or another leg takes its place"},
		{LegDeclined, LegHeld, "a dispute takes the payment's funds"},
		{LegFailed, LegHeld, "a dispute takes the payment's funds"},
		{LegLateFailed, LegHeld, "a dispute takes the payment's funds"},
		{LegFailed, LegSettled, "the provider refunded after all"},
		{LegSettled, LegLateFailed, "it bounced"},
		{LegLateFailed, LegSettled, "the provider refunded after all"},
		{LegLateFailed, LegSending, "a person tries again, under a new key"},
		{LegLateFailed, LegReleased, "it is given up, or another leg takes its place"},
	}
}
