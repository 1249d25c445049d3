package refund

import "time"

// ActKind names what a person does: it is the name of the signal and of the update.
type ActKind string

// The acts (DESIGN section 7).
const (
	ActDecide      ActKind = "decide"
	ActWithdraw    ActKind = "withdraw"
	ActResolve     ActKind = "resolve"
	ActClear       ActKind = "clear"
	ActLookNow     ActKind = "look_now"
	ActAssign      ActKind = "assign"
	ActAsk         ActKind = "ask"
	ActAnswer      ActKind = "answer"
	ActInspect     ActKind = "inspect"
	ActAppeal      ActKind = "appeal"
	ActChoose      ActKind = "choose"
	ActAnswerOffer ActKind = "answer_offer"
)

// ActKinds lists the acts.
func ActKinds() []ActKind {
	return []ActKind{
		ActDecide, ActWithdraw, ActResolve, ActClear, ActLookNow, ActAssign, ActAsk, ActAnswer, ActInspect, ActAppeal,
		ActChoose, ActAnswerOffer,
	}
}

// Act is one thing a person does about a refund: exactly one of its parts is set, that of its kind.
type Act struct {
	Kind       ActKind      `json:"kind"`
	Decision   *Decision    `json:"decision,omitempty"`
	Withdrawal *Withdrawal  `json:"withdrawal,omitempty"`
	Resolution *Resolution  `json:"resolution,omitempty"`
	Clearing   *Clearing    `json:"clearing,omitempty"`
	LookNow    *LookNow     `json:"look_now,omitempty"`
	Assignment *Assignment  `json:"assignment,omitempty"`
	Question   *InfoRequest `json:"question,omitempty"`
	Reply      *InfoReply   `json:"reply,omitempty"`
	Inspection *Inspection  `json:"inspection,omitempty"`
	Appeal     *Appeal      `json:"appeal,omitempty"`
	Choice     *Choice      `json:"choice,omitempty"`
	OfferReply *OfferReply  `json:"offer_reply,omitempty"`
	// Attested is a door's word on who acts; nil: it is asserted.
	Attested *Attestation `json:"attested,omitempty"`
}

// Witnessed is who acts, as it is known behind the workflow. Problem is why the door's word is not believed.
type Witnessed struct {
	Subject
	Problem *Problem `json:"problem,omitempty"`
	// Late: the word was good, and is too old by now. What was done by it in its time has its first answer; nothing else
	// is done by it.
	Late bool `json:"late,omitempty"`
}

// By is who acts.
func (a Act) By() Person {
	switch a.Kind {
	case ActDecide:
		return a.Decision.Reviewer
	case ActWithdraw:
		return a.Withdrawal.By
	case ActResolve:
		return a.Resolution.By
	case ActClear:
		return a.Clearing.By
	case ActLookNow:
		return a.LookNow.By
	case ActAssign:
		return a.Assignment.By
	case ActAsk:
		return a.Question.By
	case ActAnswer:
		return a.Reply.By
	case ActInspect:
		return a.Inspection.By
	case ActAppeal:
		return a.Appeal.By
	case ActChoose:
		return a.Choice.By
	case ActAnswerOffer:
		return a.OfferReply.By
	}
	panic("refund: act of an unknown kind: " + string(a.Kind))
}

// Payload is the part of the act's kind, as the signal and the update carry it.
func (a Act) Payload() any {
	switch a.Kind {
	case ActDecide:
		return *a.Decision
	case ActWithdraw:
		return *a.Withdrawal
	case ActResolve:
		return *a.Resolution
	case ActClear:
		return *a.Clearing
	case ActLookNow:
		return *a.LookNow
	case ActAssign:
		return *a.Assignment
	case ActAsk:
		return *a.Question
	case ActAnswer:
		return *a.Reply
	case ActInspect:
		return *a.Inspection
	case ActAppeal:
		return *a.Appeal
	case ActChoose:
		return *a.Choice
	case ActAnswerOffer:
		return *a.OfferReply
	}
	panic("refund: act of an unknown kind: " + string(a.Kind))
}

// ActRequest asks the ledger to judge an act and to carry it out, in one transaction. A refused one
// changes nothing but the trail.
type ActRequest struct {
	Refund ID  `json:"refund"`
	Act    Act `json:"act"`
	// Authority is what is known of who acts, Assignee of whom an assignment names. They are filled in
	// behind the workflow.
	Authority Authority `json:"authority,omitzero"`
	Assignee  Authority `json:"assignee,omitzero"`
	// Witnessed is who acts, as the door's word proves it.
	Witnessed Witnessed `json:"witnessed,omitzero"`
}

// Acted is what an act came to, and how the refund stands after it. A repeated id gets the first
// answer.
type Acted struct {
	Answer
	Standing Standing `json:"standing"`
	// Verified is how it is known who acted.
	Verified Verification `json:"verified,omitempty"`
}

// LegFact is what a provider says in writing that became of a leg.
type LegFact string

// The facts.
const (
	FactPaid    LegFact = "paid"
	FactNotPaid LegFact = "not_paid"
)

// Clearing says what became of an undecided leg, by the provider's word in writing: signal and update
// `clear`. It is booked when two people of the policy's roles have said the same.
type Clearing struct {
	ClearingID DecisionID `json:"clearing_id"`
	Leg        LegID      `json:"leg_id"`
	Fact       LegFact    `json:"fact"`
	// Reference is the provider's id of the movement, or of its answer.
	Reference string     `json:"reference"`
	Evidence  []Evidence `json:"evidence,omitempty"`
	By        Person     `json:"by"`
	Note      string     `json:"note,omitempty" personal:"text"`
	Seen
}

// LookNow asks the providers of undecided legs at once, instead of at the next turn of the ladder:
// signal and update `look_now`. Without a leg it asks for all of them. It also makes the story read the
// ledger again.
type LookNow struct {
	By  Person `json:"by"`
	Leg LegID  `json:"leg_id,omitempty"`
	// Key makes it repeatable, as Withdrawal.Key does. Empty: it is done as often as it is said.
	Key DecisionID `json:"key,omitempty"`
	Seen
}

// RefusedSignals are signals that were refused without asking the ledger: they are counted in the
// trail, not kept one by one.
type RefusedSignals struct {
	Refund ID `json:"refund"`
	// Key makes the count idempotent within the refund.
	Key string `json:"key"`
	// Count is how many were refused since the last count; Last is the latest of them.
	Count int64      `json:"count"`
	Last  RefusedAct `json:"last"`
}

// RefusedAct is one refused signal.
type RefusedAct struct {
	Name    string  `json:"name"`
	By      Person  `json:"by,omitempty"`
	Problem Problem `json:"problem"`
}

// DeadlineKind names a moment at which something happens by itself.
type DeadlineKind string

// The deadlines. None of them decides about money, with two exceptions that the policy sets and the
// customer is told of: goods that never arrive end the request, and an appeal window closes.
const (
	// DeadlineGoods: the goods did not arrive.
	DeadlineGoods DeadlineKind = "goods"
	// DeadlineAnswer: the customer did not answer; the review goes on without.
	DeadlineAnswer DeadlineKind = "answer"
	// DeadlineEscalate: the next role is asked. DeadlineReview: the review is overdue.
	DeadlineEscalate DeadlineKind = "escalate"
	DeadlineReview   DeadlineKind = "review"
	// DeadlineAppeal: what was refused can no longer be appealed.
	DeadlineAppeal DeadlineKind = "appeal"
	// DeadlineOffer: the offer expires.
	DeadlineOffer DeadlineKind = "offer"
)

// Deadline says that a moment of the standing has come. At is the moment the story knows: when the
// ledger has another one, or the refund does not wait for it any more, nothing happens.
type Deadline struct {
	Refund ID           `json:"refund"`
	Kind   DeadlineKind `json:"kind"`
	At     time.Time    `json:"at"`
}
