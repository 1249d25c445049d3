package simulator_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/makegood/makegood/simulator"
)

type voidOrder struct {
	Reference string `json:"reference"`
	Account   string `json:"account,omitempty"`
	Currency  string `json:"currency_code"`
}

// void posts a void of an authorisation in CNY.
func (b *bench) void(key, reference string) answer {
	b.t.Helper()
	return b.ask("/v1/voids", key, voidOrder{Reference: reference, Currency: "CNY"})
}

// wantNothingMoved holds the book to not a single movement, and to so many voids.
func (b *bench) wantNothingMoved(voids int) {
	b.t.Helper()
	book := b.book()
	if book.MovementCount != 0 || book.ReversalCount != 0 || len(book.MovedMinor) != 0 || len(book.References) != 0 {
		b.t.Errorf("money moved: %+v", book)
	}
	if book.VoidCount != voids || book.RefundCount != 0 {
		b.t.Errorf("%d voids and %d refunds, want %d and 0", book.VoidCount, book.RefundCount, voids)
	}
}

func TestAVoidIsVoidedMovesNothingAndSurvivesARestart(t *testing.T) {
	b := setup(t)
	a := b.void("k1", "ch_1")
	if a.status != http.StatusOK || a.refund.Kind != simulator.KindVoid || a.refund.Status != simulator.StatusVoided || a.refund.AmountMinor != 0 {
		t.Fatalf("got %d %s", a.status, a.body)
	}
	b.restart()
	if again := b.void("k1", "ch_1"); again.refund != a.refund {
		t.Errorf("repeated: %s, want %s", again.body, a.body)
	}
	if found := b.get("/v1/voids/by-key/k1"); found.status != http.StatusOK || found.refund != a.refund {
		t.Errorf("look-up found %s, want %s", found.body, a.body)
	}
	b.wantNothingMoved(1)
	if voided := b.book().StatusCounts[simulator.StatusVoided]; voided != 1 {
		t.Errorf("%d voided, want 1", voided)
	}
}

func TestTheFaultsSpoilVoidsToo(t *testing.T) {
	for _, c := range []struct {
		fault         string
		first, second int
		found         simulator.Status
	}{
		{"timeout_before", noAnswer, 200, simulator.StatusVoided},
		{"timeout_after_success", noAnswer, 200, simulator.StatusVoided},
		{"error_503", 503, 200, simulator.StatusVoided},
		{"drop", noAnswer, 200, simulator.StatusVoided},
		{"rate_limit", 429, 200, simulator.StatusVoided},
		{"bad_request", 400, 200, simulator.StatusVoided},
		{"forget", 200, 200, simulator.StatusVoided},
		{"late_move:10ms", 200, 200, simulator.StatusVoided},
		{"decline:instrument", 402, 402, simulator.StatusDeclined},
		{"pending:1", 200, 200, simulator.StatusVoided},
		{"pending_then_fail:1", 200, 200, simulator.StatusFailed},
		{"late_failure", 200, 200, simulator.StatusFailed},
		{"requires_action", 200, 200, simulator.StatusRequiresAction},
		{"requires_action:1", 200, 200, simulator.StatusVoided},
		{"explode", 402, 402, simulator.StatusDeclined},
	} {
		t.Run(c.fault, func(t *testing.T) {
			b, reference := setup(t), "ch_1~"+c.fault
			for n, want := range []int{c.first, c.second} {
				if a := b.void("k1", reference); a.status != want {
					t.Errorf("answer %d: %d %s, want %d", n+1, a.status, a.body, want)
				}
			}
			if a := b.get("/v1/voids/by-key/k1"); a.refund.Status != c.found {
				t.Errorf("found %s, want %s", a.body, c.found)
			}
			b.wantNothingMoved(1)
		})
	}
}

func TestAKeyIsForARefundOrForAVoid(t *testing.T) {
	b := setup(t)
	b.void("k1", "ch_1")
	b.post("k2", cny("ch_1", 4500))
	for name, a := range map[string]answer{
		"a refund under a void's key": b.post("k1", cny("ch_1", 4500)),
		"a void under a refund's key": b.void("k2", "ch_1"),
		"a void of another reference": b.void("k1", "ch_2"),
	} {
		if a.status != http.StatusConflict {
			t.Errorf("%s: got %d %s, want 409", name, a.status, a.body)
		}
	}
	if a := b.lookUp("k1"); a.refund.Kind != simulator.KindVoid {
		t.Errorf("the void's key finds %s", a.body)
	}
	b.wantMoved("ch_1", 4500, 1)
}

func TestACapturedChargeIsNotVoided(t *testing.T) {
	b := setup(t)
	for reference, minor := range map[string]int64{"ch_1": 4500, "ch_2": 0} {
		charge := simulator.Charge{Reference: reference, AmountMinor: minor, Currency: "CNY"}
		if err := simulator.RegisterCharge(t.Context(), b.url, charge); err != nil {
			t.Fatal(err)
		}
	}
	if a := b.void("k1", "ch_1"); a.status != http.StatusPaymentRequired || a.refund.Class != simulator.ClassOther || a.refund.Reason == "" {
		t.Errorf("captured: got %d %s", a.status, a.body)
	}
	if a := b.void("k2", "ch_2"); a.refund.Status != simulator.StatusVoided {
		t.Errorf("nothing captured: got %d %s", a.status, a.body)
	}
	for authorised, want := range map[int64]simulator.Status{4500: simulator.StatusDeclined, 9000: simulator.StatusVoided} {
		part := simulator.Charge{Reference: fmt.Sprint("ch_", authorised), AmountMinor: 4500, Currency: "CNY", AuthorizedMinor: authorised}
		if err := simulator.RegisterCharge(t.Context(), b.url, part); err != nil {
			t.Fatal(err)
		}
		if a := b.void(fmt.Sprint("k-", authorised), part.Reference); a.refund.Status != want {
			t.Errorf("4500 of %d captured: got %d %s", authorised, a.status, a.body)
		}
	}
	b.wantNothingMoved(4)
}

func TestABadVoidChangesNothing(t *testing.T) {
	b := setup(t)
	for name, a := range map[string]answer{
		"no key":       b.void("", "ch_1"),
		"no reference": b.void("k1", ""),
		"no currency":  b.ask("/v1/voids", "k1", voidOrder{Reference: "ch_1"}),
		"an amount":    b.ask("/v1/voids", "k1", cny("ch_1", 4500)),
	} {
		if a.status != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
	}
	b.wantNothingMoved(0)
}

func TestVoidsAreListedApartFromRefunds(t *testing.T) {
	b := setup(t)
	b.void("k1", "ch_1")
	b.post("k2", cny("ch_1", 100))
	b.void("k3", "ch_2")
	voids, err := simulator.ReadVoids(t.Context(), b.url, "")
	if err != nil || len(voids) != 2 || voids[0].Key != "k1" || voids[1].Key != "k3" {
		t.Errorf("voids: %+v, %v", voids, err)
	}
	refunds, err := simulator.ReadRefunds(t.Context(), b.url, "ch_1")
	if err != nil || len(refunds) != 1 || refunds[0].Key != "k2" {
		t.Errorf("refunds: %+v, %v", refunds, err)
	}
}
