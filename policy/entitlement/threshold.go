package entitlement

import (
	"math"

	"github.com/makegood/makegood/refund"
)

// threshold is one step of a promotion: from an amount or a quantity on, something is off.
type threshold struct {
	minor     *int64
	quantity  *int64
	amountOff *int64
	percent   string
}

// thresholds are the promotion's steps: its tiers, and its own words where they say what is off or
// there are no tiers.
func (p *promotion) thresholds() []threshold {
	own := threshold{p.rule.ThresholdMinor, p.rule.ThresholdQuantity, p.rule.AmountOffMinor, p.rule.PercentOff}
	var all []threshold
	if len(p.rule.Tiers) == 0 || own.amountOff != nil || own.percent != "" {
		all = append(all, own)
	}
	for _, tier := range p.rule.Tiers {
		all = append(all, threshold{tier.ThresholdMinor, tier.ThresholdQuantity, tier.AmountOffMinor, tier.PercentOff})
	}
	return all
}

// sum is what a basket has of the lines that qualify.
func (p *promotion) sum(b basket) (minor, units int64, err error) {
	for _, l := range p.lines {
		if minor, err = refund.AddMinor(minor, b.price[l]); err != nil {
			return 0, 0, err
		}
		if units, err = refund.AddMinor(units, b.units[l]); err != nil {
			return 0, 0, err
		}
	}
	return minor, units, nil
}

// times is how often the step is reached: 0 or 1, or as often as it fits where it repeats. No step
// is reached by nothing.
func (t threshold) times(minor, units int64, repeat bool) int64 {
	if units == 0 {
		return 0
	}
	times := int64(math.MaxInt64)
	if t.minor != nil && *t.minor > 0 {
		times = min(times, minor / *t.minor)
	}
	if t.quantity != nil && *t.quantity > 0 {
		times = min(times, units / *t.quantity)
	}
	if !repeat || times == math.MaxInt64 {
		return min(times, 1)
	}
	return times
}

// reached is how often the promotion's condition is met by a basket.
func (p *promotion) reached(b basket) (int64, error) {
	minor, units, err := p.sum(b)
	if err != nil {
		return 0, err
	}
	var most int64
	for _, t := range p.thresholds() {
		most = max(most, t.times(minor, units, p.rule.Repeat))
	}
	return most, nil
}

// thresholdOff is the most that a step the basket reaches takes off: an amount, as often as it is
// reached, or a percentage; never more than max_off or than the goods cost. A step that says neither
// takes off what was taken off at the checkout.
func (p *promotion) thresholdOff(b basket) (int64, error) {
	minor, units, err := p.sum(b)
	if err != nil {
		return 0, err
	}
	var most int64
	for _, t := range p.thresholds() {
		times := t.times(minor, units, p.rule.Repeat)
		if times == 0 {
			continue
		}
		off, err := p.stepOff(t, minor, times)
		if err != nil {
			return 0, err
		}
		most = max(most, off)
	}
	if p.rule.MaxOffMinor != nil {
		most = min(most, *p.rule.MaxOffMinor)
	}
	return min(most, minor), nil
}

// byPercent reports whether a step takes off a percentage.
func (p *promotion) byPercent(t threshold) bool {
	return t.percent != "" && (t.amountOff == nil || p.rule.Kind == refund.PromotionThresholdPercentOff)
}

func (p *promotion) stepOff(t threshold, minor, times int64) (int64, error) {
	switch {
	case p.byPercent(t):
		share, err := refund.ReadShare(t.percent)
		if err != nil {
			return 0, err
		}
		return share.Of(minor)
	case t.amountOff != nil:
		return refund.MulMinor(*t.amountOff, times)
	}
	return p.offTotal, nil
}
