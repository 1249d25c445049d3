package simulator_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/simulator"
)

func TestAForgottenKeyIsNotFoundAndMovesMoneyAgain(t *testing.T) {
	b, reference := setup(t), "ch_1~forget:5s"
	first := b.post("k1", cny(reference, 4500))
	b.clock.advance(5*time.Second - 1)
	if again := b.post("k1", cny(reference, 4500)); again.refund != first.refund {
		t.Errorf("repeated while it is known: %s, want %s", again.body, first.body)
	}
	b.wantMoved(reference, 4500, 1)
	b.clock.advance(1)
	b.restart()
	if a := b.lookUp("k1"); a.status != http.StatusNotFound {
		t.Errorf("look-up of a forgotten key: %d %s", a.status, a.body)
	}
	again := b.post("k1", cny(reference, 4500))
	if again.refund.Status != simulator.StatusSettled || again.refund.ID == first.refund.ID {
		t.Errorf("the forgotten key made %s, first %s", again.body, first.body)
	}
	b.wantMoved(reference, 9000, 2)
	if book := b.book(); !slices.Equal(book.MovedTwice, []string{"k1"}) || book.RefundCount != 2 {
		t.Errorf("the book has %+v", book)
	}
	b.clock.advance(time.Hour)
	if a := b.lookUp("k1"); a.refund != again.refund {
		t.Errorf("the second refund is found as %d %s", a.status, a.body)
	}
}

func TestAKeyIsForgottenBesideWhateverElseGoesWrong(t *testing.T) {
	b, reference := setup(t), "ch_1~timeout_after_success~forget:5s"
	if a := b.post("k1", cny(reference, 4500)); a.status != noAnswer {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	if a := b.lookUp("k1"); a.refund.Status != simulator.StatusSettled {
		t.Errorf("found %d %s", a.status, a.body)
	}
	b.clock.advance(5 * time.Second)
	if a := b.lookUp("k1"); a.status != http.StatusNotFound {
		t.Errorf("look-up of a forgotten key: %d %s", a.status, a.body)
	}
	b.wantMoved(reference, 4500, 1)
}

func TestAForgottenKeyMayCarryAnotherBodyAndStillUsesItsCharge(t *testing.T) {
	b, reference := setup(t), "ch_1~forget:1s"
	charge := simulator.Charge{Reference: reference, AmountMinor: 5000, Currency: "CNY"}
	if err := simulator.RegisterCharge(t.Context(), b.url, charge); err != nil {
		t.Fatal(err)
	}
	b.post("k1", cny(reference, 4500))
	if a := b.post("k1", cny(reference, 501)); a.status != http.StatusConflict {
		t.Errorf("another body of a known key: %d %s", a.status, a.body)
	}
	b.clock.advance(time.Second)
	if a := b.post("k1", cny(reference, 501)); a.refund.Class != simulator.ClassExceeds {
		t.Errorf("more than is left of the charge: %d %s", a.status, a.body)
	}
	b.wantMoved(reference, 4500, 1)
}

func TestABadRequestKeepsNoKeyAndSaysWhatIsWrong(t *testing.T) {
	b, reference := setup(t), "ch_1~bad_request~always"
	a := b.post("k1", cny(reference, 4500))
	if a.status != http.StatusBadRequest || a.body != `{"error":"bad_request","detail":"charge older than 180 days"}`+"\n" {
		t.Errorf("got %d %s", a.status, a.body)
	}
	if a := b.lookUp("k1"); a.status != http.StatusNotFound {
		t.Errorf("look-up: %d %s", a.status, a.body)
	}
	if book := b.book(); book.RefundCount != 0 || book.MovementCount != 0 {
		t.Errorf("the book has %+v", book)
	}
}

func TestABadRequestIsNoAnswerToAKeyThatMadeARefund(t *testing.T) {
	b, reference := setup(t), "ch_1~error_500_after_success~bad_request"
	b.post("k1", cny(reference, 4500))
	if a := b.post("k1", cny(reference, 4500)); a.refund.Status != simulator.StatusSettled {
		t.Errorf("repeated: %d %s", a.status, a.body)
	}
	b.wantMoved(reference, 4500, 1)
}

func TestALateMoveHappensAfterItsDelayWhetherOrNotTheClientWaits(t *testing.T) {
	b, reference := setup(t), "ch_1~late_move:1h"
	ask := http.Client{Timeout: 20 * time.Millisecond}
	if err := postWith(b, &ask, reference); err == nil {
		t.Fatal("answered before the money moved")
	}
	if a := b.lookUp("k1"); a.status != http.StatusNotFound {
		t.Errorf("look-up before it moves: %d %s", a.status, a.body)
	}
	b.wantMoved(reference, 0, 0)
	if err := postWith(b, &ask, reference); err == nil {
		t.Fatal("the repeated key was answered before the money moved")
	}
	b.clock.advance(time.Hour)
	b.wantMoved(reference, 4500, 1)
	if a := b.lookUp("k1"); a.refund.Status != simulator.StatusSettled {
		t.Errorf("look-up after it moved: %d %s", a.status, a.body)
	}
	if a := b.post("k1", cny(reference, 4500)); a.refund.Status != simulator.StatusSettled {
		t.Errorf("repeated after it moved: %d %s", a.status, a.body)
	}
	b.wantMoved(reference, 4500, 1)
}

// postWith posts 4500 CNY under k1 with a client of its own.
func postWith(b *bench, client *http.Client, reference string) error {
	b.t.Helper()
	req := b.request("/v1/refunds", "k1", cny(reference, 4500))
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func TestTheBookAddsUpAccountsApart(t *testing.T) {
	b := setup(t)
	for key, account := range map[string]string{"k1": "acct_1", "k2": "acct_2"} {
		b.post(key, order{Reference: "ch_1", Account: account, AmountMinor: 700, Currency: "CNY"})
	}
	want := []simulator.ReferenceTotal{
		{Reference: "ch_1", Account: "acct_1", Currency: "CNY", MovedMinor: 700, MovementCount: 1},
		{Reference: "ch_1", Account: "acct_2", Currency: "CNY", MovedMinor: 700, MovementCount: 1},
	}
	if got := b.book().References; !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	b.wantMoved("ch_1", 1400, 2)
}
