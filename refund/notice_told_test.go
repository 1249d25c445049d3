package refund_test

import (
	"slices"
	"testing"
	"time"

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
		n := refund.NoticeAbout(c.kind, c.now, refund.Order{}, time.Time{})
		part, references := n.ProviderPartMinor, n.BankReferences
		if part != c.part || !slices.Equal(references, c.references) {
			t.Errorf("%s: got %d %v, want %d %v", c.name, part, references, c.part, c.references)
		}
	}
}

func TestWhatIsToldAfterAnActFollowsFromTheChange(t *testing.T) {
	waiting := refund.Standing{Status: refund.StatusAwaitingApproval}
	for change, c := range map[string]struct {
		before, after refund.Standing
		kind          refund.NoticeKind
	}{
		"the last agreement":   {waiting, refund.Standing{Status: refund.StatusPayingOut, Approval: refund.ApprovalStanding{Final: true}}, refund.NoticeApproved},
		"the first of two":     {waiting, waiting, ""},
		"a no":                 {waiting, refund.Standing{Status: refund.StatusRejected, Why: []string{"REVIEWED"}}, refund.NoticeRejected},
		"a no to an appeal":    {refund.Standing{Status: refund.StatusAwaitingApproval, Round: 1}, refund.Standing{Status: refund.StatusRejected, Round: 1, Why: []string{"REVIEWED"}}, refund.NoticeAppealRejected},
		"an appeal":            {refund.Standing{Status: refund.StatusRejected}, refund.Standing{Status: refund.StatusAwaitingApproval, Round: 1}, refund.NoticeAppealReceived},
		"a question":           {waiting, refund.Standing{Status: refund.StatusNeedsInfo}, refund.NoticeNeedsInfo},
		"its answer":           {refund.Standing{Status: refund.StatusNeedsInfo}, waiting, ""},
		"a withdrawal":         {waiting, refund.Standing{Status: refund.StatusWithdrawn}, refund.NoticeWithdrawn},
		"goods that were seen": {refund.Standing{Status: refund.StatusAwaitingGoods}, refund.Standing{Status: refund.StatusPayingOut, Goods: &refund.GoodsStanding{}}, refund.NoticeInspected},
		"a proof of sending": {refund.Standing{Status: refund.StatusAwaitingGoods},
			refund.Standing{Status: refund.StatusPayingOut, Goods: &refund.GoodsStanding{SentProof: &refund.SentProof{}}}, ""},
		"an offer taken": {refund.Standing{Status: refund.StatusRefunded, Offer: refund.OfferStanding{OfferState: refund.OfferState{Status: refund.OfferOpen}}},
			refund.Standing{Status: refund.StatusRefunded, Offer: refund.OfferStanding{OfferState: refund.OfferState{Status: refund.OfferAccepted}}}, refund.NoticeOfferAccepted},
	} {
		kind, told := refund.NoticeAfter(c.before, c.after)
		if kind != c.kind || told != (c.kind != "") {
			t.Errorf("%s: told %q (%t), want %q", change, kind, told, c.kind)
		}
	}
}
