package doctor_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/doctor"
)

// line is a connection with problems.
func line(name, code string, s doctor.Severity, problems ...string) doctor.Line {
	return doctor.Line{Name: name, Code: code, Severity: s, Problems: func(context.Context) []string { return problems }}
}

func lines() []doctor.Line {
	return []doctor.Line{
		line("Temporal", doctor.CodeTemporalWrong, doctor.SeverityWrong),
		line("Kafka", doctor.CodeKafkaWrong, doctor.SeverityLate, "look at MAKEGOOD_KAFKA_BROKERS", "the topic is too small"),
		line("mail server", doctor.CodeSMTPWrong, doctor.SeverityLate, "look at MAKEGOOD_SMTP_HOST"),
	}
}

func TestEveryLineIsLookedAtAndSaysOnceWhetherItWorks(t *testing.T) {
	p := patient(books{}, doctor.WorkflowRuns, nil)
	p.Lines = lines()
	report, err := doctor.Examine(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	want := []doctor.LineState{{Name: "ledger"}, {Name: "Temporal"}, {Name: "Kafka", Code: "KAFKA_WRONG"}, {Name: "mail server", Code: "SMTP_WRONG"}}
	if !slices.Equal(report.Lines, want) {
		t.Errorf("the lines are %+v, want %+v", report.Lines, want)
	}
	var found []string
	for _, f := range report.Findings {
		found = append(found, string(f.Severity)+" "+f.Code+" "+f.Detail)
	}
	wantFound := []string{
		"late KAFKA_WRONG look at MAKEGOOD_KAFKA_BROKERS (docs/runbooks/intake-stuck.md)", "late KAFKA_WRONG the topic is too small (docs/runbooks/intake-stuck.md)",
		"late SMTP_WRONG look at MAKEGOOD_SMTP_HOST (docs/runbooks/line-wrong.md)",
	}
	if !slices.Equal(found, wantFound) {
		t.Errorf("found was %q, want %q", found, wantFound)
	}
}

func TestTheLinesAreLookedAtAlsoWhereTheLedgerCannotBeOpened(t *testing.T) {
	report, err := doctor.ExamineLines(t.Context(), doctor.Patient{Lines: lines()}, errors.New("look at MAKEGOOD_LEDGER_URL"))
	if err != nil || len(report.Lines) != 4 || report.Lines[0] != (doctor.LineState{Name: "ledger", Code: "LEDGER_AWAY"}) {
		t.Fatalf("the lines are %+v, %v", report.Lines, err)
	}
	if f := report.Findings[0]; f.Severity != doctor.SeverityWrong || !strings.Contains(f.Detail, "look at MAKEGOOD_LEDGER_URL (docs/runbooks/ledger-away.md)") {
		t.Errorf("found was %+v", f)
	}
	if report.WrongCount() != 1 || len(report.Skipped) != 1 {
		t.Errorf("%d are wrong, skipped was %q", report.WrongCount(), report.Skipped)
	}
	if _, err := doctor.ExamineLines(t.Context(), doctor.Patient{}, nil); err == nil {
		t.Error("the lines alone were examined although the ledger can be opened")
	}
}
