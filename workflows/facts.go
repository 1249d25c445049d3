package workflows

import (
	"slices"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// facts are what providers have said beside the story's own look-ups. The ledger has booked it before the story
// hears of it; nothing in the signal is believed.
type facts struct {
	channel workflow.ReceiveChannel
	// heard: the standing was read for one, in this run.
	heard bool
}

func (s *story) hearFacts() {
	s.facts.channel = workflow.GetSignalChannelWithOptions(s.root, refund.SignalProviderFact, workflow.SignalChannelOptions{
		Description: "A provider has said something, or a fund was granted, and it is booked: the story reads the ledger. It changes nothing by itself.",
	})
}

// takeFacts reads the standing again once a provider has said something, or more is free in a fund. A run that refused such a signal, as it knew
// none, refuses it in its replay.
func (s *story) takeFacts(ctx workflow.Context) {
	if s.facts.channel.Len() == 0 || !hearsFacts(ctx) {
		return
	}
	for s.facts.channel.Len() > 0 {
		var raw converter.RawValue
		s.facts.channel.ReceiveAsync(&raw)
	}
	s.facts.heard = true
	s.follow(ask(ctx, s, activities.ReadStanding, "read what a provider has said", s.id))
	s.wakeForFund()
	s.show()
}

// isServed reports whether signals of the name have a handler: they came meanwhile, and are taken next.
func (s *story) isServed(name string) bool {
	return slices.Contains(refund.ActKinds(), refund.ActKind(name)) || name == refund.SignalProviderFact && s.facts.heard
}

// reopened: while the story was ending a leg bounced, so that the refund has a way to go.
func (s *story) reopened() bool { return s.facts.heard && !s.conflicting && !s.standing.Closed }

// beginCorrection reads how a refund stands whose own workflow has ended: a leg that was paid came back. It reports whether the
// case is closed by now.
func (s *story) beginCorrection() (over bool) {
	s.follow(ask(s.ctx, s, activities.ReadStanding, "read the refund whose payment came back", s.id))
	s.acts.begin()
	s.notices.sequence = max(s.notices.sequence, int(s.standing.Version)) // after all that was told before
	return s.standing.Closed && s.in.Continued == nil
}
