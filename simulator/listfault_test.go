package simulator_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/makegood/makegood/simulator"
)

func TestARefundThatIsMadeOutsideMovesMoneyWithoutAKey(t *testing.T) {
	b := setup(t)
	b.post("k1", cny("ch_1", 4500))
	for range 2 {
		made, err := simulator.RefundOutside(t.Context(), b.url, simulator.Refund{Reference: "ch_1", Account: "a1", AmountMinor: 1200, Currency: "CNY"})
		if err != nil || made.Key != "" || made.Status != simulator.StatusSettled || made.ID == "" {
			t.Fatalf("made %+v, %v", made, err)
		}
	}
	b.restart()
	b.wantMoved("ch_1", 6900, 3)
	if book := b.book(); len(book.MovedTwice) != 0 {
		t.Errorf("moved twice: %q", book.MovedTwice)
	}
	if all, err := simulator.ReadRefunds(t.Context(), b.url, "ch_1"); err != nil || len(all) != 3 || all[2].Key != "" || all[2].Account != "a1" {
		t.Errorf("listed are %+v, %v", all, err)
	}
	if _, err := simulator.RefundOutside(t.Context(), b.url, simulator.Refund{Reference: "ch_1", Currency: "CNY"}); err == nil {
		t.Error("a refund of nothing was made")
	}
	if found := b.lookUp("k1"); found.status != http.StatusOK {
		t.Errorf("the refund with a key is not found: %s", found.body)
	}
}

func TestARefundOutsideKeepsToWhatWasCharged(t *testing.T) {
	b := setup(t)
	if err := simulator.RegisterCharge(t.Context(), b.url, simulator.Charge{Reference: "ch_1", AmountMinor: 100, Currency: "CNY"}); err != nil {
		t.Fatal(err)
	}
	if made, err := simulator.RefundOutside(t.Context(), b.url, simulator.Refund{Reference: "ch_1", AmountMinor: 101, Currency: "CNY"}); err == nil {
		t.Errorf("made %+v of more than was charged", made)
	}
	b.wantMoved("ch_1", 0, 0)
}

// TestListFaultsChangeWhatListsSayAndNothingElse: each is set for one payment, and the money stays what it is.
func TestListFaultsChangeWhatListsSayAndNothingElse(t *testing.T) {
	for _, c := range []struct {
		fault simulator.Fault
		count int
		is    func(r simulator.Refund) bool
	}{
		{simulator.Fault{Name: simulator.FaultListMissing}, 0, nil},
		{simulator.Fault{Name: simulator.FaultListExtra, AmountMinor: 700}, 2, func(r simulator.Refund) bool {
			return r.Key == "" && r.AmountMinor == 700 && r.Status == simulator.StatusSettled && r.Account == "a1" && r.ID != "sim_00000001"
		}},
		{simulator.Fault{Name: simulator.FaultListAmount, AmountMinor: 450}, 1, func(r simulator.Refund) bool { return r.AmountMinor == 450 }},
		{simulator.Fault{Name: simulator.FaultListStatus, Status: simulator.StatusFailed}, 1, func(r simulator.Refund) bool { return r.Status == simulator.StatusFailed }},
		{simulator.Fault{Name: simulator.FaultListFee, AmountMinor: 30}, 1, func(r simulator.Refund) bool { return r.FeeMinor == 30 && r.FeeCurrency == "CNY" }},
		{simulator.Fault{Name: simulator.FaultListSettlement, AmountMinor: 630, Currency: "USD"}, 1, func(r simulator.Refund) bool {
			return r.SettlementMinor == 630 && r.SettlementCurrency == "USD" && r.AmountMinor == 4500
		}},
	} {
		t.Run(string(c.fault.Name), func(t *testing.T) {
			b := setup(t)
			b.post("k1", order{Reference: "ch_1", Account: "a1", AmountMinor: 4500, Currency: "CNY"})
			b.post("k2", cny("ch_2", 100))
			if err := simulator.SetFaults(t.Context(), b.url, "ch_1", c.fault); err != nil {
				t.Fatal(err)
			}
			b.restart()
			for range 2 { // it is not used up
				got := b.page(url.Values{"reference": {"ch_1"}}).Refunds
				if len(got) != c.count || c.count > 0 && !c.is(got[len(got)-1]) {
					t.Errorf("listed are %+v", got)
				}
			}
			if found := b.lookUp("k1"); found.refund.AmountMinor != 4500 || found.refund.Status != simulator.StatusSettled || found.refund.FeeCurrency != "" {
				t.Errorf("a look-up finds %s", found.body)
			}
			if got := b.page(url.Values{"reference": {"ch_2"}}).Refunds; len(got) != 1 || got[0].AmountMinor != 100 {
				t.Errorf("another payment's are %+v", got)
			}
			b.wantMoved("ch_1", 4500, 1)
			if err := simulator.SetFaults(t.Context(), b.url, "ch_1"); err != nil {
				t.Fatal(err)
			}
			if got := b.page(url.Values{"reference": {"ch_1"}}).Refunds; len(got) != 1 || got[0].AmountMinor != 4500 || got[0].FeeCurrency != "" {
				t.Errorf("when the fault is gone: %+v", got)
			}
		})
	}
}

func TestAListBreaksOffAtTheRefundWhoseFaultSaysSo(t *testing.T) {
	b := setup(t)
	b.post("k1", cny("ch_1", 1))
	b.post("k2", cny("ch_2~list_error_500", 1))
	first := b.page(url.Values{"limit": {"1"}})
	if a := b.get("/v1/refunds?limit=1&cursor=" + first.NextCursor); len(first.Refunds) != 1 || a.status != http.StatusInternalServerError {
		t.Errorf("the page before has %d refunds, and then it answers %d %s", len(first.Refunds), a.status, a.body)
	}
}

func TestListFaultsStandInAReferenceToo(t *testing.T) {
	b := setup(t)
	for reference, is := range map[string]func(r simulator.Refund) bool{
		"ch_1~list_fee:-24":             func(r simulator.Refund) bool { return r.FeeMinor == -24 && r.FeeCurrency == "CNY" },
		"ch_1~list_settlement:630USD":   func(r simulator.Refund) bool { return r.SettlementMinor == 630 && r.SettlementCurrency == "USD" },
		"ch_1~list_status:pending":      func(r simulator.Refund) bool { return r.Status == simulator.StatusPending },
		"ch_1~list_amount:5~list_fee:1": func(r simulator.Refund) bool { return r.AmountMinor == 5 && r.FeeMinor == 1 },
	} {
		b.post("k "+reference, cny(reference, 4500))
		if got := b.page(url.Values{"reference": {reference}}).Refunds; len(got) != 1 || !is(got[0]) {
			t.Errorf("%s: listed are %+v", reference, got)
		}
		b.wantMoved(reference, 4500, 1)
	}
	for _, wrong := range []string{"ch_1~list_amount", "ch_1~list_fee:many", "ch_1~list_status:lost", "ch_1~list_missing:3"} {
		if _, err := simulator.ParseReference(wrong); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
	for _, wrong := range []simulator.Fault{
		{Name: simulator.FaultListMissing, Times: 2}, {Name: simulator.FaultListAmount, AmountMinor: -1}, {Name: simulator.FaultSlow, AmountMinor: 5},
	} {
		if err := simulator.SetFaults(t.Context(), b.url, "ch_1", wrong); err == nil {
			t.Errorf("%+v is taken", wrong)
		}
	}
}
