package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// funded is a shell whose ledger has a fund of 200.00 CNY: one refund is under way, one waits for the fund, one for a
// person's approval, and one for goods.
func funded(t *testing.T) *shell {
	s := booked(t, func(d *ledgertest.Desk) {
		_, err := d.Store.ChangeFund(t.Context(), ledger.FundAct{
			ID: "g0", Kind: ledger.FundGrant, Fund: ledger.FundRef{Merchant: "m1", Provider: "simulator", Currency: "CNY"}, AmountMinor: 20000,
			By: "anna", Note: "November", Authority: ledgertest.Anything("anna"),
		})
		if err != nil {
			t.Fatal(err)
		}
		d.Sent("o1", "c1", 1)
		d.Begin(d.Held("o2", "c1", 1))
		d.Waiting("o3", "lead")
		d.AwaitingGoods("o4")
	})
	return s
}

func TestAFundIsGrantedWithdrawnEndedAndShown(t *testing.T) {
	s := booked(t, func(*ledgertest.Desk) {})
	s.says(t, "there is none: no account has a limit", "fund", "show")
	of := []string{"--merchant", "m1", "--provider", "simulator", "--by", "anna", "--note", "November"}
	grant := append([]string{"fund", "grant", "--amount", "1000.00 CNY"}, of...)
	s.says(t, "fund of m1 simulator: 1000.00 CNY free", grant...)
	s.says(t, "was carried out before; nothing is changed", grant...)
	s.says(t, "m1: simulator  1000.00 CNY  1000.00 CNY", "fund", "show")
	s.says(t, "fund of m1 simulator: 1500.00 CNY free", append([]string{"fund", "grant", "--amount", "500.00 CNY", "--id", "g2"}, of...)...)
	s.refuses(t, refund.CodeConflict, append([]string{"fund", "grant", "--amount", "501.00 CNY", "--id", "g2"}, of...)...)
	s.refuses(t, refund.CodeFundShort, append([]string{"fund", "withdraw", "--amount", "1500.01 CNY"}, of...)...)
	s.refuses(t, refund.CodeNotFound, append([]string{"fund", "withdraw", "--amount", "1.00 EUR"}, of...)...)
	s.says(t, "300.00 CNY free", append([]string{"fund", "withdraw", "--amount", "1200.00 CNY"}, of...)...)
	s.refuses(t, codeUsage, append([]string{"fund", "end"}, of...)...)
	s.says(t, "the account has no limit", append([]string{"fund", "end", "--currency", "CNY"}, of...)...)
	s.says(t, "ended: the account has no limit", "fund", "show")
	s.refuses(t, refund.CodeReviewerUnknown, "fund", "grant", "--amount", "1.00 CNY", "--merchant", "m1", "--provider", "simulator", "--by", "zoe", "--note", "x")
	s.refuses(t, codeUsage, "fund", "grant", "--amount", "1.00 CNY", "--provider", "simulator", "--by", "anna", "--note", "x")
}

// TestAGrantIsKeptThoughNobodyCanBeToldOfIt: what waits asks by itself.
func TestAGrantIsKeptThoughNobodyCanBeToldOfIt(t *testing.T) {
	s := funded(t)
	status, out, problems := s.run(t, "fund", "grant", "--amount", "26.00 CNY", "--merchant", "m1", "--provider", "simulator", "--by", "anna", "--note", "x")
	if status != 0 || !strings.Contains(out, "113.00 CNY free") || !strings.Contains(problems, "0 of 1 waiting legs were told; the others go on by themselves") {
		t.Errorf("status %d\n%s\n%s", status, out, problems)
	}
}

func TestWhatWaitsForAFundIsListed(t *testing.T) {
	s := funded(t)
	golden(t, "waiting-fund.txt", s.output(t, "waiting", "--fund"))
	_, _, problems := s.run(t, "waiting")
	if !strings.Contains(problems, "1 legs, 113.00 CNY, wait for the fund of m1 simulator") {
		t.Error(problems)
	}
	var waits []ledger.FundWait
	if err := json.Unmarshal([]byte(s.output(t, "waiting", "--fund", "--json")), &waits); err != nil || len(waits) != 1 || waits[0].AmountMinor != 11300 {
		t.Errorf("%v %+v", err, waits)
	}
}

func TestLiquidityIsReadAsTableCSVAndJSON(t *testing.T) {
	s := funded(t)
	for file, args := range map[string][]string{
		"liquidity.txt": nil, "liquidity.csv": {"--csv", "--days", "1"}, "liquidity.json": {"--json"},
	} {
		golden(t, file, s.output(t, append([]string{"liquidity"}, args...)...))
	}
	s.refuses(t, codeUsage, "liquidity", "--days", "0")
}

func TestLiquidityOfNothingSaysSo(t *testing.T) {
	s := booked(t, func(*ledgertest.Desk) {})
	for _, says := range []string{"nothing is open", "nothing is expected", "no account has a limit", "nothing would be paid"} {
		s.says(t, says, "liquidity")
	}
}

// output is what a command line writes that succeeds.
func (s *shell) output(t *testing.T, args ...string) string {
	t.Helper()
	status, out, problems := s.run(t, args...)
	if status != 0 {
		t.Fatalf("%v: status %d, %s", args, status, problems)
	}
	return out
}
