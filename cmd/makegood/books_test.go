package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// keptBooks is a shell whose ledger has a paid refund, one that is under way, a lost dispute and a refund made elsewhere.
func keptBooks(t *testing.T) *shell {
	return booked(t, func(d *ledgertest.Desk) {
		d.Paid("o1", "c1", 1)
		d.Sent("o2", "c1", 1)
		for _, stage := range []refund.DisputeStage{refund.DisputeOpened, refund.DisputeLost} {
			d.Book(refund.Fact{
				ID: "evt_" + string(stage), Kind: refund.FactDispute, Provider: "simulator", Reference: "ch_o1", OccurredAt: at,
				Dispute: &refund.DisputeFact{DisputeID: "dp_1", Stage: stage, AmountMinor: 22600, Currency: "CNY"},
			})
		}
		d.Outside("o2", "re_1", 6000)
	})
}

func TestTheBooksAreReadAsTableCSVAndJSON(t *testing.T) {
	s := keptBooks(t)
	for file, args := range map[string][]string{
		"books-trial.txt":       {"trial-balance"},
		"books-trial.csv":       {"trial-balance", "--csv", "--merchant", "m1"},
		"books-trial.json":      {"trial-balance", "--json", "--period", "2026-11"},
		"books-trial-each.txt":  {"trial-balance", "--each-account"},
		"books-payables.txt":    {"payables"},
		"books-payables.csv":    {"payables", "--csv"},
		"books-payables.json":   {"payables", "--json"},
		"books-suspense.txt":    {"suspense"},
		"books-receivables.txt": {"receivables"},
	} {
		status, out, problems := s.run(t, append([]string{"books"}, args...)...)
		if status != 0 {
			t.Errorf("%v: status %d, %s", args, status, problems)
			continue
		}
		golden(t, file, out)
	}
}

func TestABooksReadingOfNothingSaysSo(t *testing.T) {
	s := booked(t, func(*ledgertest.Desk) {})
	s.says(t, "nothing was booked", "books", "trial-balance")
	s.says(t, "nothing is open", "books", "payables")
	s.says(t, "no period is closed", "books", "periods")
	s.refuses(t, codeUsage, "books", "trial-balance", "--period", "2026-11", "--from", "2026-11-01")
	s.refuses(t, codeUsage, "books", "trial-balance", "--period", "november")
	s.refuses(t, codeUsage, "books", "payables", "--limit", "0")
}

func TestAPeriodIsClosedByAPersonAndListed(t *testing.T) {
	s := keptBooks(t)
	month := []string{"books", "close", "2026-11", "--reason", "month's end", "--by"}
	s.refuses(t, ledger.CodePeriodNotOver, append(month, "anna")...)
	s.cli.now = func() time.Time { return at.AddDate(0, 0, 10) }
	s.refuses(t, codeUsage, "books", "close", "2026-11", "--by", "anna")
	s.refuses(t, refund.CodeReviewerUnknown, append(month, "zoe")...)
	s.says(t, "2026-11 is closed", append(month, "anna")...)
	s.says(t, "closed before by anna", append(month, "ben")...)
	s.refuses(t, ledger.CodePeriodOutOfSequence, "books", "close", "x", "--from", "2026-12-02", "--to", "2026-12-03", "--by", "ben", "--reason", "x")
	_, out, _ := s.run(t, "books", "periods", "--json")
	var closed []ledger.BookPeriod
	if err := json.Unmarshal([]byte(out), &closed); err != nil || len(closed) != 1 || closed[0].ClosedBy != "anna" {
		t.Errorf("%v: %s", err, out)
	}
	s.says(t, "2026-11,2026-11-01,2026-12-01,anna,", "books", "periods", "--csv")
}

func TestBooksThatDoNotSumToZeroAreAnError(t *testing.T) {
	err := notZero([]ledger.TrialSum{{Asset: "EUR"}, {Asset: "CNY", DebitMinor: 100, CreditMinor: 90, BalanceMinor: 10}})
	if err == nil || !strings.Contains(err.Error(), "CNY: the balances come to 0.10 CNY") {
		t.Errorf("got %v", err)
	}
	if err := notZero([]ledger.TrialSum{{Asset: "EUR", DebitMinor: 5, CreditMinor: 5}}); err != nil {
		t.Error(err)
	}
}
