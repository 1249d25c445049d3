package wording_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

func TestWhatTheCustomerWouldBeToldFollowsTheDecision(t *testing.T) {
	lower := int64(3000)
	agreed := []refund.Agreement{{By: "bob"}}
	view := func(needed int, agreed []refund.Agreement) wording.Refund {
		return wording.Refund{
			ID: "refund/m/o/r", View: refund.View{Standing: refund.Standing{Approval: refund.ApprovalStanding{Required: needed, Agreed: agreed}}},
			Proposal: &refund.Proposal{Assessment: refund.Assessment{TotalMinor: 4500, Currency: "CNY", AppealSeconds: 3600}},
		}
	}
	appealed := view(1, nil)
	appealed.Round = 1
	until := shownAt.Add(time.Hour)
	for _, c := range []struct {
		decision string
		v        wording.Refund
		d        refund.Decision
		kind     refund.NoticeKind
		minor    int64
		by       *time.Time
	}{
		{"the only approval", view(1, nil), refund.Decision{Verb: refund.VerbApprove, Reviewer: "ann"}, refund.NoticeApproved, 4500, nil},
		{"the first of two", view(2, nil), refund.Decision{Verb: refund.VerbApprove, Reviewer: "ann"}, "", 0, nil},
		{"the second of two", view(2, agreed), refund.Decision{Verb: refund.VerbApprove, Reviewer: "ann"}, refund.NoticeApproved, 4500, nil},
		{"the same person twice", view(2, agreed), refund.Decision{Verb: refund.VerbApprove, Reviewer: "Bob"}, "", 0, nil},
		{"a lower amount", view(1, nil), refund.Decision{Verb: refund.VerbAdjust, Reviewer: "ann", AmountMinor: &lower}, refund.NoticeApproved, 3000, nil},
		{"a lower amount voids who agreed before", view(2, agreed), refund.Decision{Verb: refund.VerbAdjust, Reviewer: "ann", AmountMinor: &lower}, "", 0, nil},
		{"a refusal, though others agreed", view(2, agreed), refund.Decision{Verb: refund.VerbReject, Reviewer: "ann"}, refund.NoticeRejected, 4500, &until},
		{"a refusal of an appeal is final", appealed, refund.Decision{Verb: refund.VerbReject, Reviewer: "ann"}, refund.NoticeAppealRejected, 4500, nil},
	} {
		n, told := wording.NoticeOf(c.v, c.d, shownAt)
		if told != (c.kind != "") {
			t.Errorf("%s: told %t", c.decision, told)
		}
		if !told {
			continue
		}
		if n.Kind != c.kind || n.TotalMinor != c.minor || (n.AppealBy == nil) != (c.by == nil) || c.by != nil && !n.AppealBy.Equal(*c.by) {
			t.Errorf("%s: %+v", c.decision, n)
		}
	}
}
