package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (d *Desk) figures() ledger.Figures {
	d.T.Helper()
	out, err := d.Store.Figures(d.ctx)
	d.no(err)
	return out
}

// settlement are the times of the suite's card payments at the simulator.
func (d *Desk) settlement(way ledger.Way) ledger.SettlementTimes {
	d.T.Helper()
	out, err := d.Store.SettlementTimes(d.ctx, way)
	d.no(err)
	return out
}

var byCard = ledger.Way{Provider: "simulator", Kind: refund.PaymentCard}

// Took sends and settles a refund of an order after some time.
func (d *Desk) Took(order string, took time.Duration) {
	d.T.Helper()
	id := d.Sent(order, "c1", 1)
	d.Clock.Advance(took)
	d.Record(id, refund.OutcomeSettled)
}

func watchingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"what is not closed is counted by status, with since when the oldest is in it": func(t *testing.T, d *Desk) {
			noon := d.Clock.Now()
			d.Sent("o1", "c1", 1)
			d.Clock.Advance(time.Minute)
			first := d.reviewedIn("o2")
			d.Clock.Advance(time.Minute)
			d.reviewedIn("o3")
			d.Clock.Advance(time.Minute)
			d.Assign(first, "ben") // moves no status
			d.Paid("o4", "c1", 1)
			got := fmt.Sprint(d.figures().Waiting)
			want := fmt.Sprint([]ledger.StatusFigure{
				{Status: refund.StatusAwaitingApproval, Count: 2, Oldest: noon.Add(time.Minute)},
				{Status: refund.StatusPayingOut, Count: 1, Oldest: noon},
			})
			same(t, "waiting", got, want)
			d.Taken(first, question("q1"))
			d.Taken(first, answer("yes"))
			same(t, "the other is the oldest", d.figures().Waiting[0].Oldest, noon.Add(2*time.Minute))
		},
		"a review is overdue after its due time": func(t *testing.T, d *Desk) {
			id := d.reviewedIn("o1")
			d.Waiting("o2", "lead")
			same(t, "in time", d.figures().OverdueCount, 0)
			d.Clock.Advance(4*time.Hour + time.Second)
			same(t, "late", d.figures().OverdueCount, 1)
			d.Pass(id, refund.DeadlineReview, d.Standing(id).Approval.DueAt)
			same(t, "said so", d.figures().OverdueCount, 1)
			d.Taken(id, withdrawing("customer:42"))
			same(t, "withdrawn", d.figures().OverdueCount, 0)
		},
		"a leg is stuck when it was sent too often, or lies undecided too long": stuckLegs,
		"a refund shows when its leg last changed, even where its status did not": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Clock.Advance(time.Hour)
			d.Record(id, refund.OutcomePending)
			same(t, "changed", d.Row(id).ChangedAt, d.Clock.Now())
		},
		"messages nobody heard are counted, and those given up within a day": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			open, given := undelivered(id, refund.NoticeSent, d.Clock.Now()), undelivered(id, refund.NoticeRefunded, d.Clock.Now())
			given.GivenUp = true
			d.note(open)
			d.note(given)
			f := d.figures()
			same(t, "undelivered", f.UndeliveredCount, 1)
			same(t, "given up", f.UndeliverableCount, 1)
			d.Clock.Advance(20 * time.Hour)
			d.note(given) // said again: it was given up when it was
			d.Clock.Advance(5 * time.Hour)
			same(t, "a day later", d.figures().UndeliverableCount, 0)
			same(t, "still undelivered", d.figures().UndeliveredCount, 1)
		},
		"how long a way takes is the nearest rank of its past": func(t *testing.T, d *Desk) {
			same(t, "no past", d.settlement(byCard), ledger.SettlementTimes{})
			for i, minutes := range []time.Duration{50, 10, 40, 20, 30} {
				d.Took(fmt.Sprintf("o%d", i), minutes*time.Minute)
			}
			want := ledger.SettlementTimes{Count: 5, P50: 30 * time.Minute, P90: 50 * time.Minute}
			same(t, "by card", d.settlement(byCard), want)
			same(t, "by wallet", d.settlement(ledger.Way{Provider: "simulator", Kind: refund.PaymentWallet}), ledger.SettlementTimes{})
			same(t, "elsewhere", d.settlement(ledger.Way{Provider: "stripe", Kind: refund.PaymentCard}), ledger.SettlementTimes{})
			d.Clock.Advance(91 * 24 * time.Hour)
			d.Took("o9", time.Minute)
			same(t, "after 90 days", d.settlement(byCard), ledger.SettlementTimes{Count: 1, P50: time.Minute, P90: time.Minute})
		},
		"how long a way takes is told by market too": func(t *testing.T, d *Desk) {
			abroad := Request("o1", "c1", 1)
			abroad.Order.Market = "DE"
			d.Propose(abroad, Units(1))
			d.Begin(abroad.ID())
			d.Clock.Advance(time.Hour)
			d.Record(abroad.ID(), refund.OutcomeSettled)
			d.Took("o2", time.Minute)
			inMarket := byCard
			inMarket.Market = "DE"
			same(t, "in its market", d.settlement(inMarket), ledger.SettlementTimes{Count: 1, P50: time.Hour, P90: time.Hour})
			inMarket.Market = "FR"
			same(t, "in another", d.settlement(inMarket), ledger.SettlementTimes{})
			same(t, "in all", d.settlement(byCard), ledger.SettlementTimes{Count: 2, P50: time.Minute, P90: time.Hour})
		},
		"only the send that settled counts, and nothing that came back or moved no money": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Clock.Advance(time.Hour)
			d.Record(id, refund.OutcomeDeclined)
			d.Taken(id, resolving(retry))
			d.Begin(id)
			d.Clock.Advance(time.Minute)
			d.Record(id, refund.OutcomeSettled)
			same(t, "the second send", d.settlement(byCard), ledger.SettlementTimes{Count: 1, P50: time.Minute, P90: time.Minute})
			d.Record(id, refund.OutcomeFailed)
			same(t, "it came back", d.settlement(byCard), ledger.SettlementTimes{})
			d.voidSettled()
			same(t, "a void", d.settlement(byCard), ledger.SettlementTimes{})
		},
	}
}

// stuckLegs: one leg sent four times, one undecided for a day, one declined for longer.
func stuckLegs(t *testing.T, d *Desk) {
	declined := d.Sent("o1", "c1", 1)
	d.Record(declined, refund.OutcomeDeclined)
	old := d.Sent("o2", "c1", 1)
	d.Record(old, refund.OutcomePending)
	d.Clock.Advance(ledger.StuckAfter + time.Second)
	often := d.Sent("o3", "c1", 1)
	same(t, "one is old", d.figures().StuckLegCount, 1)
	again := func() {
		d.Clock.Advance(lease)
		same(t, "sent again", d.Resend(often, "1", 1, "a1").Result, refund.BeginSend)
	}
	for range ledger.StuckSends - 1 {
		again()
	}
	same(t, "sent three times", d.figures().StuckLegCount, 1)
	again()
	same(t, "sent four times", d.figures().StuckLegCount, 2)
	d.stuckAre(old, often)
	d.Record(old, refund.OutcomeSettled)
	d.Record(often, refund.OutcomeSettled)
	same(t, "settled", d.figures().StuckLegCount, 0)
	d.stuckAre()
}

// stuckAre fails unless these refunds' legs are stuck, in this sequence.
func (d *Desk) stuckAre(refunds ...refund.ID) {
	d.T.Helper()
	legs, err := d.Store.StuckLegs(d.ctx, 10)
	d.no(err)
	same(d.T, "stuck legs", len(legs), len(refunds))
	for i, id := range refunds {
		same(d.T, "refund", legs[i].Refund, id)
		same(d.T, "leg", legs[i].Leg, "1")
		same(d.T, "amount", legs[i].AmountMinor, unitMinor)
		same(d.T, "currency", legs[i].Currency, "CNY")
	}
	if len(refunds) > 0 {
		one, err := d.Store.StuckLegs(d.ctx, 1)
		d.no(err)
		same(d.T, "bounded", len(one), 1)
	}
}
