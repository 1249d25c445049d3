package paymenttest_test

import (
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

func TestTheFakeConforms(t *testing.T) {
	paymenttest.RunConformance(t, func(*testing.T) paymenttest.Rig {
		fake, away := paymenttest.NewFake(), paymenttest.NewFake()
		away.SetUnreachable(true)
		return paymenttest.Rig{
			Provider: fake, Unreachable: away,
			Arrange: func(_ *testing.T, reference string, s paymenttest.Situation) {
				fake.Script(reference, paymenttest.AnswersTo(s)...)
			},
			PassTime: func(*testing.T) { fake.PassTime() },
			Moved:    func(_ *testing.T, reference string) (int64, int) { return fake.Moved(reference) },
			Voided:   func(_ *testing.T, reference string) int { return fake.Voided(reference) },
		}
	})
}

func TestAKeyTheFakeHasForgottenMovesMoneyAgain(t *testing.T) {
	fake := paymenttest.NewFake()
	in := payment.Instruction{Key: "k1", Reference: "ch_1", AmountMinor: 700, Currency: "JPY"}
	fake.Script("ch_1", paymenttest.AndForgets(paymenttest.SilentAfterMoving()))
	for range 2 {
		if _, err := fake.Refund(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	if minor, count := fake.Moved("ch_1"); minor != 700 || count != 1 {
		t.Errorf("before it is forgotten: moved %d in %d movements, want 700 in 1", minor, count)
	}
	fake.PassTime()
	if _, err := fake.Refund(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if minor, count := fake.Moved("ch_1"); minor != 1400 || count != 2 {
		t.Errorf("after it was forgotten: moved %d in %d movements, want 1400 in 2", minor, count)
	}
}

func TestMutedLookUpsAreUnknownUntilTheyEnd(t *testing.T) {
	fake := paymenttest.NewFake()
	in := payment.Instruction{Key: "k1", Reference: "ch_1", AmountMinor: 700, Currency: "JPY"}
	fake.Script("ch_1", paymenttest.SilentAfterMoving())
	fake.MuteLookups("ch_1", 2)
	if got, err := fake.Refund(t.Context(), in); err != nil || got.Kind != refund.OutcomeUnknown {
		t.Fatalf("got %+v, %v", got, err)
	}
	for n, want := range []refund.OutcomeKind{refund.OutcomeUnknown, refund.OutcomeUnknown, refund.OutcomeSettled} {
		if got, err := fake.Lookup(t.Context(), in); err != nil || got.Outcome.Kind != want {
			t.Errorf("look-up %d: got %+v, %v; want %s", n+1, got, err, want)
		}
	}
	if sums := fake.MovedMinor(); sums["JPY"] != 700 || len(fake.Asked()) != 1 || len(fake.LookedUp()) != 1 {
		t.Errorf("moved %v, asked %d, looked up %d", sums, len(fake.Asked()), len(fake.LookedUp()))
	}
}
