package doctor_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestWhatTheDoctorFinds(t *testing.T) {
	open := []ledger.CaseRow{{ID: "refund/m/o/r", Currency: "CNY", HeldMinor: 4500}}
	cny := []ledger.AssetTotals{{Currency: "CNY", ReturnedMinor: 1000, SentMinor: 300}}
	closed := refund.Case{Closed: true}
	credit := []ledger.AssetTotals{{Currency: "CNY", ReturnedMinor: 1000, OtherWayMinor: 400}}
	for _, c := range []struct {
		patient string
		is      doctor.Patient
		codes   []string
	}{
		{"all is well", patient(books{rows: open, totals: cny}, doctor.WorkflowRuns, map[refund.Currency]int64{"CNY": 1000}), nil},
		{"what is under way has moved already", patient(books{totals: cny}, doctor.WorkflowRuns, map[refund.Currency]int64{"CNY": 1300}), nil},
		{"the provider moved more", patient(books{totals: cny}, doctor.WorkflowRuns, map[refund.Currency]int64{"CNY": 1301}), []string{"BOOKS_DISAGREE"}},
		{"the provider moved less", patient(books{totals: cny}, doctor.WorkflowRuns, map[refund.Currency]int64{"CNY": 999}), []string{"BOOKS_DISAGREE"}},
		{"the provider moved what the ledger never heard of", patient(books{}, doctor.WorkflowRuns, map[refund.Currency]int64{"JPY": 1}), []string{"BOOKS_DISAGREE"}},
		{"the provider moved twice under one key", patient(books{}, doctor.WorkflowRuns, nil, "mg1"), []string{"MOVED_TWICE"}},
		{"terminated while it held money", patient(books{rows: open}, doctor.WorkflowEnded, nil), []string{"NO_OPEN_WORKFLOW"}},
		{"a workflow Temporal has forgotten", patient(books{rows: open}, doctor.WorkflowUnknown, nil), []string{"NO_OPEN_WORKFLOW"}},
		{"closed while Temporal was asked", patient(books{rows: open, stored: closed}, doctor.WorkflowEnded, nil), nil},
		{"the audit's own findings are passed on", patient(books{audit: []ledger.Finding{{Code: "UNBALANCED"}}}, doctor.WorkflowRuns, nil), []string{"UNBALANCED"}},
		{"store credit is in no provider's book", patient(books{totals: credit}, doctor.WorkflowRuns, map[refund.Currency]int64{"CNY": 600}), nil},
		{"the provider moved what went back as store credit", patient(books{totals: credit}, doctor.WorkflowRuns, map[refund.Currency]int64{"CNY": 1000}), []string{"BOOKS_DISAGREE"}},
	} {
		report, err := doctor.Examine(t.Context(), c.is)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, f := range report.Findings {
			codes = append(codes, f.Code)
		}
		if !slices.Equal(codes, c.codes) || len(report.Skipped) != 0 || report.WrongCount() != len(c.codes) {
			t.Errorf("%s: findings %v, skipped %v, %d wrong; want %v", c.patient, report.Findings, report.Skipped, report.WrongCount(), c.codes)
		}
	}
}

func TestWhatCannotBeExaminedIsSaid(t *testing.T) {
	away := errors.New("away")
	p := patient(books{rows: []ledger.CaseRow{{ID: "refund/m/o/r"}}}, "", nil)
	p.Workflow = func(context.Context, refund.ID) (doctor.Workflow, error) { return "", away }
	p.Moved = func(context.Context) (doctor.Moved, error) { return doctor.Moved{}, away }
	report, err := doctor.Examine(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"open workflows: away", "the provider's book: away"}
	if !slices.Equal(report.Skipped, want) || len(report.Findings) != 0 {
		t.Errorf("skipped %q, findings %v", report.Skipped, report.Findings)
	}
}

// sentAt is a case whose one leg was begun at a time and then sent again so often.
func sentAt(status refund.LegStatus, begun time.Time, again int) refund.Case {
	trail := []refund.TrailEntry{{At: begun, Event: "LegBegun", Leg: "1"}}
	for range again {
		trail = append(trail, refund.TrailEntry{At: noon, Event: "LegSentAgain", Leg: "1"})
	}
	return refund.Case{
		Cancellation: refund.Cancellation{Order: refund.Order{Currency: "JPY"}}, Trail: trail, OpenedAt: noon.Add(-90 * time.Hour),
		Legs: []refund.Leg{{PlannedLeg: refund.PlannedLeg{LegID: "1", PaymentID: "pay-1", AmountMinor: 980}, Status: status}},
	}
}

func TestALegIsStuckWhenItWasSentTooOftenOrIsUndecidedTooLong(t *testing.T) {
	rows := []ledger.CaseRow{{ID: "refund/m/o/r", Status: refund.StatusPayingOut, SentMinor: 980}}
	for _, c := range []struct {
		leg    string
		stored refund.Case
		want   string
	}{
		{"sent three times within the day", sentAt(refund.LegUnknown, noon.Add(-time.Hour), 2), ""},
		{"sent a fourth time", sentAt(refund.LegUnknown, noon.Add(-time.Hour), 3), "leg 1, 980 JPY to pay-1, is Unknown: sent 4 times, first at 2026-11-21T11:00:00Z"},
		{"undecided for a day", sentAt(refund.LegPending, noon.Add(-24*time.Hour), 0), ""},
		{"undecided for longer than a day", sentAt(refund.LegPending, noon.Add(-24*time.Hour-time.Second), 0), "leg 1, 980 JPY to pay-1, is Pending: sent 1 times, first at 2026-11-20T11:59:59Z"},
		{"settled long ago", sentAt(refund.LegSettled, noon.Add(-48*time.Hour), 9), ""},
	} {
		report, err := doctor.Examine(t.Context(), patient(books{rows: rows, stored: c.stored}, doctor.WorkflowRuns, nil))
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for _, f := range report.Findings {
			if f.Code == doctor.CodeLegStuck && f.Severity == doctor.SeverityLate && f.Refund == "refund/m/o/r" {
				got += f.Detail
			}
		}
		if got != c.want || report.WrongCount() != 0 {
			t.Errorf("%s: %q, %d wrong; want %q", c.leg, got, report.WrongCount(), c.want)
		}
	}
}

func TestMessagesNobodyHeardAreListedAndAreNotWrong(t *testing.T) {
	told := refund.ChannelDelivery{Channel: "email", Told: true}
	report, err := doctor.Examine(t.Context(), patient(books{unheard: []ledger.Undelivered{
		{Refund: "refund/m/o/r", Kind: refund.NoticeSent, Since: noon, Delivery: refund.Delivery{
			Channels: []refund.ChannelDelivery{told, {Channel: "sms"}, {Channel: "push", Skipped: "no address"}}, Problem: "503",
		}},
		{Refund: "refund/m/o/s", Kind: refund.NoticeRefunded, Since: noon, GivenUp: true, Delivery: refund.Delivery{StatusTold: true, Channels: []refund.ChannelDelivery{{Channel: "sms"}}}},
	}}, doctor.WorkflowRuns, nil))
	if err != nil {
		t.Fatal(err)
	}
	want := []doctor.Finding{
		{Severity: "late", Finding: ledger.Finding{Code: "UNDELIVERED", Refund: "refund/m/o/r", Detail: "message sent since 2026-11-21T12:00:00Z, not told: sms, other systems (503)"}},
		{Severity: "late", Finding: ledger.Finding{Code: "UNDELIVERABLE", Refund: "refund/m/o/s", Detail: "message refunded since 2026-11-21T12:00:00Z, not told: sms"}},
	}
	if !slices.Equal(report.Findings, want) || report.WrongCount() != 0 {
		t.Errorf("got  %v\nwant %v", report.Findings, want)
	}
}

func TestALedgerThatReadsWellAndCannotBeWrittenIsWrong(t *testing.T) {
	report, err := doctor.Examine(t.Context(), patient(books{unwritable: errors.New("disk is full")}, doctor.WorkflowRuns, nil))
	if err != nil {
		t.Fatal(err)
	}
	want := doctor.Finding{Severity: doctor.SeverityWrong, Finding: ledger.Finding{
		Code: "LEDGER_AWAY", Detail: "the ledger cannot be written: disk is full (docs/runbooks/ledger-away.md)",
	}}
	if len(report.Findings) != 1 || report.Findings[0] != want || report.WrongCount() != 1 {
		t.Errorf("got %+v, want %+v alone", report.Findings, want)
	}
}
