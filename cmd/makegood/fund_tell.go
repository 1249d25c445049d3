package main

import (
	"context"

	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
)

// tellWaits tells the refunds that a fund serves now, so that they need not wait for their next turn, and returns how
// many were told. That Temporal is away is a note: they ask by themselves.
func (c *cli) tellWaits(ctx context.Context, act string, waits []ledger.FundWait) (told int) {
	if len(waits) == 0 {
		return 0
	}
	err := c.dialed(ctx, func(_ config.Settings, temporal client.Client) (err error) {
		told, err = app.TellFundWaits(ctx, temporal, act, waits)
		return err
	})
	if err != nil {
		c.stderr().Printf("note: %d of %d waiting legs were told; the others go on by themselves within ten minutes (%v)\n", told, len(waits), err)
	}
	return told
}
