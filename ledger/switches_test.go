package ledger_test

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestASwitchSaysWhatItIsAbout(t *testing.T) {
	for _, c := range []struct {
		name     string
		concerns bool // stripe
		merchant refund.MerchantID
		circuit  string // of stripe; "-": it is none
	}{
		{ledger.SwitchPayout, true, "", "-"},
		{ledger.SwitchOf("stripe", ""), true, "", "-"},
		{ledger.SwitchOf("stripe", "m/1"), true, "m/1", "-"},
		{ledger.SwitchOf("", "m1"), true, "m1", "-"},
		{ledger.SwitchOf("adyen", "m1"), false, "m1", "-"},
		{ledger.SwitchOf("stripe2", ""), false, "", "-"},
		{ledger.CircuitOf("stripe", "acct/1"), true, "", "acct/1"},
		{ledger.CircuitOf("stripe", ""), true, "", ""},
		{ledger.CircuitOf("adyen", "acct_1"), false, "", "-"},
	} {
		thrown := ledger.Thrown{Name: c.name}
		merchant, _ := thrown.Merchant()
		account, ok := thrown.Circuit("stripe")
		if !ok {
			account = "-"
		}
		if thrown.Concerns("stripe") != c.concerns || merchant != c.merchant || account != c.circuit {
			t.Errorf("%s: concerns %t, merchant %q, circuit %q", c.name, thrown.Concerns("stripe"), merchant, account)
		}
	}
}

func TestASwitchNamesItsProvider(t *testing.T) {
	for name, want := range map[string]string{
		ledger.SwitchPayout: "", ledger.SwitchOf("", "m1"): "", ledger.SwitchOf("str/ipe &", "m/1"): "str/ipe &", ledger.CircuitOf("adyen", "acct/1"): "adyen",
	} {
		if got := (ledger.Thrown{Name: name}).Provider(); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
