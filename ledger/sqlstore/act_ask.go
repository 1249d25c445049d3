package sqlstore

import (
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// questionsMax bounds how often a customer is asked about one refund.
const questionsMax = 20

// asked is the last question to the customer; nil: there was none.
func (c *caseRow) asked() (*refund.Question, error) {
	if c.question == "" {
		return nil, nil
	}
	q := &refund.Question{}
	return q, fromText(c.question, q)
}

func (c *caseRow) setQuestion(q refund.Question) (err error) {
	c.question, err = text(q)
	return err
}

// ask lets a reviewer ask the customer. The review's own clock goes on.
func (t *tx) ask(c *caseRow, in refund.ActRequest) (done, error) {
	q := *in.Act.Question
	if problem, stopped := t.staffOnly(c, in, q.By); stopped {
		return notDoneBy(problem), nil
	}
	count, err := t.acceptedCount(c, refund.ActAsk)
	switch {
	case err != nil:
		return done{}, err
	case c.status != refund.StatusAwaitingApproval:
		return notDone(refund.CodeWrongState, "the refund is %s: nothing can be asked", c.status), nil
	case count >= questionsMax:
		return notDone(refund.CodeWrongState, "the customer was asked %d times: decide by what is known", count), nil
	}
	b, err := t.brief(c)
	if err != nil {
		return done{}, err
	}
	asked := refund.Question{InfoID: q.InfoID, Question: q.Question, By: q.By, AnswerBy: t.answerBy(c, b.Assessment.Review)}
	if err := c.setQuestion(asked); err != nil {
		return done{}, err
	}
	e := event{Name: "Asked", Cause: refund.Cause{Actor: q.By, Reason: "asked: " + q.Question}}
	return wasDone("the customer is asked"), t.become(c, refund.StatusNeedsInfo, e)
}

// staffOnly refuses who asked for the refund, and who is not known to decide in its market.
func (t *tx) staffOnly(c *caseRow, in refund.ActRequest, by refund.Person) (refund.Problem, bool) {
	if c.askedFor(by) {
		return refund.Problem{Code: refund.CodeReviewerIsAuthor, Detail: "who asked for this refund has no part in its review"}, true
	}
	return mayAct(in.Authority.MayDecide, in.Authority, by, refund.Stake{Currency: c.currency, Market: c.market})
}

func (t *tx) acceptedCount(c *caseRow, kind refund.ActKind) (count int, err error) {
	err = t.row(`SELECT COUNT(*) FROM acts WHERE refund = $1 AND kind = $2 AND accepted`, c.id, kind).Scan(&count)
	return count, err
}

// reply takes the customer's answer: the review goes on.
func (t *tx) reply(c *caseRow, r refund.InfoReply) (done, error) {
	q, err := c.asked()
	if err != nil {
		return done{}, err
	}
	if c.status != refund.StatusNeedsInfo || q == nil {
		return notDone(refund.CodeWrongState, "the refund is %s: nothing was asked", c.status), nil
	}
	e := event{Name: "Answered", Cause: refund.Cause{Actor: r.By, Reason: "answered: " + r.Answer}}
	return wasDone("the review goes on"), t.reviewGoesOn(c, *q, e)
}

// reviewGoesOn ends a question, answered or not.
func (t *tx) reviewGoesOn(c *caseRow, q refund.Question, e event) error {
	q.Answered = true
	if err := c.setQuestion(q); err != nil {
		return err
	}
	return t.become(c, refund.StatusAwaitingApproval, e)
}

// assign gives a refund that waits for people to one of them, or back to all.
func (t *tx) assign(c *caseRow, in refund.ActRequest) (done, error) {
	a := *in.Act.Assignment
	if problem, stopped := t.staffOnly(c, in, a.By); stopped {
		return notDoneBy(problem), nil
	}
	switch {
	case c.status != refund.StatusAwaitingApproval && c.status != refund.StatusNeedsAttention && c.status != refund.StatusPayingOut:
		return notDone(refund.CodeWrongState, "the refund is %s and waits for no member of staff", c.status), nil
	case a.To != "" && refund.SamePerson(a.To, c.requestedBy):
		return notDone(refund.CodeReviewerIsAuthor, "%s asked for this refund", a.To), nil
	case a.To != "" && (in.Assignee.Reviewer == nil || !refund.SamePerson(in.Assignee.Reviewer.Name, a.To)):
		return notDone(refund.CodeReviewerUnknown, "nobody called %s is in reviewers.yaml", a.To), nil
	}
	c.assignee = a.To
	c.note(event{Name: "Assigned", Cause: refund.Cause{Actor: a.By, Reason: joined("to", string(a.To)+":", a.Note)}})
	return wasDone("assigned to %s", a.To), nil
}

// lookNow notes that a person wants the providers asked at once. It changes nothing else.
func (t *tx) lookNow(c *caseRow, in refund.ActRequest) (done, error) {
	l := *in.Act.LookNow
	if problem, stopped := mayAct(in.Authority.MayDecide, in.Authority, l.By, refund.Stake{Currency: c.currency, Market: c.market}); stopped {
		return notDoneBy(problem), nil
	}
	if c.closed {
		return notDone(refund.CodeWrongState, "the refund is closed as %s", c.status), nil
	}
	if l.Leg != "" {
		leg, err := t.legOf(c, l.Leg)
		if errors.Is(err, ledger.ErrNotFound) {
			return notDone(refund.CodeNotFound, "there is no leg %s", l.Leg), nil
		}
		if err != nil {
			return done{}, err
		}
		if !leg.Status.Undecided() {
			return notDone(refund.CodeWrongState, "leg %s is %s: there is nothing to ask", l.Leg, leg.Status), nil
		}
	}
	c.note(event{Name: "LookNow", Leg: l.Leg, Cause: refund.Cause{Actor: l.By}})
	return wasDone("the providers are asked"), nil
}
