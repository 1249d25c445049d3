package support

import (
	"github.com/makegood/makegood/refund"
)

// ActName names what a member of staff may do about a refund, as the desk's addresses have it.
type ActName string

// The acts. The last two are of machines: no person does them.
const (
	ActApprove       ActName = "approve"
	ActReject        ActName = "reject"
	ActAdjust        ActName = "adjust"
	ActAsk           ActName = "ask"
	ActAnswer        ActName = "answer"
	ActAssign        ActName = "assign"
	ActInspect       ActName = "inspect"
	ActChoose        ActName = "choose"
	ActWithdraw      ActName = "withdraw"
	ActLookNow       ActName = "look-now"
	ActRetry         ActName = "retry"
	ActPaidElsewhere ActName = "paid-elsewhere"
	ActPayAnotherWay ActName = "pay-another-way"
	ActGiveUp        ActName = "give-up"
	ActClear         ActName = "clear"
	ActAppeal        ActName = "appeal"
	ActAcceptOffer   ActName = "accept-offer"
	ActDeclineOffer  ActName = "decline-offer"
	ActAttribute     ActName = "attribute"
	ActProviderFact  ActName = "provider-fact"
	ActDispute       ActName = "dispute"
)

// ActNames lists the acts, in the sequence in which a desk shows them.
func ActNames() []ActName {
	return []ActName{
		ActApprove, ActAdjust, ActReject, ActAsk, ActAnswer, ActAssign, ActInspect, ActChoose, ActWithdraw, ActLookNow, ActRetry,
		ActPaidElsewhere, ActPayAnotherWay, ActGiveUp, ActClear, ActAppeal, ActAcceptOffer, ActDeclineOffer, ActAttribute,
		ActProviderFact, ActDispute,
	}
}

// Verdict is whether somebody may do an act now, and what kind of reason there is why not.
type Verdict string

// The verdicts.
const (
	Allowed Verdict = "allowed"
	// NotAsked: the ledger could not be asked. The act may be tried: the ledger judges it then.
	NotAsked Verdict = "not_asked"
	// NotNow: not in this status, or there is nothing to do it to.
	NotNow Verdict = "not_now"
	// NotYourRole: who asks is not known, or not of the role or market. OverLimit: it is about more than they may decide.
	NotYourRole Verdict = "not_your_role"
	OverLimit   Verdict = "over_limit"
	// OwnRequest: they asked for the refund. AnotherPerson: they have had their say, and somebody else must agree.
	OwnRequest    Verdict = "own_request"
	AnotherPerson Verdict = "another_person"
	// MachineOnly: providers and banks say it, no person.
	MachineOnly Verdict = "machine_only"
)

// Verdicts lists the verdicts.
func Verdicts() []Verdict {
	return []Verdict{Allowed, NotAsked, NotNow, NotYourRole, OverLimit, OwnRequest, AnotherPerson, MachineOnly}
}

// ActState is an act with whether it may be done. Code and Detail are the engine's own, of the answer that the act would
// have; Sentence says it in the caller's language. All three are empty where it may be done.
type ActState struct {
	Act      ActName
	Verdict  Verdict
	Code     refund.Code
	Detail   string
	Sentence string
}

// May reports whether the act may be tried.
func (s ActState) May() bool { return s.Verdict == Allowed || s.Verdict == NotAsked }

// verdictOf says what an answer to a probe means for the act. A refusal of what the probe was made of says nothing about
// the act: with other words it may be taken, so that it stays allowed. waiting: the refund waits for decisions.
func verdictOf(code refund.Code, waiting bool) Verdict {
	// Every other code is about what the probe was made of.
	//
	//exhaustive:ignore
	switch code {
	case refund.CodeWrongState, refund.CodeAlreadySent, refund.CodeTooLate, refund.CodeNotFound, refund.CodeNotNow,
		refund.CodeUnknownAlternative:
		return NotNow
	case refund.CodeReviewerUnknown, refund.CodeReviewerMarket, refund.CodeReviewerRole, refund.CodeNotForMachines, refund.CodeSubjectMismatch:
		return NotYourRole
	case refund.CodeReviewerLimit, refund.CodeReviewerNotVerified:
		return OverLimit
	case refund.CodeReviewerIsAuthor:
		return OwnRequest
	case refund.CodeReviewerDecided, refund.CodeElsewhereUnconfirmed:
		return AnotherPerson
	case refund.CodeAlreadyDecided:
		if waiting {
			return AnotherPerson
		}
		return NotNow
	}
	return Allowed
}

// rank sorts verdicts of probes of one act: what is nearest to being allowed says why not.
func (v Verdict) rank() int {
	switch v {
	case Allowed, NotAsked:
		return 0
	case AnotherPerson:
		return 1
	case OverLimit:
		return 2
	case NotYourRole:
		return 3
	case OwnRequest:
		return 4
	case NotNow, MachineOnly:
	}
	return 5
}
