package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// witness refuses an act whose door's word is not believed, one of an auditor, one in another's name, and one that is not for machines.
// Such an answer is not kept: the same act again, by who may do it, is another one.
func witness(in refund.ActRequest) (refund.Problem, bool) {
	if problem := in.Witnessed.Problem; problem != nil {
		return *problem, true
	}
	if problem, refused := in.Witnessed.AuditorMayNotAct(in.Authority); refused {
		return problem, true
	}
	return in.Witnessed.MayDo(in.Act)
}

// answeredInTime is the first answer to an act whose door's word was good, and is too old by now: it was done in its time,
// and whoever did it has not heard.
func (t *tx) answeredInTime(c *caseRow, in refund.ActRequest) (answer refund.Answer, known bool, err error) {
	if !in.Witnessed.Late || !named(in.Act) {
		return answer, false, nil
	}
	return t.answeredBefore(c, in.Act)
}

// isAbove reports whether an act is about more than the policy lets a person decide whose name was only asserted. It
// counts the order and the customer's day, so that splitting evades nothing.
func isAbove(above *int64, s refund.Stake) bool {
	return above != nil && max(s.OrderMinor, s.CustomerDayMinor) > *above
}

// notVerified refuses an act about more than the policy lets a person decide whose name was only asserted
// (verified_above_minor).
func notVerified(c *caseRow, above *int64, s refund.Stake) (refund.Problem, bool) {
	if !isAbove(above, s) || c.acting.Verified.Proven() {
		return refund.Problem{}, false
	}
	return refund.Problem{Code: refund.CodeReviewerNotVerified, Detail: "above " + refund.FormatAmount(*above, s.Currency) +
		" a verified person decides; the order or the customer's day comes to " + refund.FormatAmount(max(s.OrderMinor, s.CustomerDayMinor), s.Currency) +
		", and who acts is only asserted: act through the API, signed in"}, true
}

// verifiedResolver is notVerified for a resolution.
func verifiedResolver(c *caseRow, b *brief, s refund.Stake) refund.Answer {
	if problem, asserted := notVerified(c, b.Assessment.VerifiedAboveMinor, s); asserted {
		return answerOf(problem.Code, problem.Detail)
	}
	return refund.Answer{}
}

// verifiedInspector is notVerified for what was found of goods: it says how much is paid.
func (t *tx) verifiedInspector(c *caseRow, above *int64) (refund.Answer, error) {
	if above == nil {
		return refund.Answer{}, nil
	}
	s, err := t.stake(c, c.totalMinor)
	if problem, asserted := notVerified(c, above, s); err == nil && asserted {
		return answerOf(problem.Code, problem.Detail), nil
	}
	return refund.Answer{}, err
}

// verifiedRetry is notVerified for who lets the rules decide a refund anew of which nothing is held. How much that comes to
// nobody knows before: the rules are asked here too.
func (t *tx) verifiedRetry(c *caseRow, reg registered, rules ledger.Rules) (refund.Answer, error) {
	cancellation, err := t.cancellationOf(c)
	if err != nil || c.acting.Verified.Proven() || reg.overflows {
		return refund.Answer{}, err
	}
	h, err := t.past(c, reg, own{})
	if err != nil {
		return refund.Answer{}, err
	}
	p, err := rules.Decide(cancellation, h.OrderHistory)
	if _, ok := refund.ProblemIn(err); ok { // it is found again, and said, where it is decided
		return refund.Answer{}, nil
	}
	if err != nil || p.Assessment.Disposition != refund.DispositionPay {
		return refund.Answer{}, err
	}
	s, err := t.stake(c, p.Assessment.TotalMinor)
	if problem, asserted := notVerified(c, p.Assessment.VerifiedAboveMinor, s); err == nil && asserted {
		return answerOf(problem.Code, problem.Detail), nil
	}
	return refund.Answer{}, err
}

// readRequester reads who asked for the refund in a verifier's words, where the act is of somebody who has such a name.
func (t *tx) readRequester(c *caseRow) error {
	if c.acting.ID == "" {
		return nil
	}
	rows, err := list(t, subjectFromRow, `SELECT subject FROM refund_event WHERE refund = $1 AND event_key = $2`, c.id, keyOpened)
	for _, subject := range rows {
		c.requester = subject
	}
	return err
}

// keyOpened is the key of the first row of a refund's trail: who asked for it.
const keyOpened = "open"

func subjectFromRow(row scanner) (id refund.SubjectID, err error) { return id, row.Scan(&id) }

// askedFor reports whether a person is who asked for the refund: by name, or as the same subject under another one.
func (c *caseRow) askedFor(by refund.Person) bool {
	return refund.SamePerson(by, c.requestedBy) || c.requester.Same(c.acting.ID)
}
