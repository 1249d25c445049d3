package doctor_test

import (
	"context"
	"strings"
	"testing"

	"github.com/makegood/makegood/doctor"
)

func TestWhatIsWrongWithTheLineToKafkaIsFound(t *testing.T) {
	p := patient(books{}, doctor.WorkflowRuns, nil)
	p.Kafka = func(context.Context) []string {
		return []string{"Kafka cannot be reached: look at MAKEGOOD_KAFKA_BROKERS"}
	}
	report, err := doctor.Examine(t.Context(), p)
	if err != nil || len(report.Findings) != 1 {
		t.Fatalf("found was %+v, %v", report.Findings, err)
	}
	f := report.Findings[0]
	if f.Code != doctor.CodeKafkaWrong || f.Severity != doctor.SeverityLate || !strings.Contains(f.Detail, "MAKEGOOD_KAFKA_BROKERS (docs/runbooks/intake-stuck.md)") {
		t.Errorf("found was %+v", f)
	}
}
