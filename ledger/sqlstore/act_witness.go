package sqlstore

import "github.com/makegood/makegood/refund"

// witness refuses an act whose door's word is not believed, one in another's name, and one that is not for machines.
// Such an answer is not kept: the same act again, by who may do it, is another one.
func witness(in refund.ActRequest) (refund.Problem, bool) {
	if problem := in.Witnessed.Problem; problem != nil {
		return *problem, true
	}
	return in.Witnessed.MayDo(in.Act)
}

// notVerified refuses an act about more than the policy lets a person decide whose name was only asserted
// (verified_above_minor). It counts the order and the customer's day, so that splitting evades nothing.
func notVerified(c *caseRow, above *int64, s refund.Stake) (refund.Problem, bool) {
	over := max(s.OrderMinor, s.CustomerDayMinor)
	if above == nil || over <= *above || c.acting.Verified.Proven() {
		return refund.Problem{}, false
	}
	return refund.Problem{Code: refund.CodeReviewerNotVerified, Detail: "above " + refund.FormatAmount(*above, s.Currency) +
		" a verified person decides; the order or the customer's day comes to " + refund.FormatAmount(over, s.Currency) +
		", and who acts is only asserted: act through the API, signed in"}, true
}

// verifiedResolver is notVerified for a resolution.
func verifiedResolver(c *caseRow, b *brief, s refund.Stake) refund.Answer {
	if problem, asserted := notVerified(c, b.Assessment.VerifiedAboveMinor, s); asserted {
		return answerOf(problem.Code, problem.Detail)
	}
	return refund.Answer{}
}
