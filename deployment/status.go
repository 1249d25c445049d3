package deployment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/workflow"
)

const pinned = workflow.VersioningBehaviorPinned

// pollsWithin is how long ago a live worker polled at most: a poll that finds nothing ends after a minute
// and is followed by the next. Temporal itself forgets a worker only after five minutes.
const pollsWithin = 2 * time.Minute

// Role is what Temporal uses a version for.
type Role string

// The roles.
const (
	// RoleCurrent: new refunds start on it.
	RoleCurrent Role = "current"
	// RoleRamping: a share of the new refunds starts on it.
	RoleRamping Role = "ramping"
	// RoleInactive: it was never current or ramping; only refunds that were moved there run on it.
	RoleInactive Role = "inactive"
	// RoleDraining: refunds that began on it still run. RoleDrained: none does any more.
	RoleDraining Role = "draining"
	RoleDrained  Role = "drained"
)

// VersionStatus is what Temporal says of one version, or of all unversioned workers together.
type VersionStatus struct {
	BuildID string `json:"build_id"`
	Role    Role   `json:"role"`
	// WorkerCount is how many processes polled within the last two minutes.
	WorkerCount int `json:"workers"`
	// OpenRefundCount is how many open refunds run on it, as far as Temporal's visibility knows yet.
	OpenRefundCount int64     `json:"open_refunds"`
	CreatedAt       time.Time `json:"created_at"`
}

// Status is what Temporal says of a task queue's worker deployment.
type Status struct {
	TaskQueue string `json:"task_queue"`
	// Deployment is the configured one, or else the one that the task queue's refunds are sent to; empty:
	// all is unversioned.
	Deployment string `json:"deployment"`
	// Known: a worker of the deployment has polled at least once.
	Known bool `json:"known"`
	// Current is the build that new refunds start on; empty: they start on unversioned workers.
	Current string `json:"current"`
	// Ramping is the build that RampPercent of the new refunds start on; empty: none.
	Ramping     string  `json:"ramping,omitempty"`
	RampPercent float32 `json:"ramp_percent,omitempty"`
	// Versions are the deployment's, the newest first.
	Versions []VersionStatus `json:"versions"`
	// Unversioned are the workers without a version, and the refunds no versioned worker has worked on yet.
	Unversioned VersionStatus `json:"unversioned"`
}

// Version is the status of one build.
func (s Status) Version(buildID string) (VersionStatus, bool) {
	for _, v := range s.Versions {
		if v.BuildID == buildID {
			return v, true
		}
	}
	return VersionStatus{}, false
}

// Status asks Temporal.
func (h Handle) Status(ctx context.Context) (Status, error) {
	queue, err := h.client.DescribeTaskQueue(ctx, h.taskQueue, enums.TASK_QUEUE_TYPE_WORKFLOW)
	if err != nil {
		return Status{}, fmt.Errorf("deployment: task queue %s: %w", h.taskQueue, err)
	}
	s := Status{TaskQueue: h.taskQueue, Deployment: h.own.Deployment, Versions: []VersionStatus{}}
	if s.Deployment == "" {
		s.Deployment = queue.GetVersioningInfo().GetCurrentDeploymentVersion().GetDeploymentName()
	}
	workers := h.workers(queue)
	s.Unversioned.WorkerCount = len(workers[Version{}])
	if s.Unversioned.OpenRefundCount, err = h.count(ctx, unversioned); err != nil {
		return s, err
	}
	if s.Deployment == "" {
		return s, nil
	}
	return s, h.addVersions(ctx, &s, workers)
}

// addVersions adds what Temporal says of the deployment.
func (h Handle) addVersions(ctx context.Context, s *Status, workers map[Version]identities) error {
	about, err := h.client.WorkerDeploymentClient().GetHandle(s.Deployment).Describe(ctx, client.WorkerDeploymentDescribeOptions{})
	var unknown *serviceerror.NotFound
	if errors.As(err, &unknown) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("deployment: %s: %w", s.Deployment, err)
	}
	s.Known = true
	if current := about.Info.RoutingConfig.CurrentVersion; current != nil {
		s.Current = current.BuildID
	}
	if ramping := about.Info.RoutingConfig.RampingVersion; ramping != nil {
		s.Ramping, s.RampPercent = ramping.BuildID, about.Info.RoutingConfig.RampingVersionPercentage
	}
	for _, summary := range about.Info.VersionSummaries {
		version := Version{Deployment: summary.Version.DeploymentName, BuildID: summary.Version.BuildID}
		open, err := h.count(ctx, onVersion(version))
		if err != nil {
			return err
		}
		s.Versions = append(s.Versions, VersionStatus{
			BuildID: version.BuildID, Role: s.roleOf(summary), WorkerCount: len(workers[version]), OpenRefundCount: open,
			CreatedAt: summary.CreateTime.UTC(),
		})
	}
	slices.SortStableFunc(s.Versions, func(a, b VersionStatus) int { return cmp.Compare(b.CreatedAt.UnixNano(), a.CreatedAt.UnixNano()) })
	return nil
}

func (s Status) roleOf(v client.WorkerDeploymentVersionSummary) Role {
	switch {
	case v.Version.BuildID == s.Current:
		return RoleCurrent
	case v.Version.BuildID == s.Ramping:
		return RoleRamping
	case v.DrainageStatus == client.WorkerDeploymentVersionDrainageStatusDraining:
		return RoleDraining
	case v.DrainageStatus == client.WorkerDeploymentVersionDrainageStatusDrained:
		return RoleDrained
	}
	return RoleInactive
}

// identities are the processes that polled.
type identities map[string]bool

// workers are the processes that polled of late, by their version.
func (h Handle) workers(queue *workflowservice.DescribeTaskQueueResponse) map[Version]identities {
	out := map[Version]identities{}
	for _, poller := range queue.GetPollers() {
		if h.now().Sub(poller.GetLastAccessTime().AsTime()) > pollsWithin {
			continue
		}
		var version Version
		if o := poller.GetDeploymentOptions(); o.GetWorkerVersioningMode() == enums.WORKER_VERSIONING_MODE_VERSIONED {
			version = Version{Deployment: o.GetDeploymentName(), BuildID: o.GetBuildId()}
		}
		if out[version] == nil {
			out[version] = identities{}
		}
		out[version][poller.GetIdentity()] = true
	}
	return out
}
