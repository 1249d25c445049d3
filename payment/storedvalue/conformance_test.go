package storedvalue_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/storedvalue"
	"github.com/makegood/makegood/payment/storedvalue/storedvaluetest"
	"github.com/makegood/makegood/refund"
)

func TestTheAdapterConforms(t *testing.T) {
	away := opened(t)
	if err := away.Close(); err != nil {
		t.Fatal(err)
	}
	fresh := copies(t, refund.PaymentGiftCard)
	paymenttest.RunConformance(t, func(t *testing.T) paymenttest.Rig { return newRig(t, fresh(t), away) })
}

// reference is the payment of the suite's cases; what was taken of it is the order's whole 22600.
const reference = "ch_conformance"

func newRig(t *testing.T, books, away ledger.Store) paymenttest.Rig {
	book := &storedvaluetest.Lossy{Book: books}
	return paymenttest.Rig{
		Provider: adapter(t, book).WithClock(twoMinutesOn), Unreachable: adapter(t, away), Now: twoMinutesOn,
		Arrange: func(t *testing.T, _ string, s paymenttest.Situation) { arrange(t, books, book, s) },
		Moved:   func(t *testing.T, of string) (int64, int) { return moved(t, books, of) },
		BreakList: func(*testing.T, string) {
			if err := books.Close(); err != nil {
				t.Error(err)
			}
		},
		Traits: paymenttest.Traits{TellsAccounts: true, Lacks: lacks()},
	}
}

// twoMinutesOn is when what is moved now is surely listed.
func twoMinutesOn() time.Time { return time.Now().Add(2 * time.Minute) }

func lacks() map[paymenttest.Situation]string {
	const decided, own = "a movement is decided in the transaction that makes it", "a merchant owes its own value, and nobody takes it back"
	return map[paymenttest.Situation]string{
		paymenttest.DeclinesBalance: own, paymenttest.DeclinesDisputed: own, paymenttest.Voids: "value is taken when it is spent",
		paymenttest.DeclinesOther:    "each refusal has a class",
		paymenttest.PendsThenSettles: decided, paymenttest.PendsThenFails: decided, paymenttest.FailsLate: decided,
		paymenttest.RequiresAction: decided, paymenttest.IsAbnormal: decided,
		paymenttest.ForgetsKey:         "the book keeps its keys for good",
		paymenttest.IsRateLimited:      "it has no rate",
		paymenttest.StoredError:        "a transaction that fails leaves nothing under its key",
		paymenttest.GarbageAfterMoving: "there is no wire between the adapter and its book",
		paymenttest.SplitsCoupon:       "nobody adds a coupon of its own",
	}
}

// arrange sets up a situation for the next new key.
func arrange(t *testing.T, books ledger.Store, book *storedvaluetest.Lossy, s paymenttest.Situation) {
	t.Helper()
	set := func(state refund.StoredState) { setState(t, books, refund.PaymentGiftCard, reference, state) }
	set(refund.StoredOpen)
	switch s {
	case paymenttest.UnknownAfterMoving, paymenttest.ErrorAfterMoving, paymenttest.SlowAfterMoving:
		book.Lose(true)
	case paymenttest.UnknownBeforeMoving, paymenttest.ErrorBeforeMoving:
		book.Lose(false)
	case paymenttest.DeclinesInstrument:
		set(refund.StoredFrozen)
	case paymenttest.DeclinesExceeds:
		exhaust(t, books)
	case paymenttest.RefusesInstruction:
		book.RefuseKind()
	case paymenttest.DeclinesBalance, paymenttest.DeclinesDisputed, paymenttest.DeclinesOther, paymenttest.PendsThenSettles, paymenttest.PendsThenFails,
		paymenttest.FailsLate, paymenttest.RequiresAction, paymenttest.IsAbnormal, paymenttest.ForgetsKey, paymenttest.IsRateLimited, paymenttest.StoredError,
		paymenttest.GarbageAfterMoving, paymenttest.SplitsCoupon, paymenttest.Voids:
		t.Fatalf("the adapter lacks %q", s)
	}
}

// copies makes ledgers that each have an order paid with stored value, from one that is made once.
func copies(t *testing.T, kind refund.PaymentKind) func(t *testing.T) ledger.Store {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	books := at(t, path)
	spent(t, books, kind, reference)
	if err := books.Close(); err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T) ledger.Store {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		own := filepath.Join(t.TempDir(), "ledger.db")
		if err := os.WriteFile(own, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return at(t, own)
	}
}

// opened is an empty ledger.
func opened(t *testing.T) ledger.Store {
	t.Helper()
	return at(t, filepath.Join(t.TempDir(), "ledger.db"))
}

func at(t *testing.T, path string) ledger.Store {
	t.Helper()
	books, err := sqlite.OpenOrCreate(t.Context(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	return books
}

// spent has an order paid with stored value: its request is the refund that the suite names.
func spent(t *testing.T, books ledger.Store, kind refund.PaymentKind, reference string) {
	t.Helper()
	c := ledgertest.Request("o", "r", 1)
	c.Key.Merchant = "m"
	c.Order.Payments[0].Kind, c.Order.Payments[0].Provider, c.Order.Payments[0].ProviderAccount = kind, refund.StoredProvider, "acct_1"
	c.Order.Payments[0].ProviderReference = reference
	ledgertest.At(t, books, nil).Propose(c, ledgertest.Units(1))
}

func setState(t *testing.T, books ledger.Store, kind refund.PaymentKind, instrument string, state refund.StoredState) {
	t.Helper()
	err := books.SetStoredState(t.Context(), refund.StoredChange{
		StoredInstrument: refund.StoredInstrument{Merchant: "m", Kind: kind, Instrument: instrument}, State: state, Cause: refund.Cause{Actor: "anna", Reason: "test"},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// exhausting is the key of what leaves nothing to give back; no case counts it.
const exhausting = "exhausting"

func exhaust(t *testing.T, books ledger.Store) {
	t.Helper()
	in := instruction(exhausting, 22600)
	if m, err := books.MoveStored(t.Context(), in); err != nil || m.Outcome.Kind != refund.OutcomeSettled {
		t.Fatalf("got %+v, %v", m, err)
	}
}

func instruction(key string, minor int64) payment.Instruction {
	return payment.Instruction{
		Key: key, Refund: "refund/m/o/r", Leg: "1", Provider: refund.StoredProvider, Account: "acct_1", Reference: reference,
		AmountMinor: minor, Currency: "CNY",
	}
}

// moved sums the book's own rows.
func moved(t *testing.T, books ledger.Store, of string) (minor int64, count int) {
	t.Helper()
	all, err := books.StoredMovements(t.Context(), refund.StoredQuery{Account: "acct_1", Reference: of})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.Outcome.Kind == refund.OutcomeSettled && m.Instruction.Key != exhausting {
			minor, count = minor+m.Instruction.AmountMinor, count+1
		}
	}
	return minor, count
}

func adapter(t *testing.T, book storedvalue.Book) storedvalue.Adapter {
	t.Helper()
	a, err := storedvalue.New(book)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
