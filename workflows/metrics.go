package workflows

import "go.temporal.io/sdk/workflow"

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

// count adds one to a counter under a tag whose values are a closed list.
func count(ctx workflow.Context, name, tag, value string) {
	workflow.GetMetricsHandler(ctx).WithTags(map[string]string{tag: value}).Counter(name).Inc(1)
}

// tally adds one to a counter.
func tally(ctx workflow.Context, name string) { workflow.GetMetricsHandler(ctx).Counter(name).Inc(1) }
