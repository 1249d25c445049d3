package main

import (
	"context"

	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
)

// dialed does work with the Temporal that the settings name.
func (c *cli) dialed(ctx context.Context, work func(config.Settings, client.Client) error) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	temporal, err := app.DialOnce(ctx, s)
	if err != nil {
		return err
	}
	defer temporal.Close()
	return work(s, temporal)
}
