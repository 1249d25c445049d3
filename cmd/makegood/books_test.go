package main

import (
	"encoding/json"
	"os"
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
		c := ledgertest.SpentRequest("o3", refund.PaymentGiftCard)
		d.Propose(c, ledgertest.Units(1))
		d.Begin(c.ID())
		d.Record(c.ID(), refund.OutcomeSettled)
	})
}

func TestTheBooksAreReadAsTableCSVAndJSON(t *testing.T) {
	s := keptBooks(t)
	for file, args := range map[string][]string{
		"books-trial.txt":        {"trial-balance"},
		"books-trial.csv":        {"trial-balance", "--csv", "--merchant", "m1"},
		"books-trial.json":       {"trial-balance", "--json", "--period", "2026-11"},
		"books-trial-each.txt":   {"trial-balance", "--each-account"},
		"books-payables.txt":     {"payables"},
		"books-payables.csv":     {"payables", "--csv"},
		"books-payables.json":    {"payables", "--json"},
		"books-suspense.txt":     {"suspense"},
		"books-suspense.csv":     {"suspense", "--csv"},
		"books-suspense.json":    {"suspense", "--json"},
		"books-receivables.txt":  {"receivables"},
		"books-receivables.csv":  {"receivables", "--csv"},
		"books-receivables.json": {"receivables", "--json"},
		"books-help.txt":         {"--help"},
		"books-trial-help.txt":   {"trial-balance", "--help"},
		"books-open-help.txt":    {"suspense", "--help"},
		"books-close-help.txt":   {"close", "--help"},
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
}

// TestABadQuestionOfTheBooksIsRefusedAndChangesNothing: with status 2 and the code of a wrong command line.
func TestABadQuestionOfTheBooksIsRefusedAndChangesNothing(t *testing.T) {
	s := keptBooks(t)
	state := func() string {
		return s.mustRun(t, "books", "trial-balance", "--json", "--each-account") + s.mustRun(t, "books", "periods", "--json")
	}
	before := state()
	who := []string{"--by", "anna", "--reason", "x"}
	for _, args := range [][]string{
		{"trial-balance", "--period", "2026-11", "--from", "2026-11-01"}, {"trial-balance", "--period", "november"}, {"trial-balance", "--period", "2026-13"},
		{"trial-balance", "--from", "2026-11-31"}, {"trial-balance", "--to", "tomorrow"}, {"trial-balance", "--from", "2026-11-02", "--to", "2026-11-01"},
		{"trial-balance", "--from", "2026-11-02", "--to", "2026-11-02"}, {"trial-balance", "2026-11"}, {"trial-balance", "--at", "2026-11-01"},
		{"payables", "--limit", "0"}, {"payables", "--limit", "-1"}, {"suspense", "--to", "2026-02-30"}, {"receivables", "--from", "2026-11-01"},
		{"periods", "2026-11"}, {"ledgers"},
		append([]string{"close", "november"}, who...), append([]string{"close", "2026-13"}, who...), append([]string{"close"}, who...),
		append([]string{"close", "x", "--from", "2026-11-01"}, who...), append([]string{"close", "x", "--from", "2026-11-02", "--to", "2026-11-01"}, who...),
		append([]string{"close", "x", "--from", "2026-11-01", "--to", "2026-11-01"}, who...), {"close", "2026-11", "--by", "anna"}, {"close", "2026-11", "--reason", "x"},
	} {
		status, out, problems := s.run(t, append([]string{"books"}, args...)...)
		if status != 2 || out != "" || !strings.HasPrefix(problems, "makegood: "+string(codeUsage)+": ") {
			t.Errorf("%v: status %d, %q, %q", args, status, out, problems)
		}
	}
	if after := state(); after != before {
		t.Errorf("it changed from\n%s\nto\n%s", before, after)
	}
}

// TestEveryExampleOfThePageAboutTheBooksRuns: in the sequence of the page, on books of November.
func TestEveryExampleOfThePageAboutTheBooksRuns(t *testing.T) {
	s := keptBooks(t)
	s.cli.now = func() time.Time { return at.AddDate(0, 0, 10) }
	page, err := os.ReadFile("../../docs/books.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := namedCommand.FindAllStringSubmatch(string(page), -1)
	ran := map[string]bool{}
	for _, found := range examples {
		line, _, _ := strings.Cut(found[1]+found[2], " #")
		checkCommand(t, "books.md", line)
		words := strings.Fields(line)[1:]
		if found[1] == "" || words[0] != "books" { // a command that is named in a sentence
			continue
		}
		if status, _, problems := s.run(t, words...); status != 0 {
			t.Errorf("%s: status %d, %s", line, status, problems)
		}
		ran[words[1]] = true
	}
	for _, name := range []string{"trial-balance", "payables", "suspense", "receivables", "periods", "close"} {
		if !ran[name] {
			t.Errorf("the page has no example of books %s", name)
		}
	}
	s.refuses(t, refund.CodeConflict, "books", "close", "2026-11", "--from", "2026-11-02", "--to", "2026-11-03", "--by", "ben", "--reason", "x")
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
