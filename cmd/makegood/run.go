package main

import (
	"context"

	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/telemetry"
)

func (a *app) workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: "worker", Short: "run the worker: the refunds' steps", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), process.runWorker) },
	}
}

func (a *app) starterCommand() *cobra.Command {
	return &cobra.Command{
		Use: "starter", Short: "run the starter: from Kafka to Temporal", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), process.runStarter) },
	}
}

// serve runs a long-lived process on the settings, logging to standard error.
func (a *app) serve(ctx context.Context, run func(process, context.Context) error) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	logger, err := a.logger(s)
	if err != nil {
		return err
	}
	defer func() { _ = logger.Sync() }()
	return run(a.process(s, logger), ctx)
}

func (a *app) logger(s config.Settings) (*zap.Logger, error) {
	return telemetry.NewLogger(telemetry.LogOptions{Level: s.Log.Level, Format: s.Log.Format, To: a.err})
}
