package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func (b *bundle) killSwitch(on bool) {
	b.t.Helper()
	b.must(b.books.SetSwitch(b.t.Context(), ledger.Switch{Name: ledger.SwitchPayout, On: on, Cause: refund.Cause{Actor: "ops", Reason: "double bookings"}}))
}

// TestWhileTheKillSwitchIsOnRefundsWaitAndGoOnByThemselves: nobody is asked, and the customer hears nothing
// for the first hour, then "delayed" once.
func TestWhileTheKillSwitchIsOnRefundsWaitAndGoOnByThemselves(t *testing.T) {
	for refundNumber := range 10 {
		b := setup(t, nil)
		b.killSwitch(true)
		b.at(50*time.Minute, func() {
			view := b.view()
			if view.Status != refund.StatusPayingOut || view.NeedsHuman() || view.Legs[0].Stopped != refund.CodeKillSwitch {
				t.Errorf("refund %d: it is %s, its leg %+v", refundNumber, view.Status, view.Legs[0])
			}
			if len(b.wire.kinds()) != 1 {
				t.Errorf("told %v in the first hour", b.wire.kinds())
			}
		})
		b.at(5*time.Hour, func() {
			if b.wire.told[refund.NoticeNeedsAttention] != 1 {
				t.Errorf("told %v after five hours", b.wire.told)
			}
			b.killSwitch(false)
		})
		b.at(5*time.Hour+11*time.Minute, func() {
			if now := b.stored(); now.Status != refund.StatusRefunded {
				t.Errorf("eleven minutes after the switch it is %s", now.Status)
			}
		})
		if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
			t.Errorf("ended %+v", result)
		}
		if b.wire.told[refund.NoticeNeedsAttention] != 1 || b.wire.told[refund.NoticeRefunded] != 1 {
			t.Errorf("told %v", b.wire.told)
		}
	}
}

func TestAStopThatIsLiftedWithinTheHourIsNeverToldOf(t *testing.T) {
	b := setup(t, nil)
	b.killSwitch(true)
	b.at(30*time.Minute, func() { b.killSwitch(false) })
	if result := b.run(); result.Status != refund.StatusRefunded || b.wire.told[refund.NoticeNeedsAttention] != 0 {
		t.Errorf("ended %+v, told %v", result, b.wire.told)
	}
}

// TestWhatIsStoppedMayBeTakenBack: nothing was sent.
func TestWhatIsStoppedMayBeTakenBack(t *testing.T) {
	b := setup(t, nil)
	b.killSwitch(true)
	withdrawAfter(time.Hour)(b)
	if result := b.run(); result.Status != refund.StatusWithdrawn || result.PaidMinor != 0 {
		t.Errorf("ended %+v", result)
	}
}

// TestLookingAgainAndAgainDoesNotMakeAStopLonger: it is the time that counts, not how often the gate was asked.
func TestLookingAgainAndAgainDoesNotMakeAStopLonger(t *testing.T) {
	b := setup(t, nil)
	b.killSwitch(true)
	for i := range 20 {
		signalAfter(time.Duration(i+1)*time.Minute, refund.ActLookNow, refund.LookNow{By: "ann"})(b)
	}
	b.at(30*time.Minute, func() { b.killSwitch(false) })
	if result := b.run(); result.Status != refund.StatusRefunded || b.wire.told[refund.NoticeNeedsAttention] != 0 {
		t.Errorf("ended %+v, told %v", result, b.wire.told)
	}
}

// disputed books what a bank says of the example's payment, at an hour of one day.
func (b *bundle) disputed(hour int, stage refund.DisputeStage) {
	b.t.Helper()
	payment := b.in.Cancellation.Order.Payments[0]
	_, err := b.books.BookFact(b.t.Context(), refund.Fact{
		ID: string(stage), Kind: refund.FactDispute, Provider: payment.Provider, Account: payment.ProviderAccount, Reference: payment.ProviderReference,
		OccurredAt: time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC),
		Dispute:    &refund.DisputeFact{DisputeID: "dp_1", Stage: stage, AmountMinor: payment.CapturedMinor, Currency: payment.Currency},
	})
	b.must(err)
}

// TestADisputedRefundWaitsAndGoesOnByItselfWhenItIsWon: its leg is Held, nobody is asked, and nothing tells the story
// of the bank's decision: it asks the gate.
func TestADisputedRefundWaitsAndGoesOnByItselfWhenItIsWon(t *testing.T) {
	b := setup(t, nil)
	b.killSwitch(true)
	b.at(10*time.Minute, func() {
		b.disputed(1, refund.DisputeOpened)
		b.killSwitch(false)
	})
	b.at(50*time.Minute, func() {
		view := b.view()
		if view.NeedsHuman() || view.Legs[0].Status != refund.LegHeld || view.Legs[0].Stopped != refund.CodePaymentStopped {
			t.Errorf("it is %s, its leg %+v", view.Status, view.Legs[0])
		}
	})
	b.at(5*time.Hour, func() { b.disputed(2, refund.DisputeWon) })
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
}
