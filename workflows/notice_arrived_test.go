package workflows

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestWhatOfTheMoneyGoesToAProvidersCoupon(t *testing.T) {
	payer := int64(4000)
	leg := func(status refund.LegStatus, o refund.Outcome) refund.LegStanding {
		return refund.LegStanding{Leg: refund.Leg{PlannedLeg: refund.PlannedLeg{AmountMinor: 5000}, Status: status, Outcome: &o}}
	}
	split := refund.Outcome{PayerMinor: &payer, BankReference: "7402"}
	for _, c := range []struct {
		name       string
		kind       refund.NoticeKind
		now        refund.Standing
		part       int64
		references []string
	}{
		{"a settled split", refund.NoticeRefunded, refund.Standing{Legs: []refund.LegStanding{leg(refund.LegSettled, split)}}, 1000, []string{"7402"}},
		{"a split beside a plain leg", refund.NoticePartlyRefunded,
			refund.Standing{Legs: []refund.LegStanding{leg(refund.LegSettled, refund.Outcome{}), leg(refund.LegSettled, split)}}, 1000, []string{"7402"}},
		{"a split that is on its way", refund.NoticeSent, refund.Standing{Legs: []refund.LegStanding{leg(refund.LegPending, split)}}, 1000, []string{"7402"}},
		{"one on its way is not refunded", refund.NoticeRefunded, refund.Standing{Legs: []refund.LegStanding{leg(refund.LegPending, split)}}, 0, nil},
		{"one that bounced", refund.NoticePartlyRefunded, refund.Standing{Legs: []refund.LegStanding{leg(refund.LegLateFailed, split)}}, 0, nil},
		{"what went before an appeal", refund.NoticeSent,
			refund.Standing{PaidBeforeMinor: 5000, Legs: []refund.LegStanding{leg(refund.LegSettled, split)}}, 0, nil},
		{"another notice", refund.NoticeOffer, refund.Standing{Legs: []refund.LegStanding{leg(refund.LegSettled, split)}}, 0, nil},
	} {
		part, references := arrived(c.kind, c.now)
		if part != c.part || !slices.Equal(references, c.references) {
			t.Errorf("%s: got %d %v, want %d %v", c.name, part, references, c.part, c.references)
		}
	}
}
