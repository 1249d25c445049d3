package storedvalue_test

import (
	"context"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/storedvalue"
	"github.com/makegood/makegood/payment/storedvalue/storedvaluetest"
	"github.com/makegood/makegood/refund"
)

var kinds = []refund.PaymentKind{
	refund.PaymentStoreCredit, refund.PaymentGiftCard, refund.PaymentPoints, refund.PaymentCoupon, refund.PaymentRedPacket,
}

// eachKind runs a case over every kind of stored value; 22600 was taken of each.
func eachKind(t *testing.T, run func(t *testing.T, books ledger.Store, a storedvalue.Adapter, kind refund.PaymentKind)) {
	t.Helper()
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			books := opened(t)
			spent(t, books, kind, reference)
			run(t, books, adapter(t, books), kind)
		})
	}
}

// TestEachKindOfValueGoesBackWholeAndInParts: with the repeated key, the key with another body, the look-up before and
// after, and the list.
func TestEachKindOfValueGoesBackWholeAndInParts(t *testing.T) {
	for name, parts := range map[string][]int64{"whole": {22600}, "in parts": {7533, 7533, 7534}} {
		t.Run(name, func(t *testing.T) {
			eachKind(t, func(t *testing.T, books ledger.Store, a storedvalue.Adapter, _ refund.PaymentKind) {
				for i, minor := range parts {
					in := instruction(string(rune('a'+i)), minor)
					if found, err := a.Lookup(t.Context(), in); err != nil || !found.Absent {
						t.Errorf("before: %+v, %v", found, err)
					}
					first := wants(t, a, in, refund.OutcomeSettled, "")
					if again := wants(t, a, in, refund.OutcomeSettled, ""); again != first {
						t.Errorf("repeated as %+v, first %+v", again, first)
					}
					other := in
					other.AmountMinor--
					wants(t, a, other, refund.OutcomeAbnormal, "")
					if found, err := a.Lookup(t.Context(), in); err != nil || found.Absent || found.Outcome != first {
						t.Errorf("after: %+v, %v, want %+v", found, err, first)
					}
				}
				if minor, count := moved(t, books, reference); minor != 22600 || count != len(parts) {
					t.Errorf("moved %d in %d", minor, count)
				}
				for i, l := range listed(t, a, payment.ListQuery{Account: "acct_1"}) {
					if l.Key != string(rune('a'+i)) || l.AmountMinor != parts[i] || l.Outcome.Kind != refund.OutcomeSettled {
						t.Errorf("listed %d as %+v", i, l)
					}
				}
				if got := listed(t, a, payment.ListQuery{Account: "acct_1"}); len(got) != len(parts) {
					t.Errorf("listed %d, want %d", len(got), len(parts))
				}
				wants(t, a, instruction("one more", 1), refund.OutcomeDeclined, refund.DeclinedExceeds)
				if got := listed(t, a, payment.ListQuery{Account: "acct_2"}); len(got) != 0 {
					t.Errorf("another account lists %+v", got)
				}
			})
		})
	}
}

// TestWhatAnInstrumentThatTakesNothingDeclinesStaysDeclined: the same key is no second question, another key is.
func TestWhatAnInstrumentThatTakesNothingDeclinesStaysDeclined(t *testing.T) {
	eachKind(t, func(t *testing.T, books ledger.Store, a storedvalue.Adapter, kind refund.PaymentKind) {
		for _, state := range []refund.StoredState{refund.StoredFrozen, refund.StoredExpired, refund.StoredClosed, refund.StoredRetired} {
			setState(t, books, kind, reference, state)
			in := instruction(string(state), 100)
			wants(t, a, in, refund.OutcomeDeclined, refund.DeclinedInstrument)
			setState(t, books, kind, reference, refund.StoredOpen)
			wants(t, a, in, refund.OutcomeDeclined, refund.DeclinedInstrument)
			wants(t, a, instruction("after "+string(state), 100), refund.OutcomeSettled, "")
		}
		if minor, count := moved(t, books, reference); minor != 400 || count != 4 {
			t.Errorf("moved %d in %d", minor, count)
		}
	})
}

// TestWhatIsNoStoredValueIsRefusedAsAnInstruction: nothing is kept of it, so that the key can be asked for rightly.
func TestWhatIsNoStoredValueIsRefusedAsAnInstruction(t *testing.T) {
	books := opened(t)
	spent(t, books, refund.PaymentCard, reference)
	a := adapter(t, books)
	void, unknownRefund, ofUnknown, dollars := instruction("k", 0), instruction("k", 1), instruction("k", 1), instruction("k", 1)
	void.Void, unknownRefund.Refund, ofUnknown.Reference, dollars.Currency = true, "stranger", "ch_2", "USD"
	for name, in := range map[string]payment.Instruction{
		"a card is money": instruction("k", 1), "a void": void, "no refund's id": unknownRefund, "a payment that nobody knows": ofUnknown, "another currency": dollars,
	} {
		if got := wants(t, a, in, refund.OutcomeDeclined, refund.DeclinedInstruction); got.Reason == "" {
			t.Errorf("%s: no reason", name)
		}
	}
	if found, err := a.Lookup(t.Context(), instruction("k", 1)); err != nil || !found.Absent {
		t.Errorf("found %+v, %v", found, err)
	}
}

// TestAListIsReadInPages has more movements than a page.
func TestAListIsReadInPages(t *testing.T) {
	book := &pages{count: 1201}
	if got := listed(t, adapter(t, book), payment.ListQuery{Account: "acct_1"}); len(got) != 1201 || book.asked != 3 {
		t.Errorf("listed %d in %d pages", len(got), book.asked)
	}
}

// pages is a book of so many movements, read in pages.
type pages struct {
	storedvalue.Book
	count, asked int
}

func (p *pages) StoredMovements(_ context.Context, q refund.StoredQuery) (out []refund.StoredMovement, _ error) {
	p.asked++
	for id := q.After + 1; id <= int64(p.count) && len(out) < q.LimitMax; id++ {
		out = append(out, refund.StoredMovement{ID: id, Outcome: refund.Outcome{Kind: refund.OutcomeSettled}})
	}
	return out, nil
}

func TestAnAdapterWithoutABookIsNone(t *testing.T) {
	if _, err := storedvalue.New(nil); err == nil {
		t.Error("it was made")
	}
}

func wants(t *testing.T, a storedvalue.Adapter, in payment.Instruction, kind refund.OutcomeKind, class refund.DeclineClass) refund.Outcome {
	t.Helper()
	got, err := a.Refund(t.Context(), in)
	if err != nil || got.Kind != kind || got.Class != class {
		t.Errorf("%d under %s: got %+v, %v; want %s %s", in.AmountMinor, in.Key, got, err, kind, class)
	}
	return got
}

func listed(t *testing.T, a storedvalue.Adapter, q payment.ListQuery) []payment.Listed {
	t.Helper()
	all, err := paymenttest.Listed(t.Context(), a, q)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestALostAnswerIsFoundUnderItsKey: the transaction was committed, and nobody heard.
func TestALostAnswerIsFoundUnderItsKey(t *testing.T) {
	eachKind(t, func(t *testing.T, books ledger.Store, _ storedvalue.Adapter, _ refund.PaymentKind) {
		book := &storedvaluetest.Lossy{Book: books}
		book.Lose(true)
		a := adapter(t, book)
		if got := wants(t, a, instruction("k", 100), refund.OutcomeUnknown, ""); got.Reason == "" {
			t.Errorf("got %+v", got)
		}
		if found, err := a.Lookup(t.Context(), instruction("k", 100)); err != nil || found.Outcome.Kind != refund.OutcomeSettled {
			t.Errorf("found %+v, %v", found, err)
		}
	})
}
