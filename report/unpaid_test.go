package report_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
)

// TestWhatWasNeverPaidIsNotCounted: of 8.50 CNY, 5.00 were paid; the appeal for the rest was refused.
func TestWhatWasNeverPaidIsNotCounted(t *testing.T) {
	c := paid(1, monday, 0)
	c.Status = refund.StatusPartlyRefunded
	c.Proposal.ApprovalsRequired, c.Proposal.ApprovalReasons = 1, []string{refund.ReasonAppealed}
	c.Legs = []refund.Leg{
		{PlannedLeg: refund.PlannedLeg{LegID: "1", AmountMinor: 500}, Status: refund.LegSettled},
		{PlannedLeg: refund.PlannedLeg{LegID: "2", AmountMinor: 350}, Status: refund.LegReleased},
	}
	r := build(t, report.NewBuilder(report.EveryAll, nil), c)
	for _, want := range []struct {
		section report.Section
		key     string
		minor   int64
	}{
		{report.SectionReason, string(refund.ReasonCustomerChangedMind), 500},
		{report.SectionComponent, "NOT_PAID", -350},
		{report.SectionApproval, "appeal rejected", 850},
	} {
		if got := figure(t, r, want.section, want.key); got.AmountMinor != want.minor {
			t.Errorf("%s %s: got %d, want %d", want.section, want.key, got.AmountMinor, want.minor)
		}
	}
}
