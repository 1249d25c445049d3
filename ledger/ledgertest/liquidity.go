package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (d *Desk) liquidity() ledger.Liquidity {
	d.T.Helper()
	out, err := d.Store.Liquidity(d.ctx)
	d.no(err)
	return out
}

// expected is what is expected of the only account by stage, with the day it is expected on.
func (d *Desk) expected(provider string) map[ledger.MoneyStage]ledger.ExpectedMoney {
	d.T.Helper()
	out := map[ledger.MoneyStage]ledger.ExpectedMoney{}
	for _, e := range d.liquidity().Expected {
		if e.Provider == provider {
			if _, twice := out[e.Stage]; twice {
				d.T.Errorf("stage %s has several days", e.Stage)
			}
			out[e.Stage] = e
		}
	}
	return out
}

func liquidityCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"open refunds are payable once they are recognised, and held before, by the day they were asked for": func(t *testing.T, d *Desk) {
			d.Paid("o0", "c1", 1)
			d.Sent("o1", "c1", 1)
			d.Held("o2", "c1", 2)
			d.Clock.Advance(24 * time.Hour)
			d.Waiting("o3", "lead")
			f := d.fundOf("o9")
			first := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
			equal(t, "open", d.liquidity().Open, []ledger.OpenMoney{
				{FundRef: f, Day: first, LegCount: 2, PayableMinor: 11300, HeldMinor: 22600},
				{FundRef: f, Day: first.AddDate(0, 0, 1), LegCount: 1, HeldMinor: 11300},
			})
		},
		"each leg is expected once, by what stands between it and its payout": func(t *testing.T, d *Desk) {
			f := d.fundOf("o9")
			d.Sent("before", "c1", 1)
			d.grant(f, "g1", 11300)
			d.Sent("o1", "c1", 1)
			d.Begin(d.Held("o2", "c1", 2))
			d.Held("o3", "c1", 1)
			d.Waiting("o5", "lead")
			d.stopPayouts(true)
			d.Begin(d.Held("o6", "c1", 1))
			d.stopPayouts(false)
			today := d.Clock.Now().Truncate(24 * time.Hour)
			got := d.expected("simulator")
			for stage, want := range map[ledger.MoneyStage]ledger.ExpectedMoney{
				ledger.StageSent:     {LegCount: 2, AmountMinor: 22600, HeldMinor: 11300},
				ledger.StageFund:     {LegCount: 1, AmountMinor: 22600},
				ledger.StageDue:      {LegCount: 1, AmountMinor: 11300},
				ledger.StageStopped:  {LegCount: 1, AmountMinor: 11300},
				ledger.StageApproval: {LegCount: 1, AmountMinor: 11300},
			} {
				want.FundRef, want.Stage, want.Day = f, stage, today
				equal(t, string(stage), got[stage], want)
			}
			same(t, "stages", len(got), 5)
			same(t, "what the fund is asked for", ledger.FundNeedMinor(f, d.liquidity().Expected, today.AddDate(0, 0, 1)), 22600+3*11300)
			same(t, "figures say the same", d.figures().Funds[0].NeedMinor, 22600+3*11300)
		},
		"what waits for a person, goods and the customer is expected at its deadline": func(t *testing.T, d *Desk) {
			attention := d.Attention("o1")
			goods := d.AwaitingGoods("o2")
			asked := d.reviewedIn("o3")
			d.Taken(asked, question("q1"))
			got := d.expected("simulator")
			same(t, "a person", got[ledger.StagePerson].Day, d.Clock.Now().Add(ledger.PersonActsWithin).Truncate(24*time.Hour))
			same(t, "goods", got[ledger.StageGoods].Day, d.Standing(goods).Goods.By.Truncate(24*time.Hour))
			same(t, "customer", got[ledger.StageCustomer].Day, d.Standing(asked).Question.AnswerBy.Truncate(24*time.Hour))
			d.Taken(attention, resolving(asCredit))
			same(t, "store credit is of no provider", d.expected("")[ledger.StageDue].AmountMinor, 11300)
		},
		"the figures forecast a fund's next seven days as the report does": func(t *testing.T, d *Desk) {
			f := d.fundOf("o9")
			d.Attention("o1")
			d.AwaitingGoods("o2")
			d.Taken(d.reviewedIn("o3"), question("q1"))
			d.Sent("o4", "c1", 1)
			later := asking(Units(1), "lead")
			later.Assessment.Review = refund.ReviewTerms{DueSeconds: 9 * 86400, RemindSeconds: 3600, EscalateSeconds: 7200, EscalateTo: "finance"}
			d.Propose(Request("o5", "c1", 1), later)
			d.grant(f, "g1", 1)
			d.Begin(d.Held("o6", "c1", 1))
			same(t, "figures", d.figures().Funds[0].NeedMinor, 11300+22600+11300+11300)
			same(t, "report", ledger.FundNeedMinor(f, d.liquidity().Expected, d.Clock.Now().Add(ledger.FundForecastWithin)), 11300+22600+11300+11300)
			same(t, "in all", ledger.FundNeedMinor(f, d.liquidity().Expected, d.Clock.Now().AddDate(1, 0, 0)), 11300+22600+11300+11300+11300)
		},
		"an open offer is expected at its end, an appeal at its review's": func(t *testing.T, d *Desk) {
			c := Request("o2", "c1", 1)
			d.Propose(c, appealable(refusing("EXCLUDED")))
			d.Appeal(c.ID(), Proposing(onAppeal("1")))
			d.Offered("o1", coupon)
			offer := d.expected("")[ledger.StageOffer]
			same(t, "amount", offer.AmountMinor, 2000)
			same(t, "by", offer.Day, d.Clock.Now().Add(time.Hour).Truncate(24*time.Hour))
			same(t, "appeal", d.expected("simulator")[ledger.StageAppeal].AmountMinor, 11300)
		},
	}
}
