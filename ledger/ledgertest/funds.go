package ledgertest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// balanceLow is what a provider says whose merchant has too little on its account.
var balanceLow = refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedBalance, Reason: "insufficient balance"}

func fundCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a leg waits for a fund that is short, and is sent when it is granted": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			f := d.fundOf("o9")
			d.grant(f, "g1", 11299)
			same(t, "stopped by", d.Begin(id).Code, refund.CodeFundShort)
			same(t, "shown", d.Standing(id).Legs[0].Stopped, refund.CodeFundShort)
			same(t, "nobody is asked", d.Standing(id).NeedsHuman(), false)
			d.Fund(11299, 0, 0, 1)
			d.grant(f, "g2", 1)
			same(t, "sent", d.Begin(id).Result, refund.BeginSend)
			d.Fund(0, 11300, 0, 0)
			same(t, "looked up, and not held twice", d.Begin(id).Result, refund.BeginLookUp)
			d.Record(id, refund.OutcomeSettled)
			d.Fund(0, 0, 11300, 0)
			d.Record(id, refund.OutcomeFailed)
			d.Fund(11300, 0, 0, 0)
		},
		"what moved nothing is given back, and a retry holds it again": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.grant(d.fundOf("o9"), "g1", 11300)
			d.Begin(id)
			d.Record(id, refund.OutcomeUnknown)
			d.Fund(0, 11300, 0, 0)
			d.Record(id, refund.OutcomeDeclined)
			d.Fund(11300, 0, 0, 0)
			d.Taken(id, resolving(retry))
			same(t, "again", d.BeginLeg(id, "1", "a2").Result, refund.BeginSend)
			d.Fund(0, 11300, 0, 0)
		},
		"an account without a fund, and one whose fund was ended, has no limit": func(t *testing.T, d *Desk) {
			same(t, "without", d.Begin(d.Held("o1", "c1", 1)).Result, refund.BeginSend)
			f, id := d.fundOf("o9"), d.Held("o2", "c1", 1)
			d.grant(f, "g1", 1)
			same(t, "in force", d.Begin(id).Code, refund.CodeFundShort)
			_, err := d.Store.ChangeFund(d.ctx, ledger.FundAct{ID: "e1", Kind: ledger.FundEnd, Fund: f, By: "fin", Note: "no limit", Authority: Anything("fin")})
			d.no(err)
			same(t, "ended", d.Begin(id).Result, refund.BeginSend)
			d.Fund(0, 0, 0, 0)
		},
		"a later leg does not take what an earlier one waits for": func(t *testing.T, d *Desk) {
			large, small := d.Held("o1", "c1", 2), d.Held("o2", "c1", 1)
			f := d.fundOf("o9")
			d.grant(f, "g1", 11300)
			same(t, "the large one waits", d.Begin(large).Code, refund.CodeFundShort)
			d.Clock.Advance(time.Second)
			same(t, "the small one would fit", d.Begin(small).Code, refund.CodeFundShort)
			d.grant(f, "g2", 11300)
			same(t, "the large one goes first", d.Begin(small).Code, refund.CodeFundShort)
			same(t, "the large one is sent", d.Begin(large).Result, refund.BeginSend)
			d.grant(f, "g3", 11300)
			same(t, "then the small one", d.Begin(small).Result, refund.BeginSend)
		},
		"a waiting leg that asks no more holds up no other": func(t *testing.T, d *Desk) {
			gone, id := d.Held("o1", "c1", 2), d.Held("o2", "c1", 1)
			d.grant(d.fundOf("o9"), "g1", 11300)
			same(t, "waits", d.Begin(gone).Code, refund.CodeFundShort)
			d.Clock.Advance(ledger.FundAskedWithin + time.Second)
			same(t, "sent", d.Begin(id).Result, refund.BeginSend)
		},
		"an act of a fund is carried out once, and withdraws no more than is free": func(t *testing.T, d *Desk) {
			f := d.fundOf("o9")
			d.grant(f, "g1", 100)
			d.grant(f, "g1", 100)
			d.Fund(100, 0, 0, 0)
			for code, act := range map[refund.Code]ledger.FundAct{
				refund.CodeConflict:        {ID: "g1", Kind: ledger.FundGrant, Fund: f, AmountMinor: 101, By: "fin", Note: "reserve", Authority: Anything("fin")},
				refund.CodeFundShort:       {ID: "w1", Kind: ledger.FundWithdraw, Fund: f, AmountMinor: 101, By: "fin", Note: "reserve", Authority: Anything("fin")},
				refund.CodeMalformed:       {ID: "w1", Kind: ledger.FundWithdraw, Fund: f, AmountMinor: 1, By: "fin", Authority: Anything("fin")},
				refund.CodeReviewerUnknown: {ID: "w1", Kind: ledger.FundWithdraw, Fund: f, AmountMinor: 1, By: "zoe", Note: "reserve", Authority: Anything("fin")},
			} {
				_, err := d.Store.ChangeFund(d.ctx, act)
				var problem refund.Problem
				same(t, "a problem", errors.As(err, &problem), true)
				same(t, "code", problem.Code, code)
			}
			d.Fund(100, 0, 0, 0)
		},
		"callers side by side never hold more than the fund has": func(t *testing.T, d *Desk) {
			var ids []refund.ID
			for _, order := range []refund.OrderID{"o1", "o2", "o3", "o4", "o5", "o6"} {
				ids = append(ids, d.Held(string(order), "c1", 1))
			}
			d.grant(d.fundOf("o9"), "g1", 3*11300)
			var wait sync.WaitGroup
			for _, id := range ids {
				wait.Go(func() { d.Begin(id) })
			}
			wait.Wait()
			d.Fund(0, 3*11300, 0, 3)
		},
	}
}

// fundOf is the fund of the account that every order of the desk pays with.
func (d *Desk) fundOf(order string) ledger.FundRef {
	d.T.Helper()
	c := Request(order, "c1", 1)
	p := c.Order.Payments[0]
	return ledger.FundRef{Merchant: c.Merchant, Provider: p.Provider, Account: p.ProviderAccount, Currency: p.Currency}
}

func (d *Desk) grant(f ledger.FundRef, id string, minor int64) {
	d.T.Helper()
	_, err := d.Store.ChangeFund(d.ctx, ledger.FundAct{ID: id, Kind: ledger.FundGrant, Fund: f, AmountMinor: minor, By: "fin", Note: "reserve", Authority: Anything("fin")})
	d.no(err)
}

// Fund fails unless the only fund stands as said.
func (d *Desk) Fund(free, held, spent, waiting int64) {
	d.T.Helper()
	funds, err := d.Store.Funds(d.ctx)
	d.no(err)
	if len(funds) != 1 {
		d.T.Fatalf("%d funds, want 1", len(funds))
	}
	equal(d.T, "free, held, spent, waiting", []int64{funds[0].FreeMinor, funds[0].HeldMinor, funds[0].SpentMinor, funds[0].WaitingCount}, []int64{free, held, spent, waiting})
}
