package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Settlement is what the provider says that leg 1 of a refund came to.
func Settlement(id refund.ID, minor int64, currency refund.Currency) ledger.SettlementFact {
	return ledger.SettlementFact{
		Provider: "Simulator", Key: refund.ProviderKey(id, "1", 1), Source: "bill 7",
		Settlement: &refund.Settlement{AmountMinor: minor, Currency: currency},
	}
}

// Settle books a settlement.
func (d *Desk) Settle(in ledger.SettlementFact) ledger.SettlementBooked {
	d.T.Helper()
	out, err := d.Store.BookSettlement(d.ctx, in)
	d.no(err)
	return out
}

// settlesAs fails unless this comes of a settlement, and the books agree after it.
func (d *Desk) settlesAs(in ledger.SettlementFact, want ledger.SettlementResult, changes int64) {
	d.T.Helper()
	out := d.Settle(in)
	same(d.T, "result", out.Result, want)
	same(d.T, "changes", out.Changes, changes)
	d.BooksAgree()
}

// Settled is what became of leg 1's money.
func (d *Desk) Settled(id refund.ID) refund.LegSettlement {
	d.T.Helper()
	c, err := d.Store.Case(d.ctx, id)
	d.no(err)
	if len(c.Settlements) != 1 {
		d.T.Fatalf("settlements: %+v", c.Settlements)
	}
	return c.Settlements[0]
}

// ofGeneration is the settlement of what a key of leg 1 moved.
func ofGeneration(id refund.ID, generation int, minor int64) ledger.SettlementFact {
	in := Settlement(id, minor, "CNY")
	in.Key = refund.ProviderKey(id, "1", generation)
	return in
}

// reissued is a refund whose leg moved nothing under two keys, and may be sent under a third.
func (d *Desk) reissued(order string) refund.ID {
	d.T.Helper()
	id := d.Attention(order)
	d.Taken(id, resolving(retry))
	same(d.T, "generation", d.BeginLeg(id, "1", "a2").Generation, 2)
	d.RecordAs(id, "1", 2, "a2", refund.Outcome{Kind: refund.OutcomeDeclined})
	d.Taken(id, named(retry, "r2", "1"))
	return id
}

func settlementCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a settlement in another currency is booked at cost, and what it costs later is a difference": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			version := d.Standing(id).Version
			d.Clock.Advance(24 * time.Hour)
			d.settlesAs(Settlement(id, 1100, "USD"), ledger.SettlementIsBooked, 0)
			same(t, "the story has nothing to follow", d.Standing(id).Version, version)
			d.settlesAs(Settlement(id, 1100, "USD"), ledger.SettlementIsKnown, 0)
			d.settlesAs(Settlement(id, 1120, "USD"), ledger.SettlementIsChanged, 1)
			same(t, "kept", *d.Settled(id).Settlement, refund.Settlement{AmountMinor: 1120, Currency: "USD"})
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"a provider's coupon leaves less on the account, and comes back with a late failure": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			payer := int64(10500)
			d.RecordAs(id, "1", 1, "a1", refund.Outcome{
				Kind: refund.OutcomeSettled, PayerMinor: &payer, Settlement: &refund.Settlement{AmountMinor: 10000, Currency: "CNY"},
			})
			d.BooksAgree()
			same(t, "payer", *d.Settled(id).PayerMinor, payer)
			d.settlesAs(Settlement(id, 10000, "CNY"), ledger.SettlementIsKnown, 0)
			d.Record(id, refund.OutcomeFailed)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			d.settlesAs(Settlement(id, 10000, "CNY"), ledger.SettlementTooEarly, 0)
		},
		"a settlement of the leg's own amount takes an earlier cost back": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			d.settlesAs(Settlement(id, 10000, "CNY"), ledger.SettlementIsBooked, 0)
			d.settlesAs(Settlement(id, 11300, "CNY"), ledger.SettlementIsChanged, 1)
		},
		"a fee and the bank's reference come by the provider's own id": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: "re_1"})
			in := ledger.SettlementFact{
				Provider: "simulator", ProviderRefundID: "re_1", FeeMinor: 30, FeeCurrency: "CNY", BankReference: "7402", Source: "bill 7",
			}
			d.settlesAs(in, ledger.SettlementIsBooked, 0)
			in.Source = "bill 8"
			d.settlesAs(in, ledger.SettlementIsKnown, 0)
			in.FeeMinor = 20
			d.settlesAs(in, ledger.SettlementIsChanged, 1)
			got := d.Settled(id)
			same(t, "fee", *got.Fee, refund.Settlement{AmountMinor: 20, Currency: "CNY"})
			same(t, "reference", got.BankReference, "7402")
		},
		"a repeated answer of the provider brings the settlement that the first one lacked": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			payer := int64(11000)
			d.RecordAs(id, "1", 1, "look-up", refund.Outcome{
				Kind: refund.OutcomeSettled, PayerMinor: &payer, Settlement: &refund.Settlement{AmountMinor: 11000, Currency: "CNY"},
			})
			got := d.Settled(id)
			same(t, "settlement", got.Settlement.AmountMinor, 11000)
			same(t, "payer", *got.PayerMinor, payer)
		},
		"a success after the leg was given up is booked at its cost, and taken back at it": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Resolve(id, refund.Resolution{ResolutionID: "r1", Action: refund.ResolveGiveUp, By: "anna"})
			leg, _ := d.Standing(id).Leg("1")
			at := refund.Outcome{Kind: refund.OutcomeSettled, Settlement: &refund.Settlement{AmountMinor: 900, Currency: "USD"}}
			d.RecordAs(id, "1", leg.Generation, "a2", at)
			d.BooksAgree()
			same(t, "settlement", d.Settled(id).Settlement.AmountMinor, 900)
			d.RecordAs(id, "1", leg.Generation, "a2", refund.Outcome{Kind: refund.OutcomeFailed})
		},
		"a settlement that names an older key is of the leg that it has paid": func(t *testing.T, d *Desk) {
			id := d.reissued("o1")
			d.settlesAs(ofGeneration(id, 1, 11200), ledger.SettlementTooEarly, 0)
			same(t, "paid by its first key", d.RecordAs(id, "1", 1, "late", refund.Outcome{Kind: refund.OutcomeSettled}).Status, refund.LegSettled)
			d.settlesAs(ofGeneration(id, 1, 11200), ledger.SettlementIsBooked, 0)
			d.settlesAs(ofGeneration(id, 1, 11200), ledger.SettlementIsKnown, 0)
			d.settlesAs(ofGeneration(id, 2, 900), ledger.SettlementTooEarly, 0)
			same(t, "settlement", d.Settled(id).Settlement.AmountMinor, 11200)
			d.settlesAs(ofGeneration(id, 3, 900), ledger.SettlementNoLeg, 0)
		},
		"what an older key moved on top is not what the leg cost": func(t *testing.T, d *Desk) {
			id := d.reissued("o1")
			same(t, "generation", d.BeginLeg(id, "1", "a3").Generation, 3)
			d.RecordAs(id, "1", 3, "a3", refund.Outcome{Kind: refund.OutcomeSettled})
			d.RecordAs(id, "1", 1, "late", refund.Outcome{Kind: refund.OutcomeSettled})
			d.settlesAs(ofGeneration(id, 1, 900), ledger.SettlementTooEarly, 0)
			d.settlesAs(ofGeneration(id, 3, 11200), ledger.SettlementIsBooked, 0)
			same(t, "settlement", d.Settled(id).Settlement.AmountMinor, 11200)
		},
		"a settlement of nobody's leg, or that says too little, books nothing": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			in := Settlement(id, 1, "CNY")
			in.Key = "unknown"
			d.settlesAs(in, ledger.SettlementNoLeg, 0)
			in = Settlement(id, 1, "CNY")
			in.Provider = "stripe"
			d.settlesAs(in, ledger.SettlementNoLeg, 0)
			for _, spoil := range []func(*ledger.SettlementFact){
				func(f *ledger.SettlementFact) { f.Key = "" }, func(f *ledger.SettlementFact) { f.Provider = "" },
				func(f *ledger.SettlementFact) { f.Settlement.AmountMinor = -1 }, func(f *ledger.SettlementFact) { f.FeeMinor = 3 },
			} {
				in := Settlement(id, 1, "CNY")
				spoil(&in)
				_, err := d.Store.BookSettlement(d.ctx, in)
				problem, _ := refund.ProblemIn(err)
				same(t, "problem", problem.Code, ledger.CodeBadSettlement)
			}
		},
	}
}
