package workflows

import "go.temporal.io/sdk/workflow"

// The versions of the story. A flag is asked for only on the branch that it changes, so that a run that never comes
// there records nothing.

// correctsEveryLeg: the customer is told of each leg that bounced. A run that began before told of the first.
func correctsEveryLeg(ctx workflow.Context) bool {
	return workflow.GetVersion(ctx, "correct-every-leg", workflow.DefaultVersion, 1) >= 1
}

// hearsFacts: the story knows the signal of a provider's fact. A run that began before refused it.
func hearsFacts(ctx workflow.Context) bool {
	return workflow.GetVersion(ctx, "hear-facts", workflow.DefaultVersion, 1) >= 1
}

// acknowledgesAgain: a run that finds its request decided acknowledges it, as the run that decided it may not have.
func acknowledgesAgain(ctx workflow.Context) bool {
	return workflow.GetVersion(ctx, "acknowledge-again", workflow.DefaultVersion, 1) >= 1
}

// leavesDeadQueues: an activity that no worker took up on a provider's own queue is asked for on the shared one. A run
// that began before took that for no answer of the provider.
func leavesDeadQueues(ctx workflow.Context) bool {
	return workflow.GetVersion(ctx, "leave-dead-queues", workflow.DefaultVersion, 1) >= 1
}

// tellsUnanswered: the customer is told once of a leg whose provider has not answered for an hour. A run that began
// before said nothing more than that it had the request.
func tellsUnanswered(ctx workflow.Context) bool {
	return workflow.GetVersion(ctx, "tell-unanswered", workflow.DefaultVersion, 1) >= 1
}
