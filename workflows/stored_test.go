package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// withStored pays 10000 of the order with stored value of a kind called sv_1, and the rest by card.
func withStored(kind refund.PaymentKind) func(*refund.Request) {
	return func(in *refund.Request) {
		in.Cancellation.Order.Payments[0].CapturedMinor -= 10000
		second(in, func(p *refund.Payment) {
			p.Kind, p.Provider, p.ProviderReference, p.CapturedMinor = kind, refund.StoredProvider, "sv_1", 10000
			if kind == refund.PaymentPoints {
				p.Units = &refund.Units{Asset: "PTS:club", Amount: 1500}
			}
		})
	}
}

// setStored sets the state of what the order was paid with.
func (b *bundle) setStored(kind refund.PaymentKind, instrument string, state refund.StoredState) {
	b.t.Helper()
	of := refund.StoredInstrument{Merchant: b.in.Cancellation.Key.Merchant, Kind: kind, Instrument: instrument}
	b.must(b.books.SetStoredState(b.t.Context(), refund.StoredChange{StoredInstrument: of, State: state, Cause: refund.Cause{Actor: "anna", Reason: "test"}}))
}

// gaveBack sums the book of stored value.
func (b *bundle) gaveBack() (minor int64) {
	b.t.Helper()
	all, err := b.books.StoredMovements(b.t.Context(), refund.StoredQuery{})
	b.must(err)
	for _, m := range all {
		if m.Outcome.Kind == refund.OutcomeSettled {
			minor += m.Instruction.AmountMinor
		}
	}
	return minor
}

// TestWhatWasPaidWithStoredValueGoesBackAsThat: beside a card, without a person, and without a second task.
func TestWhatWasPaidWithStoredValueGoesBackAsThat(t *testing.T) {
	for _, kind := range []refund.PaymentKind{
		refund.PaymentStoreCredit, refund.PaymentGiftCard, refund.PaymentPoints, refund.PaymentCoupon, refund.PaymentRedPacket,
	} {
		t.Run(string(kind), func(t *testing.T) {
			b := setup(t, withStored(kind))
			result := b.run()
			if result.Status != refund.StatusRefunded || result.PaidMinor != 22600 || b.moved() != 12600 || b.gaveBack() != 10000 {
				t.Errorf("ended %+v, the provider moved %d, the book %d", result, b.moved(), b.gaveBack())
			}
		})
	}
}

// TestWhatTakesNothingBackIsPaidAsStoreCredit: a frozen card, a closed account, a programme that has ended.
func TestWhatTakesNothingBackIsPaidAsStoreCredit(t *testing.T) {
	for _, c := range []struct {
		kind       refund.PaymentKind
		instrument string
		state      refund.StoredState
	}{
		{refund.PaymentGiftCard, "sv_1", refund.StoredFrozen},
		{refund.PaymentGiftCard, "sv_1", refund.StoredExpired},
		{refund.PaymentStoreCredit, "sv_1", refund.StoredClosed},
		{refund.PaymentPoints, "club", refund.StoredRetired},
	} {
		t.Run(string(c.state), func(t *testing.T) {
			b := setup(t, withStored(c.kind))
			b.setStored(c.kind, c.instrument, c.state)
			way := resolution("r-1", refund.ResolvePayAnotherWay)
			way.Via = refund.ViaStoreCredit
			signalAfter(time.Hour, refund.ActResolve, way)(b)
			result := b.run()
			if result.Status != refund.StatusRefunded || result.PaidMinor != 22600 || b.moved() != 12600 || b.gaveBack() != 0 {
				t.Errorf("ended %+v, the provider moved %d, the book %d", result, b.moved(), b.gaveBack())
			}
			held, err := b.books.StoredBalances(t.Context(), ledger.StoredFilter{Merchant: b.in.Cancellation.Key.Merchant})
			if err != nil || len(held) != 1 || held[0].Kind != refund.PaymentStoreCredit || held[0].Amount != 10000 {
				t.Errorf("the customer holds %+v, %v", held, err)
			}
		})
	}
}

// TestAMovementWhoseAnswerWasLostIsFoundAndMovedOnce: the book was written, and nobody heard.
func TestAMovementWhoseAnswerWasLostIsFoundAndMovedOnce(t *testing.T) {
	for _, after := range []bool{false, true} {
		b := setup(t, withStored(refund.PaymentGiftCard))
		if b.faults.failBefore["MoveStored"] = 1; after {
			b.faults.failBefore, b.faults.failAfter = map[string]int{}, map[string]int{"MoveStored": 1}
		}
		result := b.run()
		if result.Status != refund.StatusRefunded || b.moved() != 12600 || b.gaveBack() != 10000 {
			t.Errorf("lost after it was written %t: ended %+v, the book moved %d", after, result, b.gaveBack())
		}
	}
}

// MoveStored fails as it is told.
func (f *faults) MoveStored(ctx context.Context, in refund.Instruction) (refund.StoredMovement, error) {
	return faulty(ctx, f, "MoveStored", f.Store.MoveStored, in)
}
