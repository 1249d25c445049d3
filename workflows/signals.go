package workflows

import (
	"fmt"
	"slices"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// signals are acts that nobody waits for the answer of: a refused one is counted in the ledger's trail and
// shown, in a number of rows that does not grow with them.
type signals struct {
	channels []signalChannel
	// refusedCount counts the refused ones; uncounted are those that the ledger does not know of yet, last is
	// the latest of them. counts is how often the ledger was told.
	refusedCount int64
	uncounted    int64
	last         refund.RefusedAct
	counts       int
	// read: the standing was read again for the signals taken at once.
	read bool
}

// signalChannel is the channel of one kind of act.
type signalChannel struct {
	workflow.ReceiveChannel
	// receive takes the next act that can be read. What cannot be is dropped before it.
	receive func() (refund.Act, bool)
}

const (
	// taskPause ends a workflow task.
	taskPause = time.Millisecond
	// countedSingly is how many refused signals the trail names one by one.
	countedSingly = 10
)

func never() bool { return false }

// signalled reports whether a signal has arrived that nobody has taken, also of a name that is no act's.
func (s *story) signalled() bool { return len(workflow.GetUnhandledSignalNames(s.ctx)) > 0 }

// serveSignals takes the signals as they come, one after the other.
func (s *story) serveSignals(ctx workflow.Context) {
	for {
		await(ctx, s.signalled)
		s.acts.inFlight++
		await(ctx, func() bool { return s.acts.claimed })
		s.signals.read = false
		for _, channel := range s.signals.channels {
			s.takeSignals(ctx, channel)
		}
		s.takeFacts(ctx)
		s.refuseUnknown(ctx)
		s.countRefused(ctx)
		s.acts.inFlight--
	}
}

// takeSignals takes all that are in a channel. The channel reads them by the converter that the worker is
// configured with, and drops what it cannot read: it is missing from the channel's length afterwards.
func (s *story) takeSignals(ctx workflow.Context, channel signalChannel) {
	for channel.Len() > 0 {
		before := channel.Len()
		act, ok := channel.receive()
		unread := before - channel.Len()
		if ok {
			unread--
		}
		for range unread {
			s.refuse(ctx, refund.RefusedAct{Name: channel.Name(), Problem: refund.Problem{
				Code: refund.CodeBadDecision, Detail: "the signal's input is not the JSON of " + channel.Name(),
			}})
		}
		if ok {
			s.takeSignal(ctx, act)
		}
	}
}

func (s *story) takeSignal(ctx workflow.Context, act refund.Act) {
	problem, refused := s.checkSignal(ctx, act)
	if !refused {
		answer := s.carryOut(ctx, act)
		problem, refused = refund.Problem{Code: answer.Code, Detail: answer.Detail}, !answer.Accepted
	}
	if refused {
		s.refuse(ctx, refund.RefusedAct{Name: string(act.Kind), By: act.By(), Problem: problem})
	}
}

// checkSignal refuses an act without asking the ledger about it. An act of which the story thinks that it
// comes at the wrong time is refused only after the standing was read again: an act before it may have been
// carried out in a task that was lost.
func (s *story) checkSignal(ctx workflow.Context, act refund.Act) (refund.Problem, bool) {
	if problem, refused := s.check(act); refused {
		return problem, true
	}
	if problem, refused := s.checkTime(act); !refused || s.signals.read {
		return problem, refused
	}
	s.signals.read = true
	s.follow(ask(ctx, s, activities.ReadStanding, "read the standing", s.id))
	return s.checkTime(act)
}

// refuseUnknown refuses signals whose name is no act's. Temporal takes signals of any name.
func (s *story) refuseUnknown(ctx workflow.Context) {
	names := workflow.GetUnhandledSignalNames(ctx)
	slices.Sort(names)
	for _, name := range names {
		if s.isServed(name) {
			continue
		}
		var raw converter.RawValue
		for channel := workflow.GetSignalChannel(ctx, name); channel.ReceiveAsync(&raw); {
			s.refuse(ctx, refund.RefusedAct{Name: refund.Cut(name, refund.ReasonBytesMax), Problem: refund.Problem{
				Code: refund.CodeUnknownKind, Detail: "there is no such signal",
			}})
		}
	}
}

// refuse counts a refused signal: the first ones one by one, later ones together.
func (s *story) refuse(ctx workflow.Context, act refund.RefusedAct) {
	s.signals.refusedCount++
	s.signals.uncounted++
	s.signals.last = act
	s.signals.last.By = cutName(act.By)
	if s.signals.refusedCount <= countedSingly {
		s.countRefused(ctx)
	}
}

// countRefused tells the ledger of the refused signals that it does not know of.
func (s *story) countRefused(ctx workflow.Context) {
	if s.signals.uncounted == 0 {
		return
	}
	count, last := s.signals.uncounted, s.signals.last
	s.signals.uncounted = 0
	s.signals.counts++
	s.note(refund.TrailEntry{Event: "Refused", Actor: last.By, Reason: fmt.Sprintf("%s: %s (%d refused so far)", last.Name, last.Problem.Error(), s.signals.refusedCount)})
	s.show()
	s.follow(ask(ctx, s, activities.CountRefusedSignals, "count refused signals", refund.RefusedSignals{
		Refund: s.id, Key: fmt.Sprintf("%s/%d", workflow.GetInfo(ctx).OriginalRunID, s.signals.counts), Count: count, Last: last,
	}))
}
