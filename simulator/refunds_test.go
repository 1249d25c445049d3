package simulator_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/makegood/makegood/simulator"
)

func TestARefundSettlesAndItsKeyFindsIt(t *testing.T) {
	b := setup(t)
	a := b.post("k1", order{Reference: "ch_1", Account: "acct_1", AmountMinor: 4500, Currency: "CNY"})
	if a.status != http.StatusOK || a.refund.Status != simulator.StatusSettled || a.refund.AmountMinor != 4500 {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	if found := b.lookUp("k1"); found.status != http.StatusOK || found.refund != a.refund {
		t.Errorf("look-up found %s, want %s", found.body, a.body)
	}
	b.wantMoved("ch_1", 4500, 1)
}

func TestAnUnknownKeyIsNotFound(t *testing.T) {
	b := setup(t)
	if a := b.lookUp("k1"); a.status != http.StatusNotFound || a.body != "{\"error\":\"not_found\"}\n" {
		t.Errorf("got %d %s", a.status, a.body)
	}
}

func TestTheSameKeyMovesMoneyOnceAndAnotherBodyIsAConflict(t *testing.T) {
	b := setup(t)
	first := b.post("k1", cny("ch_1", 4500))
	if again := b.post("k1", cny("ch_1", 4500)); again.refund != first.refund || again.status != http.StatusOK {
		t.Errorf("repeated: %s, want %s", again.body, first.body)
	}
	for _, other := range []order{cny("ch_1", 4501), cny("ch_2", 4500), {Reference: "ch_1", AmountMinor: 4500, Currency: "USD"}} {
		if a := b.post("k1", other); a.status != http.StatusConflict {
			t.Errorf("%+v: got %d %s, want 409", other, a.status, a.body)
		}
	}
	b.wantMoved("ch_1", 4500, 1)
	b.wantMoved("ch_2", 0, 0)
}

func TestTheSameKeyAtOnceMovesMoneyOnce(t *testing.T) {
	b := setup(t)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() { b.post("k1", cny("ch_1~error_500_after_success~3", 4500)) })
	}
	group.Wait()
	b.wantMoved("ch_1~error_500_after_success~3", 4500, 1)
}

func TestRefundsNeverExceedARegisteredCharge(t *testing.T) {
	b := setup(t)
	charge := simulator.Charge{Reference: "ch/1", AmountMinor: 10000, Currency: "CNY"}
	if err := simulator.RegisterCharge(t.Context(), b.url, charge); err != nil {
		t.Fatal(err)
	}
	b.post("k1", cny("ch/1", 6000))
	a := b.post("k2", cny("ch/1", 4001))
	if a.status != http.StatusPaymentRequired || a.refund.Class != simulator.ClassExceeds {
		t.Errorf("got %d %s", a.status, a.body)
	}
	b.restart()
	if a := b.post("k3", cny("ch/1", 4000)); a.refund.Status != simulator.StatusSettled {
		t.Errorf("what is left was refused: %s", a.body)
	}
	if a := b.post("k4", cny("ch/1", 1)); a.refund.Class != simulator.ClassExceeds {
		t.Errorf("got %d %s", a.status, a.body)
	}
	if a := b.post("k5", order{Reference: "ch/1", AmountMinor: 1, Currency: "USD"}); a.refund.Class != simulator.ClassOther {
		t.Errorf("another currency: got %d %s", a.status, a.body)
	}
	b.wantMoved("ch/1", 10000, 2)
}

func TestAnAmountBeyondReasonIsDeclined(t *testing.T) {
	b := setup(t)
	if a := b.post("k1", cny("ch_1", 1_000_000_000_000_001)); a.refund.Class != simulator.ClassOther {
		t.Errorf("got %d %s", a.status, a.body)
	}
	b.post("k2", cny("ch_1", 1_000_000_000_000_000))
	b.wantMoved("ch_1", 1_000_000_000_000_000, 1)
}

func TestABadRequestChangesNothing(t *testing.T) {
	b := setup(t)
	for name, send := range map[string]func() answer{
		"no key":            func() answer { return b.post("", cny("ch_1", 1)) },
		"no reference":      func() answer { return b.post("k1", cny("", 1)) },
		"amount zero":       func() answer { return b.post("k1", cny("ch_1", 0)) },
		"amount negative":   func() answer { return b.post("k1", cny("ch_1", -5)) },
		"currency in words": func() answer { return b.post("k1", order{Reference: "ch_1", AmountMinor: 1, Currency: "yuan"}) },
	} {
		if a := send(); a.status != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
	}
	if book := b.book(); book.RefundCount != 0 || book.MovementCount != 0 {
		t.Errorf("the book has %+v", book)
	}
}

func TestTheBookAddsUpByCurrencyAndReference(t *testing.T) {
	b := setup(t)
	b.post("k1", cny("ch_1", 4500))
	b.post("k2", cny("ch_1", 500))
	b.post("k3", order{Reference: "ch_2", AmountMinor: 12845, Currency: "KWD"})
	b.post("k4", cny("ch_3~decline", 700))
	book := b.book()
	if book.MovedMinor["CNY"] != 5000 || book.MovedMinor["KWD"] != 12845 || len(book.MovedMinor) != 2 {
		t.Errorf("moved %v", book.MovedMinor)
	}
	if book.MovementCount != 3 || book.RefundCount != 4 || len(book.MovedTwice) != 0 {
		t.Errorf("counts: %+v", book)
	}
	if book.StatusCounts[simulator.StatusSettled] != 3 || book.StatusCounts[simulator.StatusDeclined] != 1 {
		t.Errorf("statuses: %v", book.StatusCounts)
	}
	want := simulator.ReferenceTotal{Reference: "ch_1", Currency: "CNY", MovedMinor: 5000, MovementCount: 2}
	if len(book.References) != 2 || book.References[0] != want {
		t.Errorf("references: %+v", book.References)
	}
}

func TestRefundsAreListedOldestFirst(t *testing.T) {
	b := setup(t)
	for n := range 3 {
		b.post(fmt.Sprint("k", n), cny(fmt.Sprint("ch_", n%2), 100))
	}
	list, err := simulator.ReadRefunds(t.Context(), b.url, "ch_0")
	if err != nil || len(list) != 2 || list[0].Key != "k0" || list[1].Key != "k2" {
		t.Errorf("got %+v, %v", list, err)
	}
}
