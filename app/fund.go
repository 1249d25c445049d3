package app

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// fundTellsMax bounds how many waiting legs are told of a grant. The others ask by themselves.
const fundTellsMax = 200

// TellFundWaits tells the open workflows of waiting legs that more is free in their fund: each reads the ledger, and
// tries at once. It returns how many legs' workflows were told; one that is not open is nobody to tell.
func TellFundWaits(ctx context.Context, c client.Client, act string, waits []ledger.FundWait) (told int, err error) {
	ctx, cancel := context.WithTimeout(ctx, AskTimeout)
	defer cancel()
	for _, w := range waits[:min(len(waits), fundTellsMax)] {
		open, err := tellOfFund(ctx, c, w.Refund, act)
		if err != nil {
			return told, err
		}
		if open {
			told++
		}
	}
	return told, nil
}

func tellOfFund(ctx context.Context, c client.Client, id refund.ID, act string) (open bool, err error) {
	signal := func(workflow string) error {
		return c.SignalWorkflow(ctx, workflow, "", refund.SignalProviderFact, refund.ProviderFact{FactID: act})
	}
	err = signal(string(id))
	var gone *serviceerror.NotFound
	if errors.As(err, &gone) {
		correction, fault := OpenCorrection(ctx, c, id)
		if fault != nil || correction == "" {
			return false, fault
		}
		err = signal(correction)
	}
	if err != nil {
		return false, fmt.Errorf("tell %s of its fund: %w", id, err)
	}
	return true, nil
}
