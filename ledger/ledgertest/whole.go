package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// goodsOfTwo is a refund of two tenders whose goods came back in a way that the rules have no answer to.
func (d *Desk) goodsOfTwo() refund.ID {
	d.T.Helper()
	c, p := TwoTenders("o1")
	same(d.T, "status", d.Propose(c, appealable(withGoods(p, 2))).Status, refund.StatusAwaitingGoods)
	s := d.Inspect(c.ID(), inspecting("i1", 0, 2), Refusing("NOT_SUPPORTED")).Standing
	same(d.T, "status", s.Status, refund.StatusNeedsAttention)
	return c.ID()
}

// wholeCases are about refunds that wait as a whole: nothing is wrong with their legs.
func wholeCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"while nobody knows what the goods are worth, acting on one leg pays no other": func(t *testing.T, d *Desk) {
			id := d.goodsOfTwo()
			for i, r := range []refund.Resolution{giveUp, elsewhere, asCredit, retry} {
				d.Refused(id, named(r, refund.DecisionID("r"+string(rune('1'+i))), "1"), refund.CodeWrongState)
			}
			same(t, "card", d.Balances(id)[0].HeldMinor, cardMinor)
			same(t, "given up whole", d.Taken(id, named(giveUp, "r9", "")).Status, refund.StatusRejected)
		},
		"an exchange that the customer wants takes the place of every leg": func(t *testing.T, d *Desk) {
			c, p := TwoTenders("o1")
			d.Propose(c, choosable(asking(p, "lead")))
			d.Choose(c.ID(), refund.AlternativeExchange, exchange())
			same(t, "approved", d.Taken(c.ID(), deciding(approve("d1", "anna"))).Attention(), refund.CodeExchangeChosen)
			d.Refused(c.ID(), named(elsewhere, "r1", "1"), refund.CodeWrongState)
			d.Refused(c.ID(), named(giveUp, "r2", "2"), refund.CodeWrongState)
			same(t, "both", d.PaidElsewhere(c.ID(), "").Status, refund.StatusRefunded)
		},
		"goods that came back whole end a refund of which nothing is left to pay": func(t *testing.T, d *Desk) {
			c, p := Request("o1", "c1", 1), Units(1)
			p.Assessment.Components = append(p.Assessment.Components, refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: -unitMinor})
			p.Assessment.TotalMinor, p.Assessment.Legs = 0, nil
			same(t, "status", d.Propose(c, withGoods(p, 1)).Status, refund.StatusAwaitingGoods)
			all := refund.Act{Kind: refund.ActInspect, Inspection: &refund.Inspection{InspectionID: "i1", By: "wim", AllAccepted: true}}
			same(t, "then", d.Inspect(c.ID(), all, Refusing("NO_RULES")).Standing.Status, refund.StatusRefunded)
		},
	}
}
