package workflows_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// fund is an act on the fund of the example's account.
func (b *bundle) fund(kind ledger.FundActKind, id string, minor int64) {
	b.t.Helper()
	p := b.in.Cancellation.Order.Payments[0]
	_, err := b.books.ChangeFund(b.t.Context(), ledger.FundAct{ID: id, Kind: kind, AmountMinor: minor, By: "fin", Note: "reserve", Authority: refund.Authority{Reviewer: &refund.Reviewer{Name: "fin"}}, Fund: ledger.FundRef{
		Merchant: b.in.Cancellation.Merchant, Provider: p.Provider, Account: p.ProviderAccount, Currency: p.Currency,
	}})
	b.must(err)
}

// stopsBy fails unless the refund is being paid out, its leg waits by itself for a stop, and nobody is asked.
func (b *bundle) stopsBy(stop refund.Code) {
	b.t.Helper()
	if view := b.view(); view.Status != refund.StatusPayingOut || view.NeedsHuman() || view.Legs[0].Stopped != stop {
		b.t.Errorf("it is %s, its leg %+v", view.Status, view.Legs[0])
	}
}

// TestALegWaitsForItsFundAndIsPaidWhenItIsGranted: nobody is asked, the grant wakes it at once, and the customer hears of
// the delay once, after an hour.
func TestALegWaitsForItsFundAndIsPaidWhenItIsGranted(t *testing.T) {
	b := setup(t, nil)
	b.fund(ledger.FundGrant, "g1", 10000)
	b.at(59*time.Minute, func() {
		b.stopsBy(refund.CodeFundShort)
		if len(b.wire.kinds()) != 1 {
			t.Errorf("told %v in the first hour", b.wire.kinds())
		}
	})
	b.at(5*time.Hour, func() {
		if b.wire.told[refund.NoticeNeedsAttention] != 1 {
			t.Errorf("told %v after five hours", b.wire.told)
		}
		b.fund(ledger.FundGrant, "g2", 12600)
		b.env.SignalWorkflow(refund.SignalProviderFact, refund.ProviderFact{FactID: "g2"})
	})
	b.at(5*time.Hour+time.Second, func() {
		if now := b.stored(); now.Status != refund.StatusRefunded {
			t.Errorf("a second after the grant it is %s", now.Status)
		}
	})
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 || b.wire.told[refund.NoticeNeedsAttention] != 1 {
		t.Errorf("ended %+v, told %v", result, b.wire.told)
	}
}

// TestALegWhoseGrantNobodyTellsOfAsksByItself: within ten minutes.
func TestALegWhoseGrantNobodyTellsOfAsksByItself(t *testing.T) {
	b := setup(t, nil)
	b.fund(ledger.FundGrant, "g1", 10000)
	b.at(50*time.Minute, func() { b.fund(ledger.FundGrant, "g2", 12600) })
	began := b.env.Now()
	b.at(time.Hour+time.Second, func() {
		if now := b.stored(); now.Status != refund.StatusRefunded {
			t.Errorf("%s after its start it is %s", b.env.Now().Sub(began), now.Status)
		}
	})
	if result := b.run(); result.Status != refund.StatusRefunded || b.wire.told[refund.NoticeNeedsAttention] != 0 {
		t.Errorf("ended %+v, told %v", result, b.wire.told)
	}
}

// TestWhatWaitsForAFundMayBeTakenBack: nothing was sent, and nothing of the fund is used.
func TestWhatWaitsForAFundMayBeTakenBack(t *testing.T) {
	b := setup(t, nil)
	b.fund(ledger.FundGrant, "g1", 10000)
	withdrawAfter(30 * time.Minute)(b)
	if result := b.run(); result.Status != refund.StatusWithdrawn || result.PaidMinor != 0 {
		t.Errorf("ended %+v", result)
	}
	funds, err := b.books.Funds(t.Context())
	b.must(err)
	if f := funds[0]; f.FreeMinor != 10000 || f.WaitingCount != 0 {
		t.Errorf("the fund stands as %+v", f)
	}
}

// TestALowBalanceIsWaitedForAndPaidByItself: every try has a key of its own, the pauses grow, and nobody is asked.
func TestALowBalanceIsWaitedForAndPaidByItself(t *testing.T) {
	w := &watched{}
	b := setupWith(t, reference("ch_1~decline:balance~4"), watch(w))
	b.at(59*time.Minute, func() {
		b.stopsBy(refund.CodeDeclinedBalance)
		if len(b.wire.kinds()) != 1 {
			t.Errorf("told %v in the first hour", b.wire.kinds())
		}
	})
	began := b.env.Now()
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
	if len(w.keys) != 5 || w.keys[0] == w.keys[1] || b.wire.told[refund.NoticeNeedsAttention] != 1 {
		t.Errorf("sent under %v, told %v", w.keys, b.wire.told)
	}
	// at once, after 15 and 45 minutes, after an hour, when the customer is told, and two hours later
	if paid := b.stored().Legs[0]; paid.Generation != 5 {
		t.Errorf("paid as generation %d", paid.Generation)
	}
	if took := b.paidAfter(began); took < 3*time.Hour || took > 3*time.Hour+time.Minute {
		t.Errorf("paid after %s", took)
	}
}

// TestALowBalanceThatLastsAsksAPersonTooAndIsStillTried: after a day.
func TestALowBalanceThatLastsAsksAPersonTooAndIsStillTried(t *testing.T) {
	b := setup(t, reference("ch_1~decline:balance~12"))
	b.at(23*time.Hour, func() { b.stopsBy(refund.CodeDeclinedBalance) })
	b.at(29*time.Hour, func() {
		if view := b.view(); view.Status != refund.StatusPayingOut || view.Attention() != refund.CodeDeclinedBalance {
			t.Errorf("it is %s, a person is asked for %s", view.Status, view.Attention())
		}
	})
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 || b.wire.told[refund.NoticeNeedsAttention] != 1 {
		t.Errorf("ended %+v, told %v", result, b.wire.told)
	}
}

// TestALookBringsTheNextTryForward: finance has topped up the account.
func TestALookBringsTheNextTryForward(t *testing.T) {
	b := setup(t, reference("ch_1~decline:balance~1"))
	signalAfter(5*time.Minute, refund.ActLookNow, refund.LookNow{By: "ann"})(b)
	b.at(5*time.Minute+time.Second, func() {
		if now := b.stored(); now.Status != refund.StatusRefunded {
			t.Errorf("a second after the look it is %s", now.Status)
		}
	})
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
}

// TestAPersonMayRetryOrPayAnotherWayWhileTheBalanceIsLow: by naming the leg.
func TestAPersonMayRetryOrPayAnotherWayWhileTheBalanceIsLow(t *testing.T) {
	for _, action := range []refund.ResolveAction{refund.ResolveRetry, refund.ResolvePayAnotherWay} {
		t.Run(fmt.Sprint(action), func(t *testing.T) {
			b := setup(t, reference("ch_1~decline:balance~1"))
			way := resolution("r-1", action)
			way.Leg = "1"
			if action == refund.ResolvePayAnotherWay {
				way.Via = refund.ViaStoreCredit
			}
			signalAfter(5*time.Minute, refund.ActResolve, way)(b)
			b.at(5*time.Minute+time.Second, func() {
				if now := b.stored(); now.Status != refund.StatusRefunded {
					t.Errorf("a second after the word it is %s", now.Status)
				}
			})
			if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
				t.Errorf("ended %+v", result)
			}
		})
	}
}

// paidAfter is how long after a moment the refund was paid.
func (b *bundle) paidAfter(began time.Time) time.Duration {
	b.t.Helper()
	for _, row := range b.stored().Trail {
		if row.Event == "LegSettled" {
			return row.At.Sub(began)
		}
	}
	b.t.Fatal("no leg was settled")
	return 0
}
