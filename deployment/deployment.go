// Package deployment knows which build of the worker runs which refund: it reads what Temporal says of the
// worker's deployment, says which version new refunds start on, and moves refunds that wait for weeks from one
// version to another.
//
// On the path: beside it. A refund is pinned to the version of the worker that began it (ADR 0005), so a changed
// story never meets a history that another one wrote, except through Handle.Move, which replays it first.
package deployment

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"github.com/makegood/makegood/refund"
)

// Codes of what is refused here.
const (
	// CodeNoWorker: no worker of that version polls the task queue, so nothing would run on it.
	CodeNoWorker refund.Code = "NO_WORKER"
	// CodeDoesNotReplay: replaying a refund's history on this story gives other steps than it holds.
	CodeDoesNotReplay refund.Code = "DOES_NOT_REPLAY"
	// CodeLeftThere: a refund was moved, does not replay there after all, and could not be moved back.
	CodeLeftThere refund.Code = "LEFT_WHERE_IT_DOES_NOT_REPLAY"
	// CodeFailed: anything else went wrong about one refund.
	CodeFailed refund.Code = "FAILED"
	// CodeUnversioned: no deployment is configured.
	CodeUnversioned refund.Code = "UNVERSIONED"
)

// Version is one build of the worker. The zero value is an unversioned worker.
type Version struct {
	Deployment string `json:"deployment"`
	BuildID    string `json:"build_id"`
}

// String is the version as Temporal's UI and its search attributes write it, or "unversioned".
func (v Version) String() string {
	if v == (Version{}) {
		return "unversioned"
	}
	return v.Deployment + ":" + v.BuildID
}

// Options are what the SDK's worker is told of its version: refunds are pinned to it.
func (v Version) Options() worker.DeploymentOptions {
	if v == (Version{}) {
		return worker.DeploymentOptions{}
	}
	return worker.DeploymentOptions{UseVersioning: true, Version: v.sdk(), DefaultVersioningBehavior: pinned}
}

func (v Version) sdk() worker.WorkerDeploymentVersion {
	return worker.WorkerDeploymentVersion{DeploymentName: v.Deployment, BuildID: v.BuildID}
}

// Names that Temporal takes: it joins deployment and build with ":", formerly with ".".
var (
	deploymentName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)
	buildID        = regexp.MustCompile(`^[A-Za-z0-9._+-]{1,150}$`)
)

// CheckName says what is wrong with a deployment's name.
func CheckName(name string) error {
	if !deploymentName.MatchString(name) {
		return errors.New("must be 1 to 100 of letters, digits, '_', '-'")
	}
	return nil
}

// CheckBuildID says what is wrong with a build's name.
func CheckBuildID(id string) error {
	if !buildID.MatchString(id) {
		return errors.New("must be 1 to 150 of letters, digits, '.', '_', '+', '-'")
	}
	return nil
}

// Check says what is wrong with a version's names; the zero value is right.
func (v Version) Check() error {
	if v == (Version{}) {
		return nil
	}
	if err := errors.Join(CheckName(v.Deployment), CheckBuildID(v.BuildID)); err != nil {
		return fmt.Errorf("worker version %q: %w", v.String(), err)
	}
	return nil
}

// Handle is the worker deployment of one task queue, as an operator holds it.
type Handle struct {
	client    client.Client
	taskQueue string
	own       Version
	replay    Replay
	now       func() time.Time
}

// Replay runs the story of this program over a history. An error means that they do not fit.
type Replay func(*history.History) error

// Config is what a Handle is made from; everything but Own is required.
type Config struct {
	Client    client.Client
	TaskQueue string
	// Own is the version that a worker started from this program, with these settings, has.
	Own    Version
	Replay Replay
	// Now is the clock, UTC.
	Now func() time.Time
}

// New checks that nothing is missing; it asks nobody.
func New(c Config) (Handle, error) {
	if c.Client == nil || c.TaskQueue == "" || c.Replay == nil || c.Now == nil {
		return Handle{}, errors.New("deployment: a client, a task queue, a replay and a clock are required")
	}
	if err := c.Own.Check(); err != nil {
		return Handle{}, err
	}
	return Handle{client: c.Client, taskQueue: c.TaskQueue, own: c.Own, replay: c.Replay, now: c.Now}, nil
}

// Own is the version of this program.
func (h Handle) Own() Version { return h.own }

// problemf is a refund.Problem as an error.
func problemf(code refund.Code, format string, args ...any) error {
	return refund.Problem{Code: code, Detail: fmt.Sprintf(format, args...)}
}

var errUnversioned = refund.Problem{
	Code: CodeUnversioned, Detail: "the worker is unversioned: MAKEGOOD_WORKER_DEPLOYMENT names its deployment",
}
