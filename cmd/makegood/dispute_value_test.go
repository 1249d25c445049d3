package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

func TestWhatADisputeInAnotherCurrencyTakesIsSaidByCommand(t *testing.T) {
	var owner refund.KeyOwner
	var id refund.ID
	s := booked(t, func(d *ledgertest.Desk) {
		id = d.Paid("o1", "c1", 1)
		var err error
		if owner, err = d.Store.OwnerOf(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		d.Book(refund.Fact{
			ID: "evt_1", Kind: refund.FactDispute, Provider: "simulator", Reference: "ch_o1", OccurredAt: at.Add(-time.Hour),
			Dispute: &refund.DisputeFact{DisputeID: "dp_1", Stage: refund.DisputeOpened, AmountMinor: 3200, Currency: "USD", Reason: "fraudulent"},
		})
	})
	words := []string{"dispute", "value", "dp_1", "--note", "Lin's statement of November", "--by"}
	s.says(t, "taken 0.00 CNY", "dispute", "show", "dp_1")
	s.refuses(t, refund.CodeNotFound, "dispute", "value", "dp_9", "--note", "x", "--by", "anna", "--amount", "226.00 CNY")
	s.refuses(t, refund.CodeReviewerUnknown, append(words, "nobody", "--amount", "226.00 CNY")...)
	s.refuses(t, refund.CodeMalformed, append(words, "anna", "--amount", "32.00 USD")...)
	s.refuses(t, refund.CodeCapExceeded, append(words, "anna", "--amount", "226.01 CNY")...)
	s.refuses(t, refund.CodeMalformed, append(words, "anna", "--amount", "226")...)
	s.says(t, "taken 0.00 CNY", "dispute", "show", "dp_1")
	s.says(t, "accepted: the dispute takes 226.00 CNY", append(words, "anna", "--amount", "226.00 CNY")...)
	s.says(t, "accepted: it was said before", append(words, "anna", "--amount", "226.00 CNY")...)
	if bytes.Contains(s.storedBytes(t), []byte("statement of November")) {
		t.Error("the ledger has the note readable")
	}
	shown := s.mustRun(t, "dispute", "show", "dp_1")
	for _, want := range []string{"taken 226.00 CNY", "anna said that 32.00 USD of it take 226.00 CNY: Lin's statement of November"} {
		if !strings.Contains(shown, want) {
			t.Errorf("it shows no %q:\n%s", want, shown)
		}
	}
	if evidence := s.mustRun(t, "dispute", "evidence", "dp_1", "--json"); strings.Contains(evidence, refund.SealedPrefix) || strings.Contains(evidence, "statement") {
		t.Errorf("the evidence has what a person wrote: %s", evidence)
	}
	s.mustRun(t, "erase", owner.Name, "--merchant", string(owner.Merchant), "--by", "dpo", "--reason", "asked", "--force", "--yes")
	s.says(t, "take 226.00 CNY: [erased on ", "dispute", "show", "dp_1")
}

func TestAValueThatNobodyNeedsIsRefused(t *testing.T) {
	s := booked(t, func(d *ledgertest.Desk) {
		d.Paid("o1", "c1", 1)
		for i, stage := range []refund.DisputeStage{refund.DisputeOpened, refund.DisputeWon} {
			d.Book(refund.Fact{
				ID: string(stage), Kind: refund.FactDispute, Provider: "simulator", Reference: "ch_o1", OccurredAt: at.Add(time.Duration(i-24) * time.Hour),
				Dispute: &refund.DisputeFact{DisputeID: "dp_1", Stage: stage, AmountMinor: 3200, Currency: "USD"},
			})
		}
	})
	s.refuses(t, ledger.CodeNothingTaken, "dispute", "value", "dp_1", "--note", "x", "--by", "anna", "--amount", "226.00 CNY")
}
