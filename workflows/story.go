package workflows

import (
	"cmp"
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// story is one refund on its way: what all steps share. Workflow code is single-threaded: a field changes
// only between waits.
type story struct {
	// ctx is disconnected: nothing a person cancels ends a step half-way.
	ctx workflow.Context
	// root is the workflow's own context; only its cancellation is looked at.
	root workflow.Context
	in   refund.Request
	id   refund.ID
	log  log.Logger

	// standing is the refund as the ledger gave it last. Only follow sets it.
	standing refund.Standing
	// trail are the latest changes that this run saw; waitsFor says in words what is waited for.
	trail    []refund.TrailEntry
	waitsFor string
	// attributes are the search attributes as they were written last.
	attributes attributes
	// conflicting: the same key was claimed with another body.
	conflicting bool
	// cancelHonoured: an operator's cancel was carried out, or refused. over: nothing is left to do.
	cancelHonoured bool
	over           bool

	calls   calls
	acts    acts
	signals signals
	facts   facts
	notices notices
	// requested is what is known to those who ask for the refund and wait for its decision.
	requested requested
	// looks are when the legs are asked about next.
	looks map[refund.LegID]refund.LookTurn
}

func newStory(ctx workflow.Context, in refund.Request) *story {
	work, _ := workflow.NewDisconnectedContext(ctx)
	id := in.Cancellation.ID()
	s := &story{
		ctx: work, root: ctx, in: in, id: id,
		log:  log.With(workflow.GetLogger(ctx), "refund", id, "order", in.Cancellation.Key.Order),
		acts: acts{turn: workflow.NewMutex(ctx)}, notices: notices{told: map[string]bool{}}, looks: map[refund.LegID]refund.LookTurn{},
	}
	s.standing.Refund, s.standing.Status = id, refund.StatusReceived
	if in.Continued != nil {
		s.resume(*in.Continued)
	}
	return s
}

// follow goes by a newer standing, whole. Everything the ledger answers with one comes here.
func (s *story) follow(now refund.Standing) {
	if now.Refund != s.id {
		panic("workflows: " + string(s.id) + ": the ledger answered about " + string(now.Refund))
	}
	if now.Version < s.standing.Version {
		return
	}
	before := s.standing
	s.standing = now
	if before.Status != now.Status {
		s.log.Info("refund "+string(now.Status), "from", before.Status, "reason", refund.HideSealed(now.Reason))
		s.note(refund.TrailEntry{Event: string(now.Status), From: before.Status, To: now.Status, Actor: refund.ActorMakegood, Reason: now.Reason})
	}
	s.countChange(before, now)
}

// note keeps a change for the view and the current details: the latest ones.
func (s *story) note(entry refund.TrailEntry) {
	entry.At, entry.Policy, entry.Reason = s.now(), s.standing.Policy, refund.Cut(entry.Reason, refund.ReasonBytesMax)
	entry.Actor = cutName(entry.Actor)
	s.trail = append(s.trail, entry)
	s.trail = s.trail[max(0, len(s.trail)-refund.TrailRowsMax):]
}

// cutName shortens a name: whoever sends a signal may write what they like in it.
func cutName(who refund.Person) refund.Person {
	return refund.Person(refund.Cut(string(who), refund.ReasonBytesMax))
}

// view answers the query.
func (s *story) view() (refund.View, error) {
	return refund.View{
		Standing: s.standing, WaitsFor: s.waitsNow(), Trail: s.trail, Messages: s.notices.marks,
		RefusedCount: s.signals.refusedCount, Source: "workflow",
	}, nil
}

// show renders the current details for the Temporal UI. It is called where the story is about to
// wait or to end: what happens between two waits nobody could see.
func (s *story) show() { workflow.SetCurrentDetails(s.ctx, details(s)) }

func (s *story) now() time.Time { return workflow.Now(s.ctx).UTC() }

func (s *story) isRequester(who refund.Person) bool {
	return refund.SamePerson(who, s.in.Cancellation.RequestedBy)
}

// cancelled reports whether an operator asked Temporal to cancel.
func (s *story) cancelled() bool { return s.root.Err() != nil }

// honourCancel withdraws the refund for the operator who cancelled the workflow. The ledger refuses once
// something was sent; then the payout is finished first.
func (s *story) honourCancel() {
	if !s.cancelOpen() {
		return
	}
	s.cancelHonoured = true
	s.carryOut(s.ctx, refund.Act{Kind: refund.ActWithdraw, Withdrawal: &refund.Withdrawal{
		By: refund.ActorOperator, Note: "the operator cancelled the workflow",
	}})
}

// cancelOpen: an operator has cancelled, and nothing has been done about it yet.
func (s *story) cancelOpen() bool {
	return s.cancelled() && !s.cancelHonoured && !s.standing.Status.Final()
}

// interrupted: the step has to return to the story's loop: an operator has cancelled, or the run is to be
// continued as a new one.
func (s *story) interrupted() bool {
	return s.cancelOpen() || s.mayContinue()
}

// finish waits until every message is told or given up, every act is answered, and every signal that arrived
// meanwhile is served.
func (s *story) finish() {
	s.waitsFor = ""
	s.show()
	await(s.ctx, func() bool { return s.quiet() })
	s.show()
}

// conflictReason is the result's reason when another request was claimed under the same key.
const conflictReason = string(refund.CodeConflict) + ": the same key was claimed with another body"

func (s *story) result() refund.Result {
	if s.conflicting {
		return refund.Result{
			Status: refund.StatusRejected, Reason: conflictReason, Currency: s.in.Cancellation.Order.Currency, Offer: refund.OfferNone,
		}
	}
	return refund.Result{
		Status: s.standing.Status, Reason: s.standing.Reason, Offer: cmp.Or(s.standing.Offer.Status, refund.OfferNone),
		Currency: s.standing.Currency, TotalMinor: s.standing.TotalMinor, PaidMinor: s.standing.PaidMinor,
	}
}

// underReview: the refund waits for a reviewer, or for the customer's answer to one.
func underReview(status refund.Status) bool {
	return status.UnderReview()
}
