package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// The story's own counters, beside the SDK's. They are not counted again on replay.
const (
	metricRefunds   = "makegood_refunds"
	metricLegs      = "makegood_leg_outcomes"
	metricAttention = "makegood_needs_attention"
	metricOverdue   = "makegood_reviews_overdue"
	metricReminded  = "makegood_reviews_reminded"
	metricEscalated = "makegood_reviews_escalated"
	metricActs      = "makegood_acts"
	metricUntold    = "makegood_messages_given_up"
)

// incTagged adds one to a counter under a tag whose values are a closed list.
func incTagged(ctx workflow.Context, name, tag, value string) {
	workflow.GetMetricsHandler(ctx).WithTags(map[string]string{tag: value}).Counter(name).Inc(1)
}

// inc adds one to a counter.
func inc(ctx workflow.Context, name string) { workflow.GetMetricsHandler(ctx).Counter(name).Inc(1) }

// countChange counts what is new in a standing: an end, legs that have come further or need a person, and
// a review that was escalated or is overdue.
func (s *story) countChange(before, now refund.Standing) {
	if now.Status.Final() && now.Status != before.Status {
		incTagged(s.ctx, metricRefunds, "status", string(now.Status))
	}
	if now.Approval.Escalated && !before.Approval.Escalated {
		inc(s.ctx, metricEscalated)
	}
	if now.Approval.Overdue && !before.Approval.Overdue {
		inc(s.ctx, metricOverdue)
	}
	if now.Status == refund.StatusNeedsAttention && before.Status != now.Status {
		inc(s.ctx, metricAttention)
	}
	for _, leg := range now.Legs {
		s.countLeg(before, now, leg)
	}
}

func (s *story) countLeg(before, now refund.Standing, leg refund.LegStanding) {
	was, _ := before.Leg(leg.LegID)
	if leg.Status != was.Status && leg.Status != refund.LegReserved {
		incTagged(s.ctx, metricLegs, "outcome", string(leg.Status))
	}
	if leg.NeedsPerson != "" && was.NeedsPerson == "" && now.Status == refund.StatusPayingOut {
		inc(s.ctx, metricAttention)
	}
}
