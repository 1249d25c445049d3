package entitlement

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// This file takes back points that the purchase had earned, in units and never in money. What was earned is a
// state of what came back, as a claw-back is: each request takes what is due by now less what earlier ones
// took, so that all of it is back once all goods are.

// TakeEarnedPoints adds an EARNED_POINTS component for each programme of which points are due: amount 0, units
// negative. Also a merchant's fault undoes the purchase. It is asked once, after AddLines.
func (c *Calculation) TakeEarnedPoints() error {
	for i, earned := range c.order.EarnedPoints {
		if c.firstOfAsset(i) != i {
			continue
		}
		if err := c.takePoints(earned.Asset); err != nil {
			return fmt.Errorf("earned points %s: %w", earned.Asset, err)
		}
	}
	return nil
}

// firstOfAsset is the first entry of an entry's programme: a purchase may earn points of one for all lines, and
// more for some.
func (c *Calculation) firstOfAsset(entry int) int {
	return slices.IndexFunc(c.order.EarnedPoints, func(other refund.EarnedPoints) bool { return other.Asset == c.order.EarnedPoints[entry].Asset })
}

func (c *Calculation) takePoints(asset string) error {
	var due int64
	var parts [][]refund.Input
	for _, earned := range c.order.EarnedPoints {
		if earned.Asset != asset {
			continue
		}
		units, inputs, err := c.pointsDue(earned)
		if err != nil {
			return err
		}
		if due, err = refund.AddMinor(due, units); err != nil {
			return err
		}
		parts = append(parts, inputs)
	}
	before := c.pointsTaken(asset)
	taken := max(0, due-before)
	if taken == 0 {
		return nil
	}
	for _, inputs := range parts {
		c.steps.Say("points.due", 0, inputs...)
	}
	c.steps.Say("points.taken", 0, explain.Word("asset", asset), explain.Number("due", due), explain.Number("before", before), explain.Number("units", -taken))
	return c.Add(refund.Component{Kind: refund.ComponentEarnedPoints, Units: &refund.Units{Asset: asset, Amount: -taken}})
}

// pointsDue is how many of some points should be back by now: in proportion to what went back of the price of
// the lines that earned them, allowances included, for they lower that price. Lines that cost nothing earn by
// their units.
func (c *Calculation) pointsDue(earned refund.EarnedPoints) (int64, []refund.Input, error) {
	back, whole, err := c.backOf(earned.LineIDs, (*lineState).priceBack)
	if err != nil {
		return 0, nil, err
	}
	inputs := []refund.Input{explain.Word("asset", earned.Asset), explain.Number("earned", earned.Amount), c.steps.Amount("back", back), c.steps.Amount("whole", whole)}
	if whole == 0 {
		if back, whole, err = c.backOf(earned.LineIDs, (*lineState).unitsBack); err != nil || whole == 0 {
			return 0, nil, err
		}
		inputs = append(inputs[:2], explain.Number("back", back), explain.Number("whole", whole))
	}
	due, err := refund.Prorate(earned.Amount, back, whole)
	return due, append(inputs, explain.Number("due", due)), err
}

// backOf sums what came back of some lines, and all there is of them. No ids are all lines.
func (c *Calculation) backOf(ids []refund.LineID, of func(*lineState) (back, whole int64)) (back, whole int64, err error) {
	for i := range c.past.lines {
		s := &c.past.lines[i]
		if len(ids) > 0 && !slices.Contains(ids, s.line.LineID) {
			continue
		}
		came, all := of(s)
		if whole, err = refund.AddMinor(whole, all); err != nil {
			return 0, 0, err
		}
		back += came // at most all
	}
	return back, whole, nil
}

func (s *lineState) priceBack() (back, whole int64) { return s.given.net, s.paid.net }

func (s *lineState) unitsBack() (back, whole int64) { return s.claimed, s.line.Quantity }

// pointsTaken is what earlier requests took of a programme's points.
func (c *Calculation) pointsTaken(asset string) (units int64) {
	for i := range c.earlier {
		for _, part := range c.earlier[i].Components {
			if part.Kind == refund.ComponentEarnedPoints && part.Units != nil && part.Units.Asset == asset {
				units -= part.Units.Amount
			}
		}
	}
	return units
}
