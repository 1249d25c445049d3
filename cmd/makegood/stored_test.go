package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

func TestWhatIsStoredForCustomersIsShownAndStopped(t *testing.T) {
	s := newShell(t)
	store, _ := ledgerWithOne(t, s)
	d := ledgertest.At(t, store, nil)
	for order, kind := range map[string]refund.PaymentKind{"o1": refund.PaymentStoreCredit, "o2": refund.PaymentGiftCard} {
		in := d.Spent(order, kind)
		d.RecordAs(in.Refund, in.Leg, 1, "a1", d.Moved(in).Outcome)
	}
	if status, out, problems := s.run(t, "stored", "set", "m1", "GIFT_CARD", "sv_o2", "FROZEN", "--by", "ann", "--note", "stolen"); status != 0 || !strings.Contains(out, "GIFT_CARD sv_o2 is frozen") {
		t.Fatalf("set: status %d, %s%s", status, out, problems)
	}
	_, out, problems := s.run(t, "stored", "balances", "m1")
	for _, want := range []string{"STORE_CREDIT customer 42 113.00 CNY", "GIFT_CARD    sv_o2 11300 GFT:sv_o2 frozen"} {
		if !strings.Contains(out, want) {
			t.Errorf("it lacks %q:\n%s%s", want, out, problems)
		}
	}
	_, out, _ = s.run(t, "stored", "balances", "m1", "--customer", "42", "--json")
	var all []ledger.StoredBalance
	if err := json.Unmarshal([]byte(out), &all); err != nil || len(all) != 1 || all[0].Amount != 11300 || all[0].Kind != refund.PaymentStoreCredit {
		t.Errorf("as JSON: %v, %s", err, out)
	}
	if _, out, _ = s.run(t, "stored", "balances", "nobody"); !strings.Contains(out, "nothing is held") {
		t.Errorf("of nobody: %s", out)
	}
	d.CardIs("sv_o2", refund.StoredFrozen)
}

func TestABoughtCardIsFrozenOnceByTheCommand(t *testing.T) {
	s := newShell(t)
	store, _ := ledgerWithOne(t, s)
	freeze := func(left string) (int, string, string) {
		return s.run(t, "stored", "freeze-card", "m1", "g1", "--order", "o1", "--line", "1", "--left", left, "--by", "ann", "--note", "it is given back")
	}
	for range 2 {
		if status, out, problems := freeze("70.00 CNY"); status != 0 || !strings.Contains(out, "card g1 is frozen with 70.00 CNY") {
			t.Fatalf("status %d, %s%s", status, out, problems)
		}
	}
	if status, _, problems := freeze("60.00 CNY"); status != 1 || !strings.Contains(problems, "CONFLICT") {
		t.Errorf("with another rest: status %d, %s", status, problems)
	}
	ledgertest.At(t, store, nil).CardIs("g1", refund.StoredFrozen)
}

func TestMistakesAboutStoredValueAreRefused(t *testing.T) {
	s := newShell(t)
	ledgerWithOne(t, s)
	for name, args := range map[string][]string{
		"a kind of money":       {"set", "m1", "CARD", "c1", "FROZEN", "--by", "ann", "--note", "x"},
		"a state nobody sets":   {"set", "m1", "GIFT_CARD", "c1", "VOIDED", "--by", "ann", "--note", "x"},
		"by nobody":             {"set", "m1", "GIFT_CARD", "c1", "FROZEN", "--note", "x"},
		"no instrument":         {"set", "m1", "GIFT_CARD", "", "FROZEN", "--by", "ann", "--note", "x"},
		"an amount in nothing":  {"freeze-card", "m1", "g1", "--order", "o1", "--line", "1", "--left", "70", "--by", "ann", "--note", "x"},
		"less than nothing":     {"freeze-card", "m1", "g1", "--order", "o1", "--line", "1", "--left", "-1.00 CNY", "--by", "ann", "--note", "x"},
		"a card without a line": {"freeze-card", "m1", "g1", "--order", "o1", "--left", "1.00 CNY", "--by", "ann", "--note", "x"},
	} {
		if status, out, problems := s.run(t, append([]string{"stored"}, args...)...); status == 0 || problems == "" {
			t.Errorf("%s: status %d, %s", name, status, out)
		}
	}
}
