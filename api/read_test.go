package api_test

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestARefundIsShownByItsWorkflowAndTheLedger(t *testing.T) {
	away := errors.New("away")
	for _, c := range []struct {
		name     string
		change   func(*bench)
		source   string
		waits    string
		workflow bool
		ledger   bool
	}{
		{"both answer", func(*bench) {}, "workflow", "a reviewer", false, false},
		{"the workflow is gone", func(b *bench) { b.Stories.ViewErr = away }, "ledger", "", true, false},
		{"the ledger does not answer", func(b *bench) { b.Books.CaseErr = away }, "workflow", "a reviewer", false, true},
	} {
		b := newBench(t)
		c.change(b)
		got, err := b.Service.GetRefund(t.Context(), b.By("ann", ""), api.GetRefundRequest{ID: known})
		if err != nil || got.Source != c.source || got.WaitsFor != c.waits || got.TotalMinor != 4500 || got.ID != known ||
			(got.Workflow != nil) != c.workflow || (got.Ledger != nil) != c.ledger {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}

func TestARefundThatNobodyKnowsIsNotShown(t *testing.T) {
	b := newBench(t)
	_, err := b.Service.GetRefund(t.Context(), b.By("ann", ""), api.GetRefundRequest{ID: "refund/m/o/other"})
	refusedWith(t, "a refund nobody knows", err, refund.CodeNotFound)
	_, err = b.Service.GetRefund(t.Context(), b.By("ann", ""), api.GetRefundRequest{ID: "m/o/r"})
	refusedWith(t, "an id that is none", err, refund.CodeBadID)
}

func TestWhatARefundMadeElsewhereWasForIsSaidByWhoCalls(t *testing.T) {
	b := newBench(t)
	b.Books.Outside = []ledger.OutsideRefund{{ProviderRefundID: "re_1", Payment: ledger.NamedPayment{Currency: "CNY"}}}
	in := api.AttributeRequest{ProviderRefundID: "re_1", Provider: "stripe", Reference: "ch_1", Note: "done in the dashboard", Currency: "CNY",
		Lines: []ledger.AttributedLine{{LineID: "1", Quantity: 1, AmountMinor: 6000}}}
	if answer, err := b.Service.Attribute(t.Context(), b.By("ann", ""), in); err != nil || answer.Detail != "attributed" {
		t.Fatalf("%+v, %v", answer, err)
	}
	if said := b.Books.Said[0]; said.By != "ann" || said.As != ledger.AttributedLines || said.Authority.Reviewer == nil || said.Authority.Reviewer.Name != "ann" {
		t.Errorf("said %+v", said)
	}
	dollars := in
	dollars.Currency = "USD"
	_, err := b.Service.Attribute(t.Context(), b.By("ann", ""), dollars)
	refusedWith(t, "another currency", err, refund.CodeCurrencyMismatch)
	none := in
	none.Currency = ""
	_, err = b.Service.Attribute(t.Context(), b.By("ann", ""), none)
	refusedWith(t, "no currency", err, refund.CodeMissingField)
	b.Books.Answer = refund.Answer{Code: refund.CodeConflict, Detail: "something else was said before"}
	_, err = b.Service.Attribute(t.Context(), b.By("ann", ""), in)
	refusedWith(t, "other words", err, refund.CodeConflict)
	if len(b.Books.Said) != 2 {
		t.Errorf("%d were said", len(b.Books.Said))
	}
}
