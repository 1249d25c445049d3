package workflows

import (
	"errors"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// act is one thing people can do: check refuses without touching anything (it runs in the
// update's validator, where an activity would panic); do carries it out.
type act[In any] struct {
	name        string
	description string
	by          func(In) refund.Person
	check       func(In) (refund.Problem, bool)
	do          func(workflow.Context, In) refund.Answer
}

// signals are the channels of all acts, served one after the other by one coroutine: people's acts
// are serialised anyway, and a coroutine for each would cost every replay.
type signals struct {
	selector workflow.Selector
	// ctx is the coroutine's own: a handler waits in it.
	ctx workflow.Context
}

func (s *story) serveSignals(ctx workflow.Context) {
	s.signals.ctx = ctx
	for {
		s.signals.selector.Select(ctx)
	}
}

// drain lets people's acts end, and handles the signals that arrived while the story ended, so that
// none is lost unanswered. Yielding lets the coroutine that serves them take what it was handed.
func (s *story) drain() {
	for {
		s.yield()
		await(s.ctx, func() bool { return s.acts == 0 && workflow.AllHandlersFinished(s.ctx) })
		if !s.signals.selector.HasPending() {
			return
		}
	}
}

// yield lets every other coroutine run until it waits.
func (s *story) yield() {
	ran := false
	workflow.GoNamed(s.ctx, "yield", func(workflow.Context) { ran = true })
	await(s.ctx, func() bool { return ran })
}

// listen registers the query and every act, each as update (answered at once) and as signal
// (works from the Temporal UI), with one handler behind both.
func (s *story) listen() error {
	s.signals.selector = workflow.NewNamedSelector(s.ctx, "signals")
	err := errors.Join(
		workflow.SetQueryHandlerWithOptions(s.root, refund.QueryRefund, func() (refund.View, error) { return s.view, nil },
			workflow.QueryHandlerOptions{Description: "The whole state: amount and why, legs, trail, what it waits for."}),
		serve(s, s.decideAct()), serve(s, s.withdrawAct()), serve(s, s.answerOfferAct()), serve(s, s.resolveAct()),
		serve(s, s.assignAct()), serve(s, s.inspectAct()), serve(s, s.appealAct()),
		serve(s, s.askInfoAct()), serve(s, s.answerInfoAct()), serve(s, s.chooseAct()),
	)
	workflow.GoNamed(s.ctx, "signals", s.serveSignals)
	return err
}

func serve[In any](s *story, a act[In]) error {
	channel := workflow.GetSignalChannelWithOptions(s.root, a.name, workflow.SignalChannelOptions{Description: a.description})
	s.signals.selector.AddReceive(channel, func(from workflow.ReceiveChannel, _ bool) {
		var raw converter.RawValue
		from.Receive(s.signals.ctx, &raw)
		signalled(s.signals.ctx, s, a, raw)
	})
	return workflow.SetUpdateHandlerWithOptions(s.root, a.name,
		func(ctx workflow.Context, in In) (refund.Answer, error) {
			work, _ := workflow.NewDisconnectedContext(ctx)
			return perform(work, s, a, in), nil
		},
		workflow.UpdateHandlerOptions{
			Description: a.description,
			Validator: func(_ workflow.Context, in In) error {
				if problem, refused := a.check(in); refused {
					return temporal.NewApplicationError(problem.Error(), string(problem.Code))
				}
				return nil
			},
		})
}

// signalled carries out a signal. Nobody waits for its answer, so a refusal is kept in the trail
// and shown in the current details.
func signalled[In any](ctx workflow.Context, s *story, a act[In], raw converter.RawValue) {
	var in In
	if err := converter.GetDefaultDataConverter().FromPayload(raw.Payload(), &in); err != nil {
		s.refuse(ctx, a.name, "unknown", refund.Problem{Code: refund.CodeBadDecision, Detail: "the signal's input is not " + a.name + "'s JSON"})
		return
	}
	answer := perform(ctx, s, a, in)
	if !answer.Accepted {
		s.refuse(ctx, a.name, a.by(in), refund.Problem{Code: answer.Code, Detail: answer.Detail})
	}
}

// perform runs one act at a time.
func perform[In any](ctx workflow.Context, s *story, a act[In], in In) refund.Answer {
	s.acts++
	defer func() { s.acts-- }()
	if err := s.acting.Lock(ctx); err != nil {
		panic("workflows: lock on a disconnected context: " + err.Error())
	}
	defer s.acting.Unlock()
	if problem, refused := a.check(in); refused {
		return refund.Answer{Code: problem.Code, Detail: problem.Detail, Status: s.view.Status}
	}
	count(ctx, metricActs, "act", a.name)
	answer := a.do(ctx, in)
	answer.Status = s.view.Status
	return answer
}

// refuse keeps a refused signal: in the ledger's trail, in the view and in the details.
func (s *story) refuse(ctx workflow.Context, message string, by refund.Person, problem refund.Problem) {
	s.refusals++
	s.note("Refused", refund.TrailEntry{Actor: by, Reason: message + ": " + problem.Error()})
	s.show()
	s.acts++
	defer func() { s.acts-- }()
	await(ctx, func() bool { return s.claimed })
	local(ctx, activities.MarkRefund, "keep the refused "+message, refund.Mark{
		Refund: s.id, Key: s.key("refused", s.refusals),
		Cause: refund.Cause{Actor: by, Reason: "refused " + message + ": " + problem.Error()},
	})
}
