package deployment

import (
	"context"
	"runtime"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/refund"
)

// refundCountMax bounds how many refunds one command lists.
const refundCountMax = 100_000

// Selection says which open refunds of other versions are meant; empty lists mean all.
type Selection struct {
	// From are the builds they run on.
	From []string
	// Statuses are where they stand, as Temporal's search attribute says.
	Statuses []refund.Status
	Refunds  []refund.ID
	// LimitMax is how many are looked at, 100,000 at most, and for 0; the others are left for the next time.
	LimitMax int
	// AtOnce is how many are looked at at the same time; 0: as many as there are processors.
	AtOnce int
	// Progress is told after each refund; nil: nobody is.
	Progress func(done, total int)
}

func (s Selection) conditions(deployment string) (out []string) {
	if len(s.From) > 0 {
		from := make([]string, len(s.From))
		for i, build := range s.From {
			from[i] = Version{deployment, build}.String()
		}
		out = append(out, anyOf(attributeVersion, from))
	}
	if len(s.Statuses) > 0 {
		out = append(out, anyOf(refund.AttributeStatus, s.Statuses))
	}
	if len(s.Refunds) > 0 {
		out = append(out, anyOf("WorkflowId", s.Refunds))
	}
	return out
}

// atOnce is how many goroutines work; replaying takes a processor.
func (s Selection) atOnce() int {
	if s.AtOnce > 0 {
		return s.AtOnce
	}
	return runtime.GOMAXPROCS(0)
}

// Kept is a refund that stayed where it was, and why.
type Kept struct {
	Refund refund.ID   `json:"refund"`
	From   string      `json:"from"`
	Code   refund.Code `json:"code"`
	Why    string      `json:"why"`
}

// Report is what became of the refunds that were found.
type Report struct {
	To     string `json:"to"`
	DryRun bool   `json:"dry_run"`
	Found  int    `json:"found"`
	// Moved is how many were moved; in a dry run, how many would be.
	Moved int `json:"moved"`
	// Ended is how many ended, or were moved by another command, meanwhile.
	Ended int `json:"ended"`
	// Begun is how many have a history that must fit: a worker has taken a step.
	Begun int `json:"-"`
	// Kept are those that stayed.
	Kept []Kept `json:"kept"`
	// More: not all were looked at.
	More bool `json:"more"`
}

// Move pins refunds of other versions to this program's own, but only those whose histories its story replays.
// It may be run again: a refund that is there already is not found. With dryRun nothing is changed.
//
// The error is Temporal's, or ctx's; the report then says how far it came.
func (h Handle) Move(ctx context.Context, selection Selection, dryRun bool) (Report, error) {
	if h.own == (Version{}) {
		return Report{}, errUnversioned
	}
	s, err := h.Status(ctx)
	if err != nil {
		return Report{}, err
	}
	if own, ok := s.Version(h.own.BuildID); !dryRun && (!ok || own.WorkerCount == 0) {
		return Report{}, problemf(CodeNoWorker, "no worker of %s polls %s: start one first", h.own, h.taskQueue)
	}
	treat := h.move
	if dryRun {
		treat = h.fits
	}
	elsewhere := attributeVersion + " != " + quoted(h.own.String())
	report, err := h.each(ctx, selection, treat, append(selection.conditions(h.own.Deployment), versioned, elsewhere)...)
	report.DryRun = dryRun
	return report, err
}

// move replays, pins, and replays again what the other version added meanwhile. A refund that then does not
// fit, or cannot be looked at, is pinned back. Until then the worst is a parked workflow task.
func (h Handle) move(ctx context.Context, run *common.WorkflowExecution, f *fate) error {
	if err := h.fits(ctx, run, f); err != nil {
		return err
	}
	if err := h.pin(ctx, run, h.own); err != nil {
		return err
	}
	err := h.settle(ctx, run)
	if err == nil {
		err = h.fits(ctx, run, f)
	}
	if err == nil || over(err) {
		return err
	}
	if back := h.pin(context.WithoutCancel(ctx), run, f.from); back != nil && !over(back) {
		return problemf(CodeLeftThere, "it is pinned to %s (%v) and could not be pinned back to %s: %v", h.own, err, f.from, back)
	}
	return err
}

// pin has the refund's steps taken by a version from now on; the zero version takes the pin away.
func (h Handle) pin(ctx context.Context, run *common.WorkflowExecution, to Version) error {
	var change client.VersioningOverrideChange
	if to != (Version{}) {
		change.Value = &client.PinnedVersioningOverride{Version: to.sdk()}
	}
	_, err := h.client.UpdateWorkflowExecutionOptions(ctx, client.UpdateWorkflowExecutionOptionsRequest{
		WorkflowId: run.GetWorkflowId(), RunId: run.GetRunId(),
		WorkflowExecutionOptionsChanges: client.WorkflowExecutionOptionsChanges{VersioningOverride: &change},
	})
	return err
}

// versionOf is the version that takes the refund's next step.
func versionOf(info *workflow.WorkflowExecutionVersioningInfo) Version {
	if override := info.GetVersioningOverride().GetPinned().GetVersion(); override != nil {
		return Version{override.GetDeploymentName(), override.GetBuildId()}
	}
	if info.GetBehavior() == enums.VERSIONING_BEHAVIOR_UNSPECIFIED {
		return Version{}
	}
	return Version{info.GetDeploymentVersion().GetDeploymentName(), info.GetDeploymentVersion().GetBuildId()}
}
