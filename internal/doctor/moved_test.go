package doctor_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/makegood/makegood/internal/doctor"
	"github.com/makegood/makegood/ledger"
)

// paid is a payment of the simulator with what came back, and what is under way.
func paid(reference string, returned, underWay int64) ledger.ProviderPayment {
	return ledger.ProviderPayment{
		ID: "m/simulator/acct_1/" + reference, Provider: "simulator", Account: "acct_1", Reference: reference, Currency: "CNY",
		ReturnedMinor: returned, UnderWayMinor: underWay,
	}
}

// at is what moved of a payment of the simulator.
func at(reference string) doctor.PaymentKey {
	return doctor.PaymentKey{Account: "acct_1", Reference: reference, Currency: "CNY"}
}

func TestTheProvidersBookIsHeldAgainstTheLedgerPaymentByPayment(t *testing.T) {
	stranger := paid("ch_9", 500, 0)
	stranger.Provider = "stripe"
	shared := paid("ch_1", 300, 0)
	shared.ID = "n/simulator/acct_1/ch_1"
	type minor = map[doctor.PaymentKey]int64
	for _, c := range []struct {
		name     string
		payments []ledger.ProviderPayment
		moved    minor
		want     []string // the payments that differ
	}{
		{"they agree", []ledger.ProviderPayment{paid("ch_1", 1000, 0), paid("ch_2", 0, 0)}, minor{at("ch_1"): 1000}, nil},
		{"what is under way may have moved", []ledger.ProviderPayment{paid("ch_1", 1000, 300)}, minor{at("ch_1"): 1300}, nil},
		{"what is under way may not have moved", []ledger.ProviderPayment{paid("ch_1", 1000, 300)}, minor{at("ch_1"): 1000}, nil},
		{"more than is under way moved", []ledger.ProviderPayment{paid("ch_1", 1000, 300)}, minor{at("ch_1"): 1301}, []string{"ch_1"}},
		{"less moved", []ledger.ProviderPayment{paid("ch_1", 1000, 0)}, minor{at("ch_1"): 999}, []string{"ch_1"}},
		{"nothing moved", []ledger.ProviderPayment{paid("ch_1", 1000, 0)}, nil, []string{"ch_1"}},
		{"the money went to another payment", []ledger.ProviderPayment{paid("ch_1", 1000, 0)}, minor{at("ch_stranger"): 1000}, []string{"ch_1", "ch_stranger"}},
		{"the money went to another known payment", []ledger.ProviderPayment{paid("ch_1", 1000, 0), paid("ch_2", 0, 0)}, minor{at("ch_2"): 1000}, []string{"ch_1", "ch_2"}},
		{"the money went from another account", []ledger.ProviderPayment{paid("ch_1", 1000, 0)},
			minor{{Account: "acct_2", Reference: "ch_1", Currency: "CNY"}: 1000}, []string{"ch_1", "ch_1"}},
		{"the money went in another currency", []ledger.ProviderPayment{paid("ch_1", 1000, 0)},
			minor{{Account: "acct_1", Reference: "ch_1", Currency: "USD"}: 1000}, []string{"ch_1", "ch_1"}},
		{"two merchants share a payment", []ledger.ProviderPayment{paid("ch_1", 1000, 0), shared}, minor{at("ch_1"): 1300}, nil},
		{"another provider's payments are not in the book", []ledger.ProviderPayment{stranger}, nil, nil},
	} {
		report, err := doctor.Examine(t.Context(), patient(books{payments: c.payments}, doctor.WorkflowRuns, c.moved))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range report.Findings {
			name, _, _ := strings.Cut(strings.TrimPrefix(f.Detail, "payment "), " of account")
			got = append(got, name)
			if f.Code != doctor.CodeBooksDisagree || f.Severity != doctor.SeverityWrong {
				t.Errorf("%s: found %+v", c.name, f)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: found %v, want %v", c.name, report.Findings, c.want)
		}
	}
}

func TestADisagreementSaysWhatBothBooksHave(t *testing.T) {
	report, err := doctor.Examine(t.Context(), patient(books{payments: []ledger.ProviderPayment{paid("ch_1", 1000, 300)}},
		doctor.WorkflowRuns, map[doctor.PaymentKey]int64{at("ch_1"): 2000}))
	want := "payment ch_1 of account acct_1: the provider moved 20.00 CNY, the ledger says 10.00 CNY came back and 3.00 CNY is under way"
	if err != nil || len(report.Findings) != 1 || report.Findings[0].Detail != want {
		t.Errorf("got %v, %v; want %q", report.Findings, err, want)
	}
}

// TestEveryPageOfPaymentsIsReadAndTheListOfDifferencesIsBounded: 4,001 payments are three pages.
func TestEveryPageOfPaymentsIsReadAndTheListOfDifferencesIsBounded(t *testing.T) {
	var payments []ledger.ProviderPayment
	moved := map[doctor.PaymentKey]int64{}
	for n := range 4001 {
		p := paid(fmt.Sprintf("ch_%05d", n), 100, 0)
		payments = append(payments, p)
		moved[at(p.Reference)] = 100
	}
	p := patient(books{payments: payments}, doctor.WorkflowRuns, moved)
	report, err := doctor.Examine(t.Context(), p)
	if err != nil || len(report.Findings) != 0 {
		t.Fatalf("%d findings, %v", len(report.Findings), err)
	}
	p.Moved = func(context.Context) (doctor.Moved, error) { return doctor.Moved{}, nil }
	report, err = doctor.Examine(t.Context(), p)
	if err != nil || len(report.Findings) != 101 || report.Findings[100].Detail != "4001 payments differ; the first 100 are listed" {
		t.Errorf("%d findings, %v, the last %v", len(report.Findings), err, report.Findings[len(report.Findings)-1])
	}
}
