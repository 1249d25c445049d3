package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
)

func TestADoctorWhoRepairsMustBeNamed(t *testing.T) {
	for _, args := range [][]string{{"doctor", "--repair"}, {"doctor", "--by", "ann"}, {"doctor", "--forgotten"}} {
		status, _, err := newShell(t).run(t, args...)
		if status != 2 || !strings.HasPrefix(err, "makegood: USAGE: ") {
			t.Errorf("%v: status %d, %q; want 2 and USAGE", args, status, err)
		}
	}
}

// A ledger that cannot be reached keeps nobody from hearing about the other lines.
func TestTheDoctorNamesTheSettingOfEveryLineAlsoWithoutALedger(t *testing.T) {
	const password = "hunter2-9c4e"
	s := newShell(t)
	s.set("LEDGER_URL", "postgres://refunds:"+password+"@"+freeAddress(t)+"/refunds")
	status, out, problems := s.run(t, "doctor")
	for _, want := range []string{
		"line to ledger: wrong, see LEDGER_AWAY", "look at MAKEGOOD_LEDGER_URL (host and port)", "line to Temporal: wrong, see TEMPORAL_WRONG",
		"look at MAKEGOOD_TEMPORAL_ADDRESS", "look at MAKEGOOD_KAFKA_BROKERS", "look at MAKEGOOD_SIMULATOR_URL", "not examined: the books",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if status != 1 || strings.Contains(out+problems, password) {
		t.Errorf("status %d, %q", status, problems)
	}
}

func TestTheDoctorsReportSaysWhatWasFoundDoneAndLeft(t *testing.T) {
	var out bytes.Buffer
	writeReport(foreign.To(&out), doctor.Report{
		OpenCaseCount: 3,
		Lines:         []doctor.LineState{{Name: "Temporal"}, {Name: "Kafka", Code: "KAFKA_WRONG"}},
		Findings: []doctor.Finding{
			{Severity: doctor.SeverityWrong, Finding: ledger.Finding{Code: "NO_OPEN_WORKFLOW", Refund: "refund/m/o/1", Detail: "its workflow has ended"}},
			{Severity: doctor.SeverityLate, Finding: ledger.Finding{Code: "LEG_STUCK", Refund: "refund/m/o/2", Detail: "sent 4 times"}},
		},
		Skipped: []string{"the provider's book: away"},
		Repairs: []ledger.Repair{
			{Refund: "refund/m/o/1", Done: true, Did: "released 45.00 CNY"},
			{Refund: "refund/m/o/3", Did: "released 1.00 CNY", Left: "leg 2 is Unknown"},
		},
	})
	want := `line to Temporal: ok
line to Kafka: wrong, see KAFKA_WRONG
3 open refunds, 2 findings
  wrong NO_OPEN_WORKFLOW refund/m/o/1 its workflow has ended
  late LEG_STUCK refund/m/o/2 sent 4 times
  not examined: the provider's book: away
  repaired refund/m/o/1
    did: released 45.00 CNY
  left refund/m/o/3
    did: released 1.00 CNY
    left: leg 2 is Unknown
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
