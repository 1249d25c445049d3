package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
)

func TestExchangesAreShownByRefundAndLeg(t *testing.T) {
	s := newShell(t)
	store, _ := ledgerWithOne(t, s)
	id := held(t, store).Refund
	if err := store.KeepExchanges(t.Context(), []ledger.Exchange{
		{Refund: id, Leg: "1", Provider: "stripe", Account: "acct_1", Direction: ledger.DirectionOut, Method: "POST", Target: "/v1/refunds",
			Status: 402, Request: "amount=4500", Response: `{"code":"charge_disputed"}`, At: at, Took: 340 * time.Millisecond},
		{Refund: id, Leg: "2", Provider: "stripe", Direction: ledger.DirectionOut, Method: "GET", Target: "/v1/refunds?charge=ch_1", Problem: "no route", At: at},
	}); err != nil {
		t.Fatal(err)
	}
	_, out, problems := s.run(t, "exchanges", string(id))
	for _, want := range []string{"leg 1 stripe acct_1 POST /v1/refunds: 402 in 340ms", "  > amount=4500", `  < {"code":"charge_disputed"}`,
		"leg 2 stripe GET /v1/refunds?charge=ch_1: no answer, no route"} {
		if !strings.Contains(out, want) {
			t.Errorf("it lacks %q:\n%s%s", want, out, problems)
		}
	}
	_, out, _ = s.run(t, "exchanges", string(id), "--leg", "2", "--json")
	var all []ledger.Exchange
	if err := json.Unmarshal([]byte(out), &all); err != nil || len(all) != 1 || all[0].Problem != "no route" {
		t.Errorf("as JSON: %v, %s", err, out)
	}
	if status, _, problems := s.run(t, "exchanges", "shop/none/c-1"); status != 1 || !strings.Contains(problems, "NOT_FOUND") {
		t.Errorf("of no refund: status %d, %s", status, problems)
	}
}
