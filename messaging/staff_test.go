package messaging_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

func TestAReviewerIsToldWhatWaitsAndHowToLeadItOn(t *testing.T) {
	due := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	call := refund.StaffCall{
		Refund: "refund/acme/o-1/c-1", Kind: refund.CallReminder, Review: 2, Currency: "CNY", TotalMinor: 226000,
		Reasons: []string{"OVER_LIMIT"}, DueAt: &due, PayBy: new(due.AddDate(0, 0, 1)), PayByLaw: "a law",
	}
	m := messaging.StaffMessage(call, refund.Reviewer{Name: "Mia", Email: "mia@shop.example"})
	if m.ID != "refund/acme/o-1/c-1#staff#2#reminder#mia" || m.To.Email != "mia@shop.example" {
		t.Errorf("got %s to %+v", m.ID, m.To)
	}
	for _, want := range []string{
		"2260.00 CNY", "OVER_LIMIT", "2026-11-03T09:00:00Z", "paid before 2026-11-04T09:00:00Z (a law)", "makegood decide refund/acme/o-1/c-1 --approve --reviewer Mia",
	} {
		if !strings.Contains(m.Body, want) {
			t.Errorf("the message does not say %q:\n%s", want, m.Body)
		}
	}
	other := messaging.StaffMessage(refund.StaffCall{Refund: call.Refund, Kind: refund.CallOverdue, Review: 2}, refund.Reviewer{Name: "Mia"})
	if other.ID == m.ID {
		t.Error("another call has the same id: it would never arrive")
	}
}
