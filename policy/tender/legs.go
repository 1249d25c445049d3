package tender

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// planLegs turns shares into legs in the pinned sequence, and says what is kept back, restored or re-issued.
func (p *Plan) planLegs(d division, shares []int64) error {
	before := slices.Clone(shares)
	minor, carrier := p.keepSteps(shares)
	p.saySteps(before, shares)
	for i := range p.payments {
		planned := p.shareOf(i, shares[i])
		if p.indivisible(i) {
			var err error
			if planned, err = p.instrument(d, i); err != nil {
				return err
			}
		}
		if err := p.planLeg(i, planned); err != nil {
			return err
		}
	}
	p.waive(d.waivedMinor)
	p.round(minor, carrier)
	if p.EndsAuthorisations {
		p.AddVoids()
	}
	return nil
}

// planned is how much goes back against a payment, by which way, and how its step is said.
type planned struct {
	minor  int64
	via    string
	key    string
	inputs []refund.Input
}

// instrument is how much goes back against an instrument, and by which way: all of it with what was kept back
// before, or what a fault re-issues.
func (p *Plan) instrument(d division, i int) (planned, error) {
	id, share := p.payments[i].PaymentID, d.instruments[i]
	if d.restored[i] {
		kept := p.payments[i].KeptBackMinor
		p.keepBack(id, -kept)
		whole := planned{minor: share + kept, key: "payment.leg_whole", inputs: p.wholeInputs(i, kept)}
		if p.reissued[id] {
			whole.via = p.reissueVia()
		}
		return whole, nil
	}
	fault, err := p.faultOf(i, share)
	if err != nil {
		return planned{}, err
	}
	p.notRestored(id, share, p.shareInputs("share", "more", i)...)
	if share > fault {
		p.KeptBack = append(p.KeptBack, refund.KeptBack{PaymentID: id, AmountMinor: share - fault})
	}
	again := planned{minor: fault, via: p.reissueVia(), key: "payment.leg_reissued"}
	if fault > 0 {
		p.Components = append(p.Components, refund.Component{Kind: refund.ComponentTenderReissued, PaymentID: id, AmountMinor: fault})
		again.inputs = []refund.Input{p.steps.Result("reissued", p.sayReissued(i, fault))}
	}
	return again, nil
}

// reissueVia is the way by which a fault makes an instrument good; empty: in kind.
func (p *Plan) reissueVia() string {
	switch p.Shared.Reissue {
	case rulebook.ReissueInKind:
		return ""
	case rulebook.ReissueStoreCredit:
	}
	return refund.ViaStoreCredit
}

// waive gives up what the merchant would keep of charges, where an instrument goes back at their cost.
func (p *Plan) waive(minor int64) {
	if minor == 0 {
		return
	}
	p.Components = append(p.Components, refund.Component{Kind: refund.ComponentWaiver, AmountMinor: minor})
	var inputs []refund.Input
	for _, place := range p.said.whole {
		inputs = p.results("whole", inputs, place)
	}
	due := p.steps.Amount("due", p.said.due)
	p.steps.Say("payment.charges_waived", minor, append(inputs, explain.Same(due, p.said.divisible))...)
}

// planLeg plans the leg against a payment, in money and, of a payment in points, in units.
func (p *Plan) planLeg(i int, leg planned) error {
	if leg.minor == 0 {
		return nil
	}
	balance := &p.payments[i]
	units, err := unitsOf(p.Payment(balance.PaymentID), balance, leg.minor)
	if err != nil {
		return err
	}
	p.addLeg(refund.PlannedLeg{PaymentID: balance.PaymentID, Via: leg.via, AmountMinor: leg.minor, Units: units})
	p.steps.Say(leg.key, leg.minor, append(leg.inputs, explain.Word("payment", balance.PaymentID))...)
	return nil
}

// keepBack keeps an indivisible instrument's share back, or (negative) restores what was kept
// back before.
func (p *Plan) keepBack(payment refund.PaymentID, minor int64) {
	if minor != 0 {
		p.KeptBack = append(p.KeptBack, refund.KeptBack{PaymentID: payment, AmountMinor: minor})
	}
	p.notRestored(payment, minor, p.steps.Amount("kept", -minor))
}

// notRestored takes an instrument's share out of the total, or (negative) puts it back. It changes the total,
// not the tax: it is about how was paid, not the price.
func (p *Plan) notRestored(payment refund.PaymentID, minor int64, inputs ...refund.Input) {
	if minor == 0 {
		return
	}
	p.Components = append(p.Components, refund.Component{Kind: refund.ComponentTenderNotRestored, PaymentID: payment, AmountMinor: -minor})
	key := "payment.kept_back"
	switch {
	case minor < 0 || len(inputs) > 0 && inputs[0].Name == "kept":
		key = "payment.restored"
	case p.Expired(p.Payment(payment)):
		key = "payment.expired"
	}
	p.steps.Say(key, -minor, append(inputs, explain.Word("payment", payment))...)
}

// unitsOf is how many units (points) go back with an amount: cumulative over what the payment has
// given back, so that all of it gives back all units (POSTINGS P14).
func unitsOf(payment *refund.Payment, balance *refund.PaymentBalance, amount int64) (*refund.Units, error) {
	if payment.Units == nil {
		return nil, nil
	}
	before := max(0, balance.CapturedMinor-balance.OwedMinor)
	units, err := refund.Cumulative(payment.Units.Amount, refund.Taken{Before: before, Now: amount, Bought: balance.CapturedMinor})
	if err != nil {
		return nil, fmt.Errorf("units of payment %s: %w", payment.PaymentID, err)
	}
	return &refund.Units{Asset: payment.Units.Asset, Amount: units}, nil
}

// CheckStops finds a payment that may not be sent against, or has less headroom than its share
// (MONEY, checks 9 and 10): only a dispute does that, and its share moves to no other tender.
func (p *Plan) CheckStops() {
	for _, leg := range p.Legs[len(p.progress.Settled):] {
		balance := p.balance(leg.PaymentID)
		if balance.Stop != "" {
			p.steps.Say("payment.stopped", 0, explain.Word("payment", leg.PaymentID), explain.Word("stop", balance.Stop))
			p.Problem = ReasonPaymentStopped
			return
		}
		if leg.AmountMinor > balance.RemainingMinor()+p.restoredOf(leg.PaymentID) {
			p.steps.Say("payment.too_little", 0, explain.Word("payment", leg.PaymentID), p.steps.Amount("share", leg.AmountMinor), p.steps.Amount("remains", balance.RemainingMinor()))
			p.Problem = string(refund.CodeCapExceeded)
			return
		}
	}
}

// restoredOf is what this request takes out of what was kept back of a payment.
func (p *Plan) restoredOf(id refund.PaymentID) int64 { return restoredIn(p.KeptBack, id) }

// restoredIn is what goes out of what was kept back of a payment.
func restoredIn(all []refund.KeptBack, id refund.PaymentID) int64 {
	for _, kept := range all {
		if kept.PaymentID == id && kept.AmountMinor < 0 {
			return -kept.AmountMinor
		}
	}
	return 0
}
