package app

import (
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/worker"
	"github.com/makegood/makegood/workflows"
)

// Version is this program's, as the Go toolchain stamped it.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return development
	}
	return info.Main.Version
}

// Versions that more than one build may have: without a stamp, and with changes nobody committed.
const (
	development = "(devel)"
	dirty       = "+dirty"
)

// WorkerVersion is the version that a worker started from this program with these settings has. Builds of
// the same name would be one version to Temporal, so a program that has no name of its own needs one.
func WorkerVersion(s config.Settings) (deployment.Version, error) {
	if s.Worker.Deployment == "" {
		return deployment.Version{}, nil
	}
	own := deployment.Version{Deployment: s.Worker.Deployment, BuildID: s.Worker.BuildID}
	if own.BuildID == "" {
		own.BuildID = Version()
		if own.BuildID == development || strings.HasSuffix(own.BuildID, dirty) {
			return own, Coded{Code: CodeBadConfig, Err: fmt.Errorf(
				"this program's version %q may be that of other builds too: name the build with MAKEGOOD_WORKER_BUILD_ID", own.BuildID)}
		}
	}
	if err := own.Check(); err != nil {
		return own, Coded{Code: CodeBadConfig, Err: err}
	}
	return own, nil
}

// Deployment is the worker's deployment; it replays histories on this program's story.
func Deployment(s config.Settings, c client.Client, now func() time.Time) (deployment.Handle, error) {
	own, err := WorkerVersion(s)
	if err != nil {
		return deployment.Handle{}, err
	}
	encoding, err := encoding(s)
	if err != nil {
		return deployment.Handle{}, err
	}
	replay, err := worker.NewReplay(workflows.Refund, encoding.WorkerConverter())
	if err != nil {
		return deployment.Handle{}, err
	}
	return deployment.New(deployment.Config{Client: c, TaskQueue: s.Temporal.TaskQueue, Own: own, Replay: replay, Now: now})
}
