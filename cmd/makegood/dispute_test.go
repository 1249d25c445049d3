package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// booked is a shell with a ledger on which setup was done.
func booked(t *testing.T, setup func(*ledgertest.Desk)) *shell {
	t.Helper()
	s := newShell(t)
	s.ledger(t, "create")
	settings, err := s.cli.settings()
	if err != nil {
		t.Fatal(err)
	}
	books, err := app.OpenLedger(t.Context(), settings, s.cli.now, nil)
	if err != nil {
		t.Fatal(err)
	}
	setup(ledgertest.At(t, books, nil))
	if err := books.Close(); err != nil {
		t.Fatal(err)
	}
	s.cli.staff = func(context.Context, config.Settings) (refund.Staff, error) {
		staff := refund.Staff{Ranks: ledgertest.Ranks}
		for _, name := range []refund.Person{"anna", "ben"} {
			staff.Reviewers = append(staff.Reviewers, *ledgertest.Anything(name).Reviewer)
		}
		return staff, nil
	}
	return s
}

// says fails unless a command line succeeds and prints a text.
func (s *shell) says(t *testing.T, want string, args ...string) {
	t.Helper()
	status, out, problems := s.run(t, args...)
	if status != 0 || !strings.Contains(out, want) {
		t.Errorf("%v: status %d, %q %q; want %q", args, status, out, problems, want)
	}
}

// refuses fails unless a command line is refused with a code.
func (s *shell) refuses(t *testing.T, code refund.Code, args ...string) {
	t.Helper()
	if status, _, problems := s.run(t, args...); status == 0 || !strings.HasPrefix(problems, "makegood: "+string(code)+": ") {
		t.Errorf("%v: status %d, %q; want %s", args, status, problems, code)
	}
}

func TestARefundMadeElsewhereIsAttributedByCommand(t *testing.T) {
	s := booked(t, func(d *ledgertest.Desk) {
		d.Held("o1", "c1", 1)
		d.Outside("o1", "re_1", 6000)
	})
	s.says(t, "re_1 Settled 60.00 CNY of simulator ch_o1", "dispute", "outside")
	words := []string{"attribute", "re_1", "--provider", "simulator", "--reference", "ch_o1", "--by", "anna", "--note", "by hand", "--line"}
	s.refuses(t, ledger.CodeAmountDiffers, append(words, "1:1:59.99 CNY")...)
	s.refuses(t, refund.CodeUnknownLine, append(words, "9:1:60.00 CNY")...)
	s.refuses(t, refund.CodeQuantityRefunded, append(words, "1:2:60.00 CNY")...)
	s.refuses(t, refund.CodeCurrencyMismatch, append(words, "1:1:60.00 USD")...)
	s.refuses(t, refund.CodeReviewerUnknown, append(words, "1:1:60.00 CNY", "--by", "nobody")...)
	s.says(t, "accepted: attributed: lines", append(words, "1:1:60.00 CNY")...)
	s.says(t, "accepted: attributed: lines", append(words, "1:1:60.00 CNY")...)
	s.refuses(t, refund.CodeConflict, "attribute", "re_1", "--provider", "simulator", "--reference", "ch_o1", "--by", "ben", "--note", "x", "--goodwill")
	s.says(t, "no refund made elsewhere waits", "dispute", "outside")
	if status, _, _ := s.run(t, append(words, "1:60.00 CNY")...); status != 2 {
		t.Errorf("a line without a quantity: status %d, want 2", status)
	}
}

func TestTheEvidenceOfADisputeNamesWhatWasRefundedAndWhen(t *testing.T) {
	s := booked(t, func(d *ledgertest.Desk) {
		id := d.Sent("o1", "c1", 1)
		d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: "re_7", BankReference: "ARN-7"})
		for i, stage := range []refund.DisputeStage{refund.DisputeOpened, refund.DisputeLost} {
			d.Book(refund.Fact{
				ID: string(stage), Kind: refund.FactDispute, Provider: "simulator", Reference: "ch_o1", OccurredAt: at.Add(time.Duration(i-24) * time.Hour),
				Dispute: &refund.DisputeFact{DisputeID: "dp_1", Stage: stage, AmountMinor: 22600, Currency: "CNY", FeeMinor: 100, Reason: "fraudulent"},
			})
		}
	})
	s.says(t, "dp_1 LOST 226.00 CNY of simulator ch_o1", "dispute", "list")
	s.says(t, "no dispute", "dispute", "list", "--open")
	s.says(t, "the customer owes 113.00 CNY, refunds discharged 0.00 CNY, loss 113.00 CNY", "dispute", "show", "dp_1")
	s.says(t, "leg 1: 113.00 CNY Settled, provider's id re_7, bank reference ARN-7", "dispute", "evidence", "dp_1")
	s.refuses(t, refund.CodeNotFound, "dispute", "evidence", "dp_9")
	status, out, problems := s.run(t, "dispute", "evidence", "dp_1", "--json")
	var e disputeEvidence
	if err := json.Unmarshal([]byte(out), &e); status != 0 || err != nil {
		t.Fatalf("status %d, %v: %s", status, err, problems)
	}
	if len(e.Refunds) != 1 || len(e.Refunds[0].Legs) != 1 || e.Refunds[0].Lines[0].Quantity != 1 {
		t.Fatalf("got %+v", e)
	}
	var events []string
	for _, event := range e.Refunds[0].Legs[0].Events {
		events = append(events, event.Event)
	}
	if leg := e.Refunds[0].Legs[0]; leg.BankReference != "ARN-7" || strings.Join(events, " ") != "LegBegun LegSettled" {
		t.Errorf("got %+v", leg)
	}
	off := []string{"write-off", "w-1", "--provider", "simulator", "--reference", "ch_o1", "--note", "moved away", "--amount"}
	s.refuses(t, ledger.CodeNotReceivable, append(off, "113.01 CNY", "--by", "anna")...)
	s.says(t, "another person has to say so too", append(off, "113.00 CNY", "--by", "anna")...)
	s.refuses(t, refund.CodeAlreadyDecided, append(off, "113.00 CNY", "--by", "ben")...) // the same hands under another name
	s.cli.user = "user:ben@desk"
	s.says(t, "written off", append(off, "113.00 CNY", "--by", "ben")...)
}
