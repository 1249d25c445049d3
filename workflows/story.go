package workflows

import (
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// story is one refund on its way. The view is what people see; the rest is what the steps and
// the acts of people share. Workflow code is single-threaded: a field changes only between waits.
type story struct {
	// ctx is disconnected: nothing a person cancels ends a step half-way.
	ctx workflow.Context
	// root is the workflow's own context; only its cancellation is looked at.
	root workflow.Context
	in   refund.Request
	id   refund.ID
	// run tells this run of the workflow apart from one it was reset from.
	run string
	log log.Logger

	view refund.View
	// ended: the money's story is over, since endedAt.
	ended   bool
	endedAt time.Time
	// claimed: the ledger has the refund, so that its trail can be written.
	claimed bool

	// proposal is the stored one, once reserved; assessmentHash is what approvals are bound to.
	proposal       refund.Proposal
	assessmentHash string
	approved       bool
	// usedLegs are the ids of all legs there ever were: a proposal without a leg may lie between two.
	usedLegs []refund.LegID
	// before is what the ledger remembers of a refund that was closed in an earlier run, reason why one
	// that was not closed stood where it did.
	before refund.Opened
	reason string

	// acting serialises people's acts; acts counts those under way. waiting: the story stands still in
	// its status, and acts that lead on from there are taken. ending: what is held is being released.
	acting  workflow.Mutex
	acts    int
	waiting bool
	ending  bool

	decision   *refund.Decision
	withdrawal *refund.Withdrawal
	resolution *refund.Resolution
	offerReply *refund.OfferReply
	// exchange is the customer's choice of an exchange that nobody has carried out yet.
	exchange *refund.Choice
	answers  map[refund.DecisionID]heard
	resolved map[refund.DecisionID]bool
	refusals int
	assigned int
	signals  signals

	// unacknowledged: the request is new, and the customer has not heard that it is here.
	unacknowledged bool
	// goods are what was waited for; the assessment of what arrived asks for none.
	goods *refund.GoodsTerms
	// refusedPart: a person granted less than was asked; why says why all of it was refused, in
	// stable codes, and said is what a reviewer says to the customer about it.
	refusedPart bool
	why         []string
	said        string
	// attention is the code of what a person is needed for; answerBy is until when the customer may
	// answer a question.
	attention refund.Code
	answerBy  *time.Time

	// sending is set before the first leg is begun: from here nothing can be withdrawn.
	sending bool
	// untold counts notices that the patient activity still works on.
	untold int
	// tries counts assessments that the order's history overtook.
	tries int
	// parked counts the times a person was needed, waits the waits begun.
	parked int
	waits  int
	// dueShown: a search attribute says until when it is to be reviewed.
	dueShown bool
	// asked are the questions there were: each is asked once.
	asked map[refund.DecisionID]bool
	// sentTold: the customer knows that money is on its way, expected by expectedBy; reviewTold: that
	// people look at it. paidBefore is what was paid before an appeal, in minor units.
	sentTold   bool
	reviewTold bool
	expectedBy *time.Time
	paidBefore int64
	// offered: the offer was made, or refused by its budget; offering: it is open. offerClosed is set
	// before its end is posted: an answer may no longer come in.
	offered     bool
	offering    bool
	offerClosed bool
}

func newStory(ctx workflow.Context, in refund.Request) *story {
	work, _ := workflow.NewDisconnectedContext(ctx)
	id := in.Cancellation.ID()
	s := &story{
		ctx: work, root: ctx, in: in, id: id, run: runTail(ctx),
		log:     log.With(workflow.GetLogger(ctx), "refund", id, "order", in.Cancellation.Key.Order),
		acting:  workflow.NewMutex(ctx),
		answers: map[refund.DecisionID]heard{}, resolved: map[refund.DecisionID]bool{}, asked: map[refund.DecisionID]bool{},
		view: refund.View{
			ID: id, Status: refund.StatusReceived, Offer: refund.OfferNone,
			Cancellation: in.Cancellation, Source: "workflow",
		},
	}
	return s
}

// runTail is the end of the run's id: enough to tell two runs of one refund apart.
func runTail(ctx workflow.Context) string {
	id := workflow.GetInfo(ctx).WorkflowExecution.RunID
	return id[max(0, len(id)-8):]
}

// cause is the trail's word for what makegood itself does.
func cause(reason string) refund.Cause {
	return refund.Cause{Actor: refund.ActorMakegood, Reason: reason}
}

// enter moves the refund to a status and notes it in the view's trail.
func (s *story) enter(status refund.Status, why refund.Cause) {
	if !s.view.Status.MayBecome(status) {
		panic("workflows: " + string(s.id) + ": no way from " + string(s.view.Status) + " to " + string(status))
	}
	if s.view.Status != status {
		s.log.Info("refund "+string(status), "from", s.view.Status, "reason", why.Reason)
	}
	s.note(string(status), refund.TrailEntry{From: s.view.Status, To: status, Actor: why.Actor, Reason: why.Reason})
	s.view.Status, s.view.StatusReason = status, why.Reason
}

// end moves the refund to a status it stays in.
func (s *story) end(status refund.Status, why refund.Cause) {
	s.view.NextRole, s.view.Assignee = "", ""
	s.ended, s.endedAt = true, s.now()
	s.view.WaitsFor = ""
	s.enter(status, why)
	count(s.ctx, metricRefunds, "status", string(status))
}

func (s *story) note(event string, entry refund.TrailEntry) {
	entry.At, entry.Event = workflow.Now(s.ctx).UTC(), event
	entry.Policy = s.view.PolicyName()
	s.view.Trail = append(s.view.Trail, entry)
}

// show renders the current details for the Temporal UI. It is called where the story is about to
// wait or to end: what happens between two waits nobody could see.
func (s *story) show() { workflow.SetCurrentDetails(s.ctx, details(s)) }

// cancelled reports whether an operator asked Temporal to cancel.
func (s *story) cancelled() bool { return s.root.Err() != nil }

// deliverAll lets pending messages be told, or given up after a day, so that what the ledger keeps of
// them is their end.
func (s *story) deliverAll() {
	s.show()
	await(s.ctx, func() bool { return s.untold == 0 })
}

func (s *story) result() refund.Result {
	return refund.Result{
		Status: s.view.Status, Reason: s.view.StatusReason, Offer: s.view.Offer,
		Currency: s.in.Cancellation.Order.Currency, TotalMinor: s.proposal.Assessment.TotalMinor, PaidMinor: s.paidMinor(),
	}
}

// paidMinor is what has settled, in minor units.
func (s *story) paidMinor() int64 {
	paid := s.before.PaidMinor
	for _, leg := range s.view.Legs {
		if leg.Status == refund.LegSettled {
			paid += leg.AmountMinor
		}
	}
	return paid
}
