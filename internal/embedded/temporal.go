package embedded

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/port"
	"github.com/makegood/makegood/internal/temporal"
)

// namespace is the one namespace of the embedded server.
const namespace = "default"

// temporalUpMax is how long the server may take: a start on an old database file takes seconds.
const temporalUpMax = 90 * time.Second

// startTemporal runs the Temporal dev server with its UI.
func (s *Stack) startTemporal(ctx context.Context, o Options) error {
	binary, err := temporalBinary(ctx, o)
	if err != nil {
		return err
	}
	frontend, err := freePort(o.Ports.Temporal)
	if err != nil {
		return fmt.Errorf("embedded: Temporal: %w", err)
	}
	ui, err := freePort(o.Ports.TemporalUI)
	if err != nil {
		return fmt.Errorf("embedded: Temporal's UI: %w", err)
	}
	s.TemporalAddress, s.TemporalUIURL = port.Local(frontend), "http://"+port.Local(ui)
	running, err := s.run(command{
		name:    "Temporal",
		path:    binary,
		args:    temporalArguments(o, frontend, ui),
		logPath: filepath.Join(o.DataDir, "temporal.log"),
	})
	if err != nil {
		return err
	}
	if err := running.await(ctx, temporalUpMax, s.temporalAnswers); err != nil {
		return err
	}
	o.Logger.Info("Temporal is up", zap.String("address", s.TemporalAddress), zap.String("ui", s.TemporalUIURL))
	return nil
}

// temporalArguments are the dev server's. One partition a task queue and a high poll rate take
// away the waits between a step and the next; eager activities save a call (DESIGN section 13). The
// starter's brake sees the task queue's backlog as it was a second ago instead of five. Tasks that wait are handed
// out by priority, and in turns by merchant (starter/priority.go).
func temporalArguments(o Options, frontend, ui int) []string {
	args := []string{
		"server", "start-dev", "--headless=false", "--ip", "127.0.0.1",
		"--port", strconv.Itoa(frontend), "--ui-port", strconv.Itoa(ui),
		"--namespace", namespace, "--log-level", "warn", "--disable-config-file", "--disable-config-env",
		"--dynamic-config-value", "matching.numTaskqueueReadPartitions=1",
		"--dynamic-config-value", "matching.numTaskqueueWritePartitions=1",
		"--dynamic-config-value", "history.transferProcessorMaxPollRPS=2000",
		"--dynamic-config-value", "system.enableActivityEagerExecution=true",
		"--dynamic-config-value", `matching.TaskQueueInfoByBuildIdTTL="1s"`,
		"--dynamic-config-value", "matching.useNewMatcher=true",
		"--dynamic-config-value", "matching.enableFairness=true",
	}
	for _, a := range temporal.Attributes() {
		args = append(args, "--search-attribute", a.Name+"="+a.Type.String())
	}
	if o.CodecEndpoint != "" {
		args = append(args, "--ui-codec-endpoint", o.CodecEndpoint)
	}
	if !o.InMemory {
		args = append(args, "--db-filename", filepath.Join(o.DataDir, "temporal.db"))
	}
	return args
}

// temporalAnswers asks what a worker would need: the frontend serves, and it has the namespace.
func (s *Stack) temporalAnswers(ctx context.Context) error {
	c, err := temporal.DialOnce(ctx, temporal.Settings{Address: s.TemporalAddress, Namespace: namespace}, zap.NewNop())
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return err
	}
	_, err = c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
	if err != nil {
		return err
	}
	return temporal.EnsureSearchAttributes(ctx, c, namespace, zap.NewNop())
}
