package doctor_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/makegood/makegood/internal/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// books is a ledger with a few rows.
type books struct {
	rows   []ledger.CaseRow
	closed bool
	totals []ledger.AssetTotals
	audit  []ledger.Finding
}

func (b books) Case(context.Context, refund.ID) (refund.Case, error) {
	return refund.Case{Status: refund.StatusPayingOut, Closed: b.closed}, nil
}
func (b books) Cases(context.Context, ledger.CaseFilter) ([]ledger.CaseRow, error) {
	return b.rows, nil
}
func (b books) Totals(context.Context) ([]ledger.AssetTotals, error) { return b.totals, nil }
func (b books) Audit(context.Context) ([]ledger.Finding, error)      { return b.audit, nil }

func running(yes bool) func(context.Context, refund.ID) (bool, error) {
	return func(context.Context, refund.ID) (bool, error) { return yes, nil }
}

func moved(minor map[refund.Currency]int64, twice ...string) func(context.Context) (doctor.Moved, error) {
	return func(context.Context) (doctor.Moved, error) { return doctor.Moved{Minor: minor, Twice: twice}, nil }
}

func TestWhatTheDoctorFinds(t *testing.T) {
	open := []ledger.CaseRow{{ID: "refund/m/o/r", Currency: "CNY", HeldMinor: 4500}}
	cny := []ledger.AssetTotals{{Currency: "CNY", ReturnedMinor: 1000, SentMinor: 300}}
	credit := []ledger.AssetTotals{{Currency: "CNY", ReturnedMinor: 1000, OtherWayMinor: 400}}
	for _, c := range []struct {
		patient string
		is      doctor.Patient
		codes   []string
	}{
		{"all is well", doctor.Patient{Books: books{rows: open, totals: cny}, Running: running(true), Moved: moved(map[refund.Currency]int64{"CNY": 1000})}, nil},
		{"what is under way has moved already", doctor.Patient{Books: books{totals: cny}, Running: running(true), Moved: moved(map[refund.Currency]int64{"CNY": 1300})}, nil},
		{"store credit is in no provider's book", doctor.Patient{Books: books{totals: credit}, Running: running(true), Moved: moved(map[refund.Currency]int64{"CNY": 600})}, nil},
		{"the provider moved what went back as store credit", doctor.Patient{Books: books{totals: credit}, Running: running(true), Moved: moved(map[refund.Currency]int64{"CNY": 1000})}, []string{"BOOKS_DISAGREE"}},
		{"the provider moved more", doctor.Patient{Books: books{totals: cny}, Running: running(true), Moved: moved(map[refund.Currency]int64{"CNY": 1301})}, []string{"BOOKS_DISAGREE"}},
		{"the provider moved less", doctor.Patient{Books: books{totals: cny}, Running: running(true), Moved: moved(map[refund.Currency]int64{"CNY": 999})}, []string{"BOOKS_DISAGREE"}},
		{"the provider moved what the ledger never heard of", doctor.Patient{Books: books{}, Running: running(true), Moved: moved(map[refund.Currency]int64{"JPY": 1})}, []string{"BOOKS_DISAGREE"}},
		{"the provider moved twice under one key", doctor.Patient{Books: books{}, Running: running(true), Moved: moved(nil, "mg1")}, []string{"MOVED_TWICE"}},
		{"terminated while it held money", doctor.Patient{Books: books{rows: open}, Running: running(false), Moved: moved(nil)}, []string{"NO_OPEN_WORKFLOW"}},
		{"closed while Temporal was asked", doctor.Patient{Books: books{rows: open, closed: true}, Running: running(false), Moved: moved(nil)}, nil},
		{"the audit's own findings are passed on", doctor.Patient{Books: books{audit: []ledger.Finding{{Code: "UNBALANCED"}}}, Running: running(true), Moved: moved(nil)}, []string{"UNBALANCED"}},
	} {
		report, err := doctor.Examine(t.Context(), c.is)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, f := range report.Findings {
			codes = append(codes, f.Code)
		}
		if !slices.Equal(codes, c.codes) || len(report.Skipped) != 0 {
			t.Errorf("%s: findings %v, skipped %v; want %v", c.patient, report.Findings, report.Skipped, c.codes)
		}
	}
}

func TestWhatCannotBeExaminedIsSaid(t *testing.T) {
	away := errors.New("away")
	report, err := doctor.Examine(t.Context(), doctor.Patient{
		Books:   books{rows: []ledger.CaseRow{{ID: "refund/m/o/r"}}},
		Running: func(context.Context, refund.ID) (bool, error) { return false, away },
		Moved:   func(context.Context) (doctor.Moved, error) { return doctor.Moved{}, away },
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"open workflows: away", "the provider's book: away"}
	if !slices.Equal(report.Skipped, want) || len(report.Findings) != 0 {
		t.Errorf("skipped %q, findings %v", report.Skipped, report.Findings)
	}
}
