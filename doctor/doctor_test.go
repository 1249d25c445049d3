package doctor_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestWhatTheDoctorFinds(t *testing.T) {
	open := []ledger.CaseRow{{ID: "refund/m/o/r", Currency: "CNY", HeldMinor: 4500}}
	closed := refund.Case{Closed: true}
	for _, c := range []struct {
		patient string
		is      doctor.Patient
		codes   []string
	}{
		{"all is well", patient(books{rows: open}, doctor.WorkflowRuns, nil), nil},
		{"the provider moved twice under one key", patient(books{}, doctor.WorkflowRuns, nil, "mg1"), []string{"MOVED_TWICE"}},
		{"terminated while it held money", patient(books{rows: open}, doctor.WorkflowEnded, nil), []string{"NO_OPEN_WORKFLOW"}},
		{"a workflow Temporal has forgotten", patient(books{rows: open}, doctor.WorkflowUnknown, nil), []string{"NO_OPEN_WORKFLOW"}},
		{"closed while Temporal was asked", patient(books{rows: open, stored: closed}, doctor.WorkflowEnded, nil), nil},
		{"the audit's own findings are passed on", patient(books{audit: []ledger.Finding{{Code: "UNBALANCED"}}}, doctor.WorkflowRuns, nil), []string{"UNBALANCED"}},
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

func TestTemporalIsAskedOnlyForTheCasesItDoesNotListAsRunning(t *testing.T) {
	rows := []ledger.CaseRow{{ID: "refund/m/o/runs", Currency: "CNY"}, {ID: "refund/m/o/gone", Currency: "CNY"}}
	for _, c := range []struct {
		list  string
		is    func(context.Context) (map[refund.ID]bool, error)
		asked []refund.ID
	}{
		{"one is listed", func(context.Context) (map[refund.ID]bool, error) {
			return map[refund.ID]bool{"refund/m/o/runs": true}, nil
		},
			[]refund.ID{"refund/m/o/gone"}},
		{"the list fails", func(context.Context) (map[refund.ID]bool, error) { return nil, errors.New("away") },
			[]refund.ID{"refund/m/o/runs", "refund/m/o/gone"}},
		{"no list", nil, []refund.ID{"refund/m/o/runs", "refund/m/o/gone"}},
	} {
		var asked []refund.ID
		p := patient(books{rows: rows}, "", nil)
		p.Running = c.is
		p.Workflow = func(_ context.Context, id refund.ID) (doctor.Workflow, error) {
			asked = append(asked, id)
			return doctor.WorkflowEnded, nil
		}
		report, err := doctor.Examine(t.Context(), p)
		if err != nil || !slices.Equal(asked, c.asked) || report.WrongCount() != len(c.asked) {
			t.Errorf("%s: asked for %v, %d findings, %v; want %v", c.list, asked, report.WrongCount(), err, c.asked)
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

func TestAStuckLegIsLateAndSaysHowOftenItWasSent(t *testing.T) {
	report, err := doctor.Examine(t.Context(), patient(books{stuck: []ledger.StuckLeg{{
		Refund: "refund/m/o/r", Leg: "1", Payment: "pay-1", Status: refund.LegUnknown, AmountMinor: 980, Currency: "JPY",
		SendCount: 4, Since: noon.Add(-time.Hour),
	}}}, doctor.WorkflowRuns, nil))
	if err != nil {
		t.Fatal(err)
	}
	want := []doctor.Finding{{Severity: "late", Finding: ledger.Finding{
		Code: "LEG_STUCK", Refund: "refund/m/o/r", Detail: "leg 1, 980 JPY to pay-1, is Unknown: sent 4 times, first at 2026-11-21T11:00:00Z",
	}}}
	if !slices.Equal(report.Findings, want) || report.WrongCount() != 0 {
		t.Errorf("got %v, %d wrong; want %v", report.Findings, report.WrongCount(), want)
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

func TestARefundThatIsOverdueByLawIsLateAndNamesItsPage(t *testing.T) {
	late, soon := noon.Add(-time.Minute), noon.Add(time.Minute)
	p := patient(books{rows: []ledger.CaseRow{
		{ID: "refund/m/o/late", Currency: "EUR", TotalMinor: 9500, Status: refund.StatusPayingOut, PayBy: &late},
		{ID: "refund/m/o/soon", Currency: "EUR", TotalMinor: 9500, Status: refund.StatusPayingOut, PayBy: &soon},
		{ID: "refund/m/o/none", Currency: "EUR", TotalMinor: 9500, Status: refund.StatusPayingOut},
	}}, doctor.WorkflowRuns, nil)
	report, err := doctor.Examine(t.Context(), p)
	if err != nil || len(report.Findings) != 1 || report.WrongCount() != 0 {
		t.Fatalf("%+v, %v", report.Findings, err)
	}
	want := "95.00 EUR is PayingOut and was to be paid by law before 2026-11-21T11:59:00Z (docs/runbooks/due-by-law.md)"
	if f := report.Findings[0]; f.Code != doctor.CodeOverdueByLaw || f.Severity != doctor.SeverityLate || f.Refund != "refund/m/o/late" || f.Detail != want {
		t.Errorf("%+v", f)
	}
}
