package workflows

import (
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// requested is the decision, for those who ask for the refund and wait for it.
type requested struct {
	// known: the ledger has decided, in the workflow task inTask, or has the key with another body (conflict).
	known    bool
	conflict bool
	inTask   int
}

func (r *requested) decide(task int, conflict bool) {
	r.known, r.inTask, r.conflict = true, task, conflict
}

// serveRequest answers whoever asks for the refund once it is decided. Updates come with the run's first workflow task
// or at any later time; each of them has the same answer.
func (s *story) serveRequest() error {
	return workflow.SetUpdateHandlerWithOptions(s.root, refund.UpdateRequest,
		func(ctx workflow.Context, _ sent[refund.Requesting]) (refund.Requested, error) {
			work, _ := workflow.NewDisconnectedContext(ctx)
			await(work, func() bool { return s.acts.claimed })
			return refund.Requested{Version: s.standing.Version, Conflict: s.requested.conflict}, nil
		},
		workflow.UpdateHandlerOptions{
			Description: `Ask for the refund and wait for its decision: {"digest":"the body's hash"}. It decides nothing itself.`,
			Validator:   func(_ workflow.Context, sent sent[refund.Requesting]) error { return s.checkRequest(sent) },
		})
}

// checkRequest refuses a request that is not the one this workflow is about: nothing of it stands in the history.
func (s *story) checkRequest(sent sent[refund.Requesting]) error {
	if sent.unreadable != nil {
		return temporal.NewApplicationError(sent.unreadable.Error(), string(refund.CodeIn(sent.unreadable.Error())))
	}
	if sent.in.Digest != s.in.Digest {
		conflict := refund.Problem{Code: refund.CodeConflict, Detail: "this key was sent before with another body; nothing was done with this one"}
		return temporal.NewApplicationError(conflict.Error(), string(conflict.Code))
	}
	return nil
}

// answersNow: the workflow task decides a request whose sender waits. Its answer leaves with the task, so that money is
// sent after it.
func (s *story) answersNow() bool {
	return s.in.Awaited && s.in.Continued == nil && s.requested.known && s.requested.inTask == s.task()
}
