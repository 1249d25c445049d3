package ledgertest

import (
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// december is when November is over.
var december = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)

// november is somebody's word that the month in which a desk opens is over.
func november(by refund.Person) ledger.PeriodClose {
	return ledger.PeriodClose{
		Name: "2026-11", FromAt: december.AddDate(0, -1, 0), UntilAt: december, By: by, Reason: "month's end", Authority: Anything(by),
	}
}

// Close closes a period.
func (d *Desk) Close(in ledger.PeriodClose) refund.Answer {
	d.T.Helper()
	out, err := d.Store.ClosePeriod(d.ctx, in)
	d.no(err)
	return out
}

// inDecember moves the clock there.
func (d *Desk) inDecember() { d.Clock.Advance(december.AddDate(0, 0, 1).Sub(d.Clock.Now())) }

// Trial is a trial balance by account and asset; it fails unless each asset sums to zero, and the lines to the sums.
func (d *Desk) Trial(filter ledger.TrialFilter) map[string]ledger.TrialLine {
	d.T.Helper()
	lines, totals := map[string]ledger.TrialLine{}, map[string]ledger.TrialLine{}
	sums, err := d.Store.TrialBalance(d.ctx, filter, func(l ledger.TrialLine) error {
		lines[l.Account+" "+l.Asset] = l
		total := totals[l.Asset]
		err := total.Add(l)
		totals[l.Asset] = total
		if l.OpeningMinor+l.DebitMinor-l.CreditMinor != l.BalanceMinor {
			d.T.Errorf("%+v does not add up", l)
		}
		return err
	})
	d.no(err)
	for _, s := range sums {
		total := totals[s.Asset]
		if !s.Zero() || total.DebitMinor != s.DebitMinor || total.CreditMinor != s.CreditMinor {
			d.T.Errorf("%+v, its lines come to %+v", s, total)
		}
	}
	return lines
}

// itemsOf are the open items of an account, tied to the trial balance.
func (d *Desk) itemsOf(account ledger.OpenAccount, sign int64) ledger.OpenItems {
	d.T.Helper()
	out, err := d.Store.OpenItems(d.ctx, ledger.OpenItemFilter{Account: account})
	d.no(err)
	var items, ages int64
	for _, i := range out.Items {
		items += i.AmountMinor
	}
	for _, a := range out.Ages {
		ages += a.AmountMinor
	}
	balance := sign * d.Trial(ledger.TrialFilter{})[account.Of("m1")+" CNY"].BalanceMinor
	if items != balance || ages != balance {
		d.T.Errorf("%s: its items come to %d, by age to %d, its balance is %d", account, items, ages, balance)
	}
	return out
}

// tied holds all open items to the trial balance.
func (d *Desk) tied() {
	d.T.Helper()
	d.itemsOf(ledger.OpenPayable, -1)
	d.itemsOf(ledger.OpenSuspense, 1)
	d.itemsOf(ledger.OpenReceivable, 1)
}

func bookCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a trial balance has an account's debits and credits of the period, and sums to zero": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			all := d.Trial(ledger.TrialFilter{})
			equal(t, "payable", all["m1/refunds_payable CNY"], ledger.TrialLine{
				Merchant: "m1", Account: "m1/refunds_payable", Asset: "CNY", DebitMinor: 11300, CreditMinor: 11300,
			})
			same(t, "returned, of all payments", all["pay/m1/*/returned CNY"].BalanceMinor, -11300)
			each := d.Trial(ledger.TrialFilter{EachAccount: true})
			same(t, "returned, of one", each["pay/m1/simulator//ch_o1/returned CNY"].BalanceMinor, -11300)
			d.Clock.Advance(time.Hour)
			later := d.Trial(ledger.TrialFilter{From: d.Clock.Now()})["m1/sales_returns CNY"]
			same(t, "opening", later.OpeningMinor, 10000)
			same(t, "debit", later.DebitMinor, 0)
			same(t, "balance", later.BalanceMinor, 10000)
			same(t, "before", len(d.Trial(ledger.TrialFilter{To: d.Clock.Now().Add(-time.Hour)})), 0)
			same(t, "of another merchant", len(d.Trial(ledger.TrialFilter{Merchant: "m2"})), 0)
			same(t, "of this merchant", len(d.Trial(ledger.TrialFilter{Merchant: "m1"})), len(all))
		},
		"an account of any kind names its merchant, and cards share a line": func(t *testing.T, d *Desk) {
			for _, order := range []string{"o1", "o2"} {
				c := SpentRequest(order, refund.PaymentGiftCard)
				d.Propose(c, Units(1))
				d.Begin(c.ID())
				d.Record(c.ID(), refund.OutcomeSettled)
			}
			d.grant(d.fundOf("o9"), "g1", 100000)
			d.Settle(Settlement(d.Paid("o3", "c1", 1), 1100, "USD"))
			d.Settle(Settlement(d.Paid("o4", "c1", 1), 10000, "CNY"))
			all := d.Trial(ledger.TrialFilter{})
			for _, line := range all {
				same(t, "the merchant of "+line.Account, line.Merchant, "m1")
			}
			for line, want := range map[string]int64{
				"giftcard/m1/*/balance GFT:*": -22600, "m1/gift_card CNY": -22600, "fx/m1/position USD": 1100, "m1/promo_funding/provider/m1/simulator/ CNY": -1300,
				"fund/m1/simulator//granted CNY": 100000, "fund/m1/simulator//spent CNY": -22600,
			} {
				same(t, line, all[line].BalanceMinor, want)
			}
			same(t, "of the merchant", len(d.Trial(ledger.TrialFilter{Merchant: "m1"})), len(all))
			same(t, "a card by itself", d.Trial(ledger.TrialFilter{EachAccount: true})["giftcard/m1/sv_o1/balance GFT:sv_o1"].BalanceMinor, -11300)
			d.tied()
		},
		"what customers are owed is listed by refund and age": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Clock.Advance(9 * 24 * time.Hour)
			d.Sent("o2", "c1", 2)
			out := d.itemsOf(ledger.OpenPayable, -1)
			same(t, "items", len(out.Items), 2)
			same(t, "oldest", out.Items[0].Item, string(id))
			same(t, "days", out.Items[0].AgeDays, 9)
			equal(t, "ages", out.Ages, []ledger.AgeSum{
				{Merchant: "m1", Asset: "CNY", Age: ledger.Age0To1, Count: 1, AmountMinor: 22600},
				{Merchant: "m1", Asset: "CNY", Age: ledger.Age8To14, Count: 1, AmountMinor: 11300},
			})
			short, err := d.Store.OpenItems(d.ctx, ledger.OpenItemFilter{Account: ledger.OpenPayable, LimitMax: 1})
			d.no(err)
			same(t, "left off", short.LeftOffCount, 1)
			same(t, "ages have all", len(short.Ages), 2)
			d.Record(id, refund.OutcomeSettled)
			same(t, "paid", len(d.itemsOf(ledger.OpenPayable, -1).Items), 1)
		},
		"suspense is listed by refund made elsewhere, until it is attributed": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 1)
			d.Outside("o1", "re_1", 6000)
			d.Outside("o1", "re_2", 100)
			out := d.itemsOf(ledger.OpenSuspense, 1)
			same(t, "items", len(out.Items), 2)
			same(t, "first", out.Items[0].Item, "m1/simulator//ch_o1#re_1")
			d.Attribute(toLines("o1", "re_1", 1, 6000))
			same(t, "left", d.itemsOf(ledger.OpenSuspense, 1).Items[0].AmountMinor, 100)
		},
		"what a customer owes back is listed by payment, until it is written off": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			out := d.itemsOf(ledger.OpenReceivable, 1)
			same(t, "items", len(out.Items), 1)
			same(t, "item", out.Items[0].Item, "m1/simulator//ch_o1")
			same(t, "owes", out.Items[0].AmountMinor, 11300)
			d.WriteOff(writingOff("anna", 11300))
			d.WriteOff(writingOff("ben", 11300))
			same(t, "items", len(d.itemsOf(ledger.OpenReceivable, 1).Items), 0)
		},
		"a closed period never changes, whatever is booked, repaired or heard later": func(t *testing.T, d *Desk) {
			paid, sent, held := d.Paid("o1", "c1", 1), d.Sent("o2", "c1", 1), d.Held("o3", "c1", 1)
			d.inDecember()
			same(t, "closed", d.Close(november("anna")).Accepted, true)
			of := ledger.TrialFilter{To: december}
			before := d.Trial(of)
			if len(before) == 0 {
				t.Fatal("nothing was booked")
			}
			d.Record(paid, refund.OutcomeFailed)
			d.Record(sent, refund.OutcomeSettled)
			same(t, "repaired", d.Repair(held).Done, true)
			d.Outside("o1", "re_1", 500) // it happened in November
			d.Paid("o4", "c1", 1)
			equal(t, "November", d.Trial(of), before)
			same(t, "suspense in December", d.Trial(ledger.TrialFilter{From: december})["m1/suspense CNY"].DebitMinor, 500)
			d.tied()
		},
		"a fact that happened in a period that is open counts there": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 1)
			d.inDecember()
			d.Outside("o1", "re_1", 500)
			same(t, "in November", d.Trial(ledger.TrialFilter{To: december})["m1/suspense CNY"].DebitMinor, 500)
		},
		"a fact that waited for its order dates itself alone": func(t *testing.T, d *Desk) {
			d.inDecember()
			same(t, "waits", d.Outside("o1", "re_1", 500).Result, refund.FactWaits)
			d.Held("o1", "c1", 1)
			november := d.Trial(ledger.TrialFilter{To: december})
			same(t, "what happened in November", november["m1/suspense CNY"].DebitMinor, 500)
			same(t, "what was decided in December", november["pay/m1/*/held CNY"].CreditMinor, 0)
			same(t, "what was learned in December", november["pay/m1/*/captured CNY"].DebitMinor, 0)
			d.tied()
		},
		"a period is closed once, in sequence, by somebody known, after its end": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			same(t, "not over", d.Close(november("anna")).Code, ledger.CodePeriodNotOver)
			d.inDecember()
			stranger := november("anna")
			stranger.Authority = refund.Authority{}
			same(t, "nobody known", d.Close(stranger).Code, refund.CodeReviewerUnknown)
			unsaid := november("anna")
			unsaid.Reason = ""
			same(t, "no reason", d.Close(unsaid).Code, refund.CodeMalformed)
			for range 2 {
				same(t, "closed", d.Close(november("anna")).Accepted, true)
			}
			other := november("ben")
			other.FromAt = other.FromAt.AddDate(0, 0, 1)
			same(t, "other dates", d.Close(other).Code, refund.CodeConflict)
			gap := ledger.PeriodClose{Name: "late", FromAt: december.Add(time.Hour), UntilAt: december.Add(2 * time.Hour), By: "anna", Reason: "x", Authority: Anything("anna")}
			same(t, "a gap", d.Close(gap).Code, ledger.CodePeriodOutOfSequence)
			all, err := d.Store.Periods(d.ctx)
			d.no(err)
			same(t, "periods", len(all), 1)
			same(t, "by", all[0].ClosedBy, "anna")
		},
		"while refunds are under way, the closed period is what it was when it closed": func(t *testing.T, d *Desk) {
			var ids []refund.ID
			for _, order := range []string{"o1", "o2", "o3", "o4", "o5", "o6"} {
				ids = append(ids, d.Sent(order, "c1", 1))
			}
			d.inDecember()
			var working sync.WaitGroup
			for i, id := range ids {
				working.Go(func() {
					if i%2 == 0 {
						d.settle(id)
						return
					}
					f := outsideFact("o"+string(rune('1'+i)), "re_1", 500, refund.OutcomeSettled)
					if _, err := d.Store.BookFact(d.ctx, f); err != nil {
						t.Error(err)
					}
				})
			}
			var before map[string]ledger.TrialLine
			working.Go(func() {
				if answer, err := d.Store.ClosePeriod(d.ctx, november("anna")); err != nil || !answer.Accepted {
					t.Errorf("%+v %v", answer, err)
				}
				before = d.Trial(ledger.TrialFilter{To: december})
			})
			working.Wait()
			equal(t, "November", d.Trial(ledger.TrialFilter{To: december}), before)
			d.tied()
		},
	}
}
