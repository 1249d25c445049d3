package ledgertest

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/refund"
)

// The marketplace's order: of each unit's 11300 the platform keeps 1130, and its purchase earned 50 points.
const (
	unitCommissionMinor = int64(1130)
	unitPoints          = int64(50)
	club                = "PTS:club"
)

// OnMarket is a request whose order's line a seller sells, and whose purchase earned points.
func OnMarket(c refund.Cancellation) refund.Cancellation {
	c.Order.Lines = slices.Clone(c.Order.Lines)
	c.Order.Lines[0].SellerID, c.Order.Lines[0].Commission = "s1", &refund.Commission{Rate: "0.10"}
	c.Order.EarnedPoints = []refund.EarnedPoints{{Asset: club, Amount: 2 * unitPoints}}
	return c
}

// Sold is a proposal for units of the marketplace's order: the seller bears its line, and the points go back.
// What else is in the proposal is the platform's.
func Sold(p refund.Proposal) refund.Proposal {
	a := &p.Assessment
	a.Components, a.Sellers = slices.Clone(a.Components), nil
	for i := range a.Components {
		part := &a.Components[i]
		if part.Kind != refund.ComponentLine {
			continue
		}
		commission := part.Quantity * unitCommissionMinor
		part.Sellers = []refund.SellerShare{{SellerID: "s1", SellerMinor: part.AmountMinor - commission, CommissionMinor: commission}}
		a.Sellers = part.Sellers
		a.Components = append(a.Components, refund.Component{Kind: refund.ComponentEarnedPoints, Units: &refund.Units{Asset: club, Amount: -part.Quantity * unitPoints}})
		break
	}
	return p
}

// marketCases are about what a marketplace's seller bears, and about points that the purchase earned. What is in
// the accounts the audit says after each.
func marketCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a refund that sellers bear is paid, bounces and is paid again": func(_ *testing.T, d *Desk) {
			id := d.soldUnits("c1", 2)
			d.Record(id, refund.OutcomeSettled)
			d.Record(id, refund.OutcomeFailed)
			d.BooksAgree()
			d.Taken(id, resolving(retry))
			d.Begin(id)
			d.Record(id, refund.OutcomeSettled)
			d.Status(id, refund.StatusRefunded)
			same(d.T, "the points stay taken", d.Events(id, "PointsGivenBack"), 0)
		},
		"points that a refund took come back when it is given up, and another takes them": func(t *testing.T, d *Desk) {
			id := d.soldUnits("c1", 2)
			d.Record(id, refund.OutcomeDeclined)
			same(t, "given up", d.Taken(id, resolving(giveUp)).Status, refund.StatusRejected)
			same(t, "said", d.Events(id, "PointsGivenBack"), 1)
			d.BooksAgree()
			c, rules := OnMarket(Request(walkMarket, "c2", 2)), Proposing(Sold(Units(2)))
			d.Decide(c, rules)
			same(t, "the first left the order's sequence", len(rules.History.Earlier), 0)
			d.Begin(c.ID())
			d.Record(c.ID(), refund.OutcomeSettled)
		},
		"points come back once, with the claims, also where a part was paid and bounces later": func(t *testing.T, d *Desk) {
			c, p := TwoTenders(walkMarket)
			d.Propose(OnMarket(c), Sold(p))
			for i, kind := range []refund.OutcomeKind{refund.OutcomeSettled, refund.OutcomeDeclined} {
				leg := refund.LegID([]string{"1", "2"}[i])
				d.BeginLeg(c.ID(), leg, "a1")
				d.RecordLeg(c.ID(), leg, kind)
			}
			same(t, "a part", d.Taken(c.ID(), named(giveUp, "r1", "2")).Status, refund.StatusPartlyRefunded)
			same(t, "given back", d.Events(c.ID(), "PointsGivenBack"), 1)
			d.BooksAgree()
			d.RecordLeg(c.ID(), "1", refund.OutcomeFailed)
			d.Taken(c.ID(), named(giveUp, "r2", "1"))
			same(t, "given back once", d.Events(c.ID(), "PointsGivenBack"), 1)
		},
		"a refund's points are part of its components, and the next request sees them": func(t *testing.T, d *Desk) {
			d.Record(d.soldUnits("c1", 1), refund.OutcomeSettled)
			rules := Proposing(Sold(Units(1)))
			d.Decide(OnMarket(Request(walkMarket, "c2", 1)), rules)
			earlier := rules.History.Earlier[0].Components
			equal(t, "points", earlier[1].Units, &refund.Units{Asset: club, Amount: -unitPoints})
			equal(t, "sellers", earlier[0].Sellers, []refund.SellerShare{{SellerID: "s1", SellerMinor: unitMinor - unitCommissionMinor, CommissionMinor: unitCommissionMinor}})
		},
		"points of a refund of nothing are taken when it closes": func(t *testing.T, d *Desk) {
			c, p := OnMarket(Request(walkMarket, "c1", 1)), Sold(Units(1))
			a := &p.Assessment
			a.Components = append(a.Components, refund.Component{Kind: refund.ComponentWaiver, AmountMinor: -unitMinor})
			a.TotalMinor, a.Legs = 0, nil
			same(t, "status", d.Propose(c, p).Status, refund.StatusRefunded)
		},
		"shares that are not the components' are refused": func(_ *testing.T, d *Desk) {
			p := Sold(Units(1))
			p.Assessment.Sellers = []refund.SellerShare{{SellerID: "s1", SellerMinor: 1}}
			_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "digest-1", Cancellation: OnMarket(Request(walkMarket, "c1", 1)), RunID: "run-1"}, Proposing(p))
			broken(d.T, err)
		},
	}
}

// soldUnits sends a refund of units of the marketplace's order.
func (d *Desk) soldUnits(request string, quantity int64) refund.ID {
	d.T.Helper()
	c := OnMarket(Request(walkMarket, request, quantity))
	same(d.T, "status", d.Propose(c, Sold(Units(quantity))).Status, refund.StatusPayingOut)
	same(d.T, "begin", d.Begin(c.ID()).Result, refund.BeginSend)
	return c.ID()
}
