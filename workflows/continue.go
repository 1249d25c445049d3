package workflows

import (
	"maps"
	"slices"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// A run that has become long continues as a new one, which reads the ledger and goes on. It happens only
// at a safe point, where nothing is under way that the new run would not know of.

// mayContinue: the run is long enough, and at a safe point.
func (s *story) mayContinue() bool { return s.full() && !s.over && s.quiet() }

// full: the run has reached one of its bounds.
func (s *story) full() bool {
	info := workflow.GetInfo(s.ctx)
	return s.acts.carriedOut >= refund.RunActsMax || info.GetCurrentHistoryLength() >= refund.RunEventsMax ||
		info.GetCurrentHistorySize() >= refund.RunBytesMax
}

// quiet: no act is in flight, no signal waits, no activity is open, everybody is told, and every update has
// its answer.
func (s *story) quiet() bool {
	return s.acts.inFlight == 0 && s.calls.underWay == 0 && s.notices.untold == 0 && !s.signalled() &&
		workflow.AllHandlersFinished(s.ctx)
}

// continued ends the run for the next one. It hands over the whole input, since contacts are read from the
// first event of a run.
func (s *story) continued() error {
	in := s.in
	in.Continued = &refund.Continued{
		Runs: 1, Sequence: s.notices.sequence, Corrections: s.notices.corrections, Told: slices.Sorted(maps.Keys(s.notices.told)),
		RefusedCount: s.signals.refusedCount, Counted: s.signals.counts, LookAt: s.looks,
	}
	if before := s.in.Continued; before != nil {
		in.Continued.Runs += before.Runs
	}
	return workflow.NewContinueAsNewError(s.root, refund.WorkflowName, in)
}

// resume takes over what the run before has handed over.
func (s *story) resume(before refund.Continued) {
	s.notices.sequence, s.notices.corrections = before.Sequence, before.Corrections
	s.signals.refusedCount, s.signals.counts = before.RefusedCount, before.Counted
	for _, id := range before.Told {
		s.notices.told[id] = true
	}
	maps.Copy(s.looks, before.LookAt)
}
