package sqlstore

import (
	"github.com/makegood/makegood/refund"
)

// question is what a decision is checked against.
type question struct {
	c     *caseRow
	d     refund.Decision
	by    refund.Authority
	stake refund.Stake
	// roles are all whose agreement is needed, agreed the agreements so far.
	roles  []refund.Role
	agreed []agreement
	// earlier are the people who decided before the refund was appealed.
	earlier []agreement
	// verifiedAbove is above which amount a verified person has to decide; nil: nowhere.
	verifiedAbove *int64
}

// check holds a decision to its shape, the refund's state, the person, the role and the amount. The first that
// fails is the answer; an accepted decision comes with the role that its reviewer fills.
func (q question) check() (refund.Role, refund.Answer) {
	for _, check := range []func() refund.Answer{q.shape, q.state, q.person} {
		if answer := check(); answer.Code != "" {
			return "", answer
		}
	}
	role, answer := q.role()
	if answer.Code != "" {
		return "", answer
	}
	if answer := q.amount(); answer.Code != "" {
		return "", answer
	}
	return role, answer
}

// shape: an adjusted amount is below the refund's, which only the ledger knows for certain.
func (q question) shape() refund.Answer {
	if q.d.Verb == refund.VerbAdjust && *q.d.AmountMinor >= q.c.totalMinor {
		return answerOf(refund.CodeBadDecision, "adjust needs an amount above zero and below the refund's: goodwill on top is an offer")
	}
	return refund.Answer{}
}

func (q question) state() refund.Answer {
	switch {
	case q.c.decided != "":
		return answerOf(refund.CodeAlreadyDecided, "decided before: "+string(q.c.decided))
	case q.c.status != refund.StatusAwaitingApproval:
		return answerOf(refund.CodeWrongState, "the refund is "+string(q.c.status))
	}
	return refund.Answer{}
}

// person: the requester never decides, and after an appeal nobody decides again. Who says no needs
// no limit.
func (q question) person() refund.Answer {
	reviewer := q.d.Reviewer
	if q.c.askedFor(reviewer) {
		return answerOf(refund.CodeReviewerIsAuthor, "the reviewer asked for this refund")
	}
	if problem, asserted := notVerified(q.c, q.verifiedAbove, q.stake); asserted {
		return answerOf(problem.Code, problem.Detail)
	}
	check := q.by.MayAgree
	if q.d.Verb == refund.VerbReject {
		check = q.by.MayDecide
	}
	if problem, refused := mayAct(check, q.by, reviewer, q.stake); refused {
		return answerOf(problem.Code, problem.Detail)
	}
	if agreedBefore(q.earlier, reviewer, q.c.acting) {
		return answerOf(refund.CodeReviewerDecided, "the reviewer decided this refund before; an appeal needs another person")
	}
	return refund.Answer{}
}

// mayAct asks an authority, which must be the actor's own.
func mayAct(check func(refund.Stake) (refund.Problem, bool), a refund.Authority, actor refund.Person, s refund.Stake) (refund.Problem, bool) {
	if a.Reviewer != nil && !refund.SamePerson(a.Reviewer.Name, actor) {
		return refund.Problem{Code: refund.CodeReviewerUnknown, Detail: "the authority is " + string(a.Reviewer.Name) + "'s"}, true
	}
	return check(s)
}

func (q question) amount() refund.Answer {
	d := q.d
	switch {
	case d.Verb != refund.VerbAdjust && d.AmountMinor != nil && *d.AmountMinor != q.c.totalMinor:
		return answerOf(refund.CodeAmountMoved, "the refund's amount is not the one decided on")
	case d.AssessmentHash != "" && d.AssessmentHash != q.c.assessmentHash:
		return answerOf(refund.CodeAmountMoved, "the assessment is not the one decided on")
	}
	return refund.Answer{}
}

// role is as what the reviewer decides: who agrees fills the first role that is still open and that
// they hold; who says no needs to hold any of them.
func (q question) role() (refund.Role, refund.Answer) {
	accepted, open := refund.Answer{Accepted: true}, q.roles
	if q.d.Verb == refund.VerbApprove {
		if agreedBefore(q.agreed, q.d.Reviewer, q.c.acting) {
			return "", answerOf(refund.CodeAlreadyDecided, "this reviewer approved before; another person must agree")
		}
		open = missing(q.roles, q.agreed)
	}
	if len(open) == 0 {
		return "", accepted
	}
	for _, role := range open {
		if q.by.Holds(role) {
			return role, accepted
		}
	}
	return "", answerOf(refund.CodeReviewerRole, "asked is "+rolesOf(open)+", which the reviewer is not")
}

// after says whether another person has to agree, once the reviewer's role is filled.
func (q question) after(role refund.Role) (final bool, next refund.Role) {
	return lastOf(missing(q.roles, append(q.agreed[:len(q.agreed):len(q.agreed)], agreement{role: role})))
}
