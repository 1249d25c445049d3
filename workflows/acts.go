package workflows

import (
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// acts are what people do about the refund. The ledger checks an act and carries it out in one
// transaction; the story follows the standing that results.
type acts struct {
	// claimed: the ledger has the refund, so that acts can reach it.
	claimed bool
	// inFlight counts the acts that have arrived and are not answered, a batch of signals as one.
	inFlight int
	// turn lets one act at a time reach the ledger: of two at once the first counts.
	turn workflow.Mutex
	// carriedOut counts the acts of this run that reached the ledger; inTask those of the workflow task that
	// began with so many events.
	carriedOut int
	inTask     int
	events     int
}

func (a *acts) begin() { a.claimed = true }

// carryOut has the ledger check an act and carry it out. At RunActsMax acts the run continues as a new one as
// soon as it may; until then it takes acts up to RunActsLimit.
func (s *story) carryOut(ctx workflow.Context, act refund.Act) refund.Answer {
	s.acts.inFlight++
	defer func() { s.acts.inFlight-- }()
	await(ctx, func() bool { return s.acts.claimed })
	if err := s.acts.turn.Lock(ctx); err != nil {
		panic("workflows: lock on a disconnected context: " + err.Error())
	}
	defer s.acts.turn.Unlock()
	if reply := act.OfferReply; reply != nil && reply.Token != "" { // the holder of the link acts for the customer
		reply.By = "customer:" + refund.Person(s.in.Cancellation.Order.Customer.CustomerID)
	}
	if s.acts.carriedOut >= refund.RunActsLimit {
		return answerOf(refund.Problem{Code: refund.CodeTooManyActs, Detail: "too much is done about this refund at once: try again in a minute"})
	}
	s.acts.carriedOut++
	s.closeTask(ctx)
	incTagged(ctx, metricActs, "act", string(act.Kind))
	acted := ask(ctx, s, activities.CarryOutAct, foreign.MD(act.Kind)+" by "+short(act.By()), refund.ActRequest{
		Refund: s.id, Act: act,
	})
	s.follow(acted.Standing)
	s.note(refund.TrailEntry{Event: actEvent(acted.Answer), Actor: act.By(), Reason: string(act.Kind) + ": " + acted.Detail, Verified: acted.Verified})
	if acted.Accepted && act.Kind == refund.ActLookNow {
		s.lookNow(act.LookNow.Leg)
	}
	s.show()
	acted.Status = s.standing.Status
	return acted.Answer
}

func actEvent(a refund.Answer) string {
	if a.Accepted {
		return "Acted"
	}
	return "Refused"
}

// closeTask ends the workflow task when it has carried out enough: each act leaves a marker of up to a
// standing's size, and the server takes only so much at once.
func (s *story) closeTask(ctx workflow.Context) {
	if s.acts.fillsTask(workflow.GetInfo(s.ctx).GetCurrentHistoryLength()) {
		awaitUntil(ctx, taskPause, "carry out more acts", never)
	}
}

// fillsTask counts an act, and reports whether it is one too many for the workflow task, which is known by the
// length of the history: the clock moves on with every local activity.
func (a *acts) fillsTask(events int) bool {
	if events != a.events {
		a.events, a.inTask = events, 0
	}
	if a.inTask++; a.inTask <= refund.ActsPerTaskMax {
		return false
	}
	a.inTask = 1
	return true
}

// finishActsInFlight waits until every act and signal that has arrived is answered.
func (s *story) finishActsInFlight() {
	await(s.ctx, func() bool { return s.acts.inFlight == 0 && !s.signalled() })
}

// listen registers the query and every act, each as update (answered at once) and as signal (works from
// the Temporal UI), with one handler behind both.
func (s *story) listen() error {
	err := workflow.SetQueryHandlerWithOptions(s.root, refund.QueryRefund, s.view,
		workflow.QueryHandlerOptions{Description: "The standing: amount, legs, what it waits for, and the latest changes."})
	for _, a := range actHandlers() {
		if err == nil {
			err = a.serve(s)
		}
	}
	if err == nil {
		err = s.serveRequest()
	}
	s.hearFacts()
	workflow.GoNamed(s.ctx, "signals", s.serveSignals)
	return err
}

// actHandler serves one kind of act.
type actHandler struct {
	kind  refund.ActKind
	serve func(*story) error
}

// handle serves an act of a kind by signal and by update; wrap puts what was sent into the act.
func handle[In any](kind refund.ActKind, description string, wrap func(*refund.Act, *In)) actHandler {
	actFrom := func(in *In) refund.Act {
		act := refund.Act{Kind: kind}
		wrap(&act, in)
		return act
	}
	return actHandler{kind: kind, serve: func(s *story) error {
		channel := workflow.GetSignalChannelWithOptions(s.root, string(kind), workflow.SignalChannelOptions{Description: description})
		s.signals.channels = append(s.signals.channels, signalChannel{
			ReceiveChannel: channel,
			receive: func() (refund.Act, bool) {
				in := new(In)
				ok := channel.ReceiveAsync(in)
				return actFrom(in), ok
			},
		})
		return workflow.SetUpdateHandlerWithOptions(s.root, string(kind),
			func(ctx workflow.Context, sent sent[In]) (refund.Answer, error) {
				work, _ := workflow.NewDisconnectedContext(ctx)
				act := actFrom(sent.read())
				act.Attested = sent.attested
				return s.carryOut(work, act), nil
			},
			workflow.UpdateHandlerOptions{Description: description, Validator: func(_ workflow.Context, sent sent[In]) error {
				if sent.unreadable != nil {
					return temporal.NewApplicationError(sent.unreadable.Error(), string(refund.CodeIn(sent.unreadable.Error())))
				}
				if problem, refused := s.check(actFrom(&sent.in)); refused {
					return temporal.NewApplicationError(problem.Error(), string(problem.Code))
				}
				return nil
			}})
	}}
}
