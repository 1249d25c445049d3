package deployment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/refund"
)

// Routed is what new refunds started on before a change, and start on now.
type Routed struct {
	Deployment string `json:"deployment"`
	// Before and Current are build ids; empty: unversioned workers.
	Before  string `json:"before"`
	Current string `json:"current"`
	// Ramping is the build that Percent of the new refunds start on.
	Ramping string  `json:"ramping,omitempty"`
	Percent float32 `json:"percent,omitempty"`
}

// SetCurrent has new refunds start on a build; an empty one means unversioned workers. Refunds that began on
// another version stay there. It may be said again.
func (h Handle) SetCurrent(ctx context.Context, build string) (Routed, error) {
	before, err := h.mayStartOn(ctx, build)
	if err != nil {
		return Routed{}, err
	}
	err = patiently(ctx, func() error {
		_, err := h.client.WorkerDeploymentClient().GetHandle(before.Deployment).SetCurrentVersion(ctx, client.WorkerDeploymentSetCurrentVersionOptions{BuildID: build})
		return err
	})
	if err != nil {
		return Routed{}, fmt.Errorf("deployment: set the current version of %s: %w", before.Deployment, err)
	}
	return Routed{Deployment: before.Deployment, Before: before.Current, Current: build}, nil
}

// Ramp has a share of the new refunds start on a build, in percent from 0 (none: the ramp is off) to 100.
func (h Handle) Ramp(ctx context.Context, build string, percent float32) (Routed, error) {
	if percent < 0 || percent > 100 {
		return Routed{}, problemf(refund.CodeMalformed, "%g percent: must be from 0 to 100", percent)
	}
	before, err := h.mayStartOn(ctx, build)
	if err != nil {
		return Routed{}, err
	}
	err = patiently(ctx, func() error {
		_, err := h.client.WorkerDeploymentClient().GetHandle(before.Deployment).SetRampingVersion(ctx, client.WorkerDeploymentSetRampingVersionOptions{
			BuildID: build, Percentage: percent,
		})
		return err
	})
	if err != nil {
		return Routed{}, fmt.Errorf("deployment: ramp %s of %s: %w", build, before.Deployment, err)
	}
	return Routed{Deployment: before.Deployment, Before: before.Current, Current: before.Current, Ramping: build, Percent: percent}, nil
}

// patiently tries again while Temporal does not know yet that a worker that has just started polls for
// activities too: six seconds, with doubled waits.
func patiently(ctx context.Context, try func() error) error {
	const delayMax = 4 * time.Second
	for delay := 100 * time.Millisecond; ; delay *= 2 {
		err := try()
		var notYet *serviceerror.FailedPrecondition
		if delay > delayMax || !errors.As(err, &notYet) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(delay):
		}
	}
}

// mayStartOn refuses a build that nothing would run on, or that would break refunds: those that no versioned
// worker has worked on yet follow the current version by themselves, so they are replayed first.
func (h Handle) mayStartOn(ctx context.Context, build string) (Status, error) {
	s, err := h.Status(ctx)
	if err != nil {
		return s, err
	}
	if s.Deployment == "" {
		return s, errUnversioned
	}
	if build == "" {
		if s.Unversioned.WorkerCount == 0 {
			return s, problemf(CodeNoWorker, "no unversioned worker polls %s", s.TaskQueue)
		}
		return s, nil
	}
	if v, ok := s.Version(build); !ok || v.WorkerCount == 0 {
		return s, problemf(CodeNoWorker, "no worker of %s polls %s: start one first", Version{s.Deployment, build}, s.TaskQueue)
	}
	return s, h.replayUnversioned(ctx, s, build)
}

// replayUnversioned replays the refunds that have no version yet.
func (h Handle) replayUnversioned(ctx context.Context, s Status, build string) error {
	if s.Unversioned.OpenRefundCount == 0 || build == s.Current {
		return nil
	}
	report, err := h.each(ctx, Selection{}, h.fits, unversioned)
	if err != nil || report.Begun == 0 {
		return err
	}
	if target := (Version{s.Deployment, build}); target != h.own {
		return problemf(CodeDoesNotReplay, "%d refunds run unversioned and would go on on %s: run this with that build of makegood, which replays them first",
			report.Begun, target)
	}
	if len(report.Kept) > 0 {
		return problemf(CodeDoesNotReplay, "%d refunds run unversioned and would go on on %s, where they do not replay; the first: %s: %s",
			len(report.Kept), h.own, report.Kept[0].Refund, report.Kept[0].Why)
	}
	return nil
}
