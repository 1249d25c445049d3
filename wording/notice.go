package wording

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// whyReviewed is the reason code of a person's no.
const whyReviewed = "REVIEWED"

// NoticeOf is what the customer would be told at now if the decision were made on the refund as
// shown. It is false where nobody is told anything yet, because another person has to agree.
func NoticeOf(v Refund, d refund.Decision, now time.Time) (refund.Notice, bool) {
	if v.Proposal == nil {
		return refund.Notice{}, false
	}
	a, customer := v.Proposal.Assessment, v.Cancellation.Order.Customer
	n := refund.Notice{
		Refund: v.ID, Kind: refund.NoticeApproved, Sequence: len(v.Messages) + 1, Status: v.Status, Offer: v.Offer.Status,
		Locale: customer.Locale, Currency: a.Currency, TotalMinor: a.TotalMinor, Ways: ways(v), Message: d.Message, At: now,
		TimeZone: v.Cancellation.Order.TimeZone, PayBy: v.OwedBy(), Explained: &refund.Explanation{Request: v.Cancellation, Assessment: &a},
	}
	switch d.Verb {
	case refund.VerbApprove:
	case refund.VerbAdjust:
		// How the lower amount comes about is computed with the decision.
		n.TotalMinor, n.Explained.Assessment = *d.AmountMinor, nil
	case refund.VerbReject:
		return rejection(n, v), true
	}
	return n, agreedAfter(v, d) >= v.Approval.Required
}

// rejection turns the notice into that of a rejected refund, which may be appealed once.
func rejection(n refund.Notice, v Refund) refund.Notice {
	n.Kind, n.Why = refund.NoticeRejected, []string{whyReviewed}
	switch seconds := v.Proposal.Assessment.AppealSeconds; {
	case v.Appealed():
		n.Kind = refund.NoticeAppealRejected
	case seconds > 0:
		by := n.At.Add(time.Duration(seconds) * time.Second)
		n.AppealBy = &by
	}
	return n
}

// agreedAfter counts who has agreed once the decision is made; agreements to another amount are void.
func agreedAfter(v Refund, d refund.Decision) int {
	if d.Verb == refund.VerbAdjust {
		return 1
	}
	if agreedBy(v.Approval.Agreed, d.Reviewer) {
		return len(v.Approval.Agreed)
	}
	return len(v.Approval.Agreed) + 1
}

// ways are where the money would go.
func ways(v Refund) []refund.Way {
	var out []refund.Way
	for _, leg := range v.Proposal.Assessment.Legs {
		if !leg.Void {
			out = append(out, v.Cancellation.Order.Way(leg))
		}
	}
	return out
}
