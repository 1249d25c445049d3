package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ScratchRehearsal tries requests on a ledger of its own, by the rules of two files ("": those that ship with makegood).
func ScratchRehearsal(policyFile, riskFile string, now func() time.Time) func(context.Context, func(api.Rehearsal) error) error {
	return func(ctx context.Context, work func(api.Rehearsal) error) (err error) {
		rules, err := rulesIn(ctx, policyFile, riskFile)
		if err != nil {
			return err
		}
		books, err := OpenScratchLedger(ctx, now)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, books.Close()) }()
		return work(api.Rehearsal{Books: books, Rules: rules})
	}
}

func rulesIn(ctx context.Context, policyFile, riskFile string) (ledger.Rules, error) {
	policies, err := LoadPolicies(ctx, policyFile)
	if err != nil {
		return nil, err
	}
	scores, err := LoadRisk(ctx, riskFile)
	if err != nil {
		return nil, err
	}
	return Judgement(policies, scores), nil
}

// rules are those that are watched, else those that the files have now.
func (p *ServicePorts) rules(ctx context.Context) (ledger.Rules, error) {
	if p.held != nil {
		return activities.Judgement{Policy: p.held.rules.policy, Risk: p.held.rules.risk}, nil
	}
	return rulesIn(ctx, p.settings.PolicyFile, p.settings.RiskFile)
}

// rehearse tries requests on the configured ledger, after all that was paid and held there, by the configured rules.
func (p *ServicePorts) rehearse(ctx context.Context, work func(api.Rehearsal) error) error {
	rules, err := p.rules(ctx)
	if err != nil {
		return err
	}
	books, err := p.writer.get(ctx)
	if err != nil {
		return err
	}
	return books.Rehearse(ctx, func(r ledger.Rehearsal) error {
		return work(api.Rehearsal{Books: &oneOrder{Rehearsal: r}, Rules: rules})
	})
}

// rehearsedMax bounds a rehearsal on a ledger that others write: it holds them up while it runs.
const rehearsedMax = 20

// oneOrder is a rehearsal of requests of one order, and of a bounded number of them.
type oneOrder struct {
	ledger.Rehearsal
	order string
	count int
}

// DecideRefund refuses what would hold up others for too long, or lock the rows of two orders.
func (o *oneOrder) DecideRefund(ctx context.Context, in refund.Decide, rules ledger.Rules) (refund.Decided, error) {
	order := string(in.Cancellation.Merchant) + "/" + string(in.Cancellation.Key.Order)
	o.count++
	switch {
	case o.count > rehearsedMax:
		return refund.Decided{}, refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("at most %d requests are previewed at once", rehearsedMax)}
	case o.order != "" && o.order != order:
		return refund.Decided{}, refund.Problem{Code: refund.CodeNotSupported, Detail: "requests that are previewed together are of one order"}
	}
	o.order = order
	return o.Rehearsal.DecideRefund(ctx, in, rules)
}
