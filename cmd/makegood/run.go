package main

import (
	"context"

	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/telemetry"
)

func (c *cli) workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: "worker", Short: "run the worker: the refunds' steps", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return c.serve(cmd.Context(), (*app.App).RunWorker) },
	}
}

func (c *cli) starterCommand() *cobra.Command {
	return &cobra.Command{
		Use: "starter", Short: "run the starter: from Kafka to Temporal", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return c.serve(cmd.Context(), (*app.App).RunStarter) },
	}
}

// serve runs a long-lived process on the settings, logging to standard error.
func (c *cli) serve(ctx context.Context, run func(*app.App, context.Context) error) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	logger, err := c.logger(s)
	if err != nil {
		return err
	}
	defer func() { _ = logger.Sync() }()
	parts, err := app.New(app.Config{Settings: s, Logger: logger, Now: c.now})
	if err != nil {
		return err
	}
	return run(parts, ctx)
}

func (c *cli) logger(s config.Settings) (*zap.Logger, error) {
	return telemetry.NewLogger(telemetry.LogOptions{Level: s.Log.Level, Format: s.Log.Format, To: c.err})
}
