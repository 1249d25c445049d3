package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Words that a refund is full of, and who may be told them.
const (
	aboutRisk   = "SERIAL_RETURNER"
	ofStaff     = "he does this every month"
	ofCustomer  = "my sister has it"
	toCustomer  = "Which box do you mean?"
	ofThePolicy = "WITHIN_WINDOW"
)

// full is the known refund with all of them, in the ledger and in its workflow.
func (b *bench) full() {
	stored := b.Books.Known[known]
	now := stored.Standing
	now.Reason, now.RiskBand, now.Message = aboutRisk+", HIGH_RISK", refund.RiskHigh, toCustomer
	now.Approval = refund.ApprovalStanding{Required: 1, Reasons: []string{aboutRisk, refund.ReasonHighRisk}, NextRole: "lead"}
	now.Question = &refund.Question{InfoID: "q-1", Question: toCustomer}
	stored.Standing = now
	stored.Proposal = &refund.Proposal{
		Assessment: refund.Assessment{TotalMinor: 4500, Currency: "CNY", Reasons: []string{ofThePolicy}, ApprovalReasons: []string{aboutRisk}},
		Verdict:    refund.RiskVerdict{Band: refund.RiskHigh}, ApprovalReasons: []string{refund.ReasonHighRisk},
	}
	stored.Trail = []refund.TrailEntry{
		{Event: "AwaitingApproval", Actor: refund.ActorMakegood, Reason: aboutRisk + ", HIGH_RISK"},
		{Event: "Resolved", Actor: "ann", Reason: "retry: " + ofStaff},
		{Event: "Rejected", Actor: "ann", Reason: ofStaff},
		{Event: "InfoProvided", Actor: "customer:42", Reason: ofCustomer},
		{Event: "Parked", Actor: refund.ActorMakegood, Reason: string(refund.CodeMachineOverLimit) + ": " + ofStaff},
		{Event: "Reserved", Actor: refund.ActorMakegood, Reason: ofThePolicy},
	}
	stored.Reply, stored.Appeal = &refund.InfoReply{Answer: ofCustomer}, &refund.Appeal{Statement: ofCustomer}
	stored.Inspection = &refund.Inspection{Note: ofStaff}
	b.Books.Known[known] = stored
	b.Books.Rows = []ledger.CaseRow{{ID: known, Status: now.Status, RiskBand: refund.RiskHigh, LastReason: aboutRisk + ", HIGH_RISK"}}
	b.Stories.Standing.Standing, b.Stories.Standing.Trail = now, stored.Trail
}

// machine is a machine's call, with scopes.
func machine(scopes ...api.Scope) api.Call {
	return api.Call{Subject: api.Subject{ID: "machine:shop", Name: "shop", Kind: api.Machine, Verified: api.ByKey, Scopes: scopes}}
}

// TestAMachineIsNotToldWhatPeopleKeepToThemselves by the refund, by lists, by the ledger alone, or by its own request again.
func TestAMachineIsNotToldWhatPeopleKeepToThemselves(t *testing.T) {
	told := func(t *testing.T, call api.Call, change func(*bench)) string {
		t.Helper()
		b := newBench(t)
		b.full()
		change(b)
		one, err := b.Service.GetRefund(t.Context(), call, api.GetRefundRequest{ID: known})
		if err != nil {
			t.Fatal(err)
		}
		b.Books.CaseErr = nil
		list, err := b.Service.ListRefunds(t.Context(), call, api.ListRefundsRequest{Expand: []api.Expand{api.ExpandRefund}})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal([]any{one, list})
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	reads, carries := machine(api.ScopeRead), machine(api.ScopeRead, api.ScopeCustomer)
	person := newBench(t).By("ann", "")
	for name, change := range map[string]func(*bench){
		"both answer": func(*bench) {}, "the ledger is away": func(b *bench) { b.Books.CaseErr = ledger.ErrNoLedger },
		"the workflow is gone": func(b *bench) { b.Stories.ViewErr = ledger.ErrNotFound },
	} {
		for _, c := range []struct {
			name      string
			call      api.Call
			told, not []string
		}{
			{"a machine", reads, []string{ofThePolicy, `"MACHINE_OVER_LIMIT"`}, []string{aboutRisk, "HIGH_RISK", `"high"`, ofStaff, ofCustomer, toCustomer}},
			{"one that carries the customer's words", carries, []string{ofThePolicy, toCustomer}, []string{aboutRisk, "HIGH_RISK", `"high"`, ofStaff, ofCustomer}},
			{"a person", person, []string{ofThePolicy, aboutRisk, `"high"`, ofStaff, ofCustomer, toCustomer}, nil},
		} {
			got := told(t, c.call, change)
			for _, text := range c.told {
				if !strings.Contains(got, text) {
					t.Errorf("%s, %s is not told %s: %s", name, c.name, text, got)
				}
			}
			for _, text := range c.not {
				if strings.Contains(got, text) {
					t.Errorf("%s, %s is told %s: %s", name, c.name, text, got)
				}
			}
		}
	}
}

// TestARequestTellsAMachineNoGroundsOfItsReview, and the second time none either.
func TestARequestTellsAMachineNoGroundsOfItsReview(t *testing.T) {
	b := newBench(t)
	request := example(t, "whole")
	b.Intake.Stores = func(in refund.Request) {
		b.full()
		stored := b.Books.Known[known]
		stored.ID, stored.Digest, stored.Cancellation = in.Cancellation.ID(), in.Digest, in.Cancellation
		b.Books.Known[stored.ID] = stored
	}
	call := machine(api.ScopeRequest)
	for range 2 {
		answer, err := b.Service.RequestRefund(t.Context(), call, api.RequestRefundRequest{Cancellation: request.Cancellation})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(raw); strings.Contains(text, aboutRisk) || strings.Contains(text, "HIGH_RISK") || !strings.Contains(text, ofThePolicy) {
			t.Errorf("told %s", text)
		}
	}
}
