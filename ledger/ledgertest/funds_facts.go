package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func fundFactCases() map[string]func(*testing.T, *Desk) {
	settled, declined := refund.Outcome{Kind: refund.OutcomeSettled}, refund.Outcome{Kind: refund.OutcomeDeclined}
	return map[string]func(*testing.T, *Desk){
		"a late success after a decline spends the fund": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.grant(d.fundOf("o9"), "g1", 20000)
			d.Begin(id)
			d.Record(id, refund.OutcomeDeclined)
			d.Fund(20000, 0, 0, 0)
			for range 2 {
				same(t, "booked", d.Record(id, refund.OutcomeSettled).Status, refund.LegSettled)
				d.Fund(8700, 0, 11300, 0)
			}
			d.Record(id, refund.OutcomeFailed)
			d.Fund(20000, 0, 0, 0)
		},
		"a late success is booked also where another leg has taken the rest, and nothing is sent before that is made up for": func(t *testing.T, d *Desk) {
			late, other, next := d.Held("o1", "c1", 1), d.Held("o2", "c1", 1), d.Held("o3", "c1", 1)
			f := d.fundOf("o9")
			d.grant(f, "g1", 11300)
			d.Begin(late)
			d.Record(late, refund.OutcomeDeclined)
			d.Begin(other)
			same(t, "booked", d.Record(late, refund.OutcomeSettled).Status, refund.LegSettled)
			d.Fund(-11300, 11300, 11300, 0)
			d.grant(f, "g2", 2*11300-1)
			same(t, "waits", d.Begin(next).Code, refund.CodeFundShort)
			_, err := d.Store.ChangeFund(d.ctx, ledger.FundAct{ID: "w1", Kind: ledger.FundWithdraw, Fund: f, AmountMinor: 11300, By: "fin", Note: "reserve", Authority: Anything("fin")})
			same(t, "nothing to withdraw", err != nil, true)
			d.grant(f, "g3", 1)
			same(t, "sent", d.Begin(next).Result, refund.BeginSend)
			d.Fund(0, 2*11300, 11300, 0)
		},
		"a fund that is below zero is made up for when it ends": func(t *testing.T, d *Desk) {
			late, other := d.Held("o1", "c1", 1), d.Held("o2", "c1", 1)
			f := d.fundOf("o9")
			d.grant(f, "g1", 11300)
			d.Begin(late)
			d.Record(late, refund.OutcomeDeclined)
			d.Begin(other)
			d.Record(late, refund.OutcomeSettled)
			_, err := d.Store.ChangeFund(d.ctx, ledger.FundAct{ID: "e1", Kind: ledger.FundEnd, Fund: f, By: "fin", Note: "no limit", Authority: Anything("fin")})
			d.no(err)
			d.Fund(0, 11300, 11300, 0)
			d.Record(other, refund.OutcomeSettled)
			d.Fund(0, 0, 2*11300, 0)
		},
		"what an older key has paid beside the new one is spent as well, and given back when it fails": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.grant(d.fundOf("o9"), "g1", 2*11300)
			d.Begin(id)
			d.Record(id, refund.OutcomeDeclined)
			d.Taken(id, resolving(retry))
			same(t, "generation", d.BeginLeg(id, "1", "a2").Generation, 2)
			d.RecordAs(id, "1", 2, "a2", settled)
			for range 2 {
				d.RecordAs(id, "1", 1, "late", settled)
				d.Fund(0, 0, 2*11300, 0)
			}
			d.RecordAs(id, "1", 1, "late", refund.Outcome{Kind: refund.OutcomeFailed})
			d.Fund(11300, 0, 11300, 0)
		},
		"what an older key has paid while the new one is on its way is spent, and what the new one holds is given back with its decline": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.grant(d.fundOf("o9"), "g1", 2*11300)
			d.Begin(id)
			d.Record(id, refund.OutcomeDeclined)
			d.Taken(id, resolving(retry))
			d.BeginLeg(id, "1", "a2")
			d.RecordAs(id, "1", 1, "late", settled)
			d.Fund(0, 11300, 11300, 0)
			d.RecordAs(id, "1", 2, "a2", declined)
			d.Fund(11300, 0, 11300, 0)
		},
		"a provider's word on a leg that the books never sent holds the fund, and spends it": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.grant(d.fundOf("o9"), "g1", 1)
			d.Book(Fact(id, 1, refund.OutcomePending, 1))
			d.Fund(1-11300, 11300, 0, 0)
			d.Book(Fact(id, 1, refund.OutcomeSettled, 2))
			d.Fund(1-11300, 0, 11300, 0)
		},
		"a leg that was sent before there was a fund is none of the fund's": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.grant(d.fundOf("o9"), "g1", 100)
			d.Record(id, refund.OutcomeSettled)
			d.Fund(100, 0, 0, 0)
			d.Record(id, refund.OutcomeFailed)
			d.Fund(100, 0, 0, 0)
		},
		"what waits is withdrawn, and waits no more": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.grant(d.fundOf("o9"), "g1", 1)
			d.Begin(id)
			d.Fund(1, 0, 0, 1)
			d.Taken(id, withdrawing("ops"))
			d.Fund(1, 0, 0, 0)
		},
	}
}
