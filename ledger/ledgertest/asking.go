package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Row is the refund's line in the list.
func (d *Desk) Row(id refund.ID) ledger.CaseRow {
	d.T.Helper()
	rows, err := d.Store.Cases(d.ctx, ledger.CaseFilter{})
	d.no(err)
	for _, row := range rows {
		if row.ID == id {
			return row
		}
	}
	d.T.Fatalf("%s is not listed", id)
	return ledger.CaseRow{}
}

// reviewedIn is a refund that people have four hours for: the next role is asked after two, and a customer has
// one to answer.
func (d *Desk) reviewedIn(order string) refund.ID {
	d.T.Helper()
	c := Request(order, "c1", 1)
	p := asking(Units(1), "support")
	p.Assessment.Review = refund.ReviewTerms{DueSeconds: 14400, RemindSeconds: 3600, EscalateSeconds: 7200, EscalateTo: "lead", InfoSeconds: 3600}
	same(d.T, "status", d.Propose(c, p).Status, refund.StatusAwaitingApproval)
	return c.ID()
}

func question(id string) refund.Act {
	return refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: refund.DecisionID(id), By: "anna", Question: "which unit?"}}
}

func answer(text string) refund.Act {
	return refund.Act{Kind: refund.ActAnswer, Reply: &refund.InfoReply{By: "customer:42", Answer: text}}
}

func assigning(to refund.Person) refund.Act {
	return refund.Act{Kind: refund.ActAssign, Assignment: &refund.Assignment{By: "anna", To: to}}
}

// Assign gives a refund to somebody who is known.
func (d *Desk) Assign(id refund.ID, to refund.Person) refund.Standing {
	d.T.Helper()
	out := d.ActBy(refund.ActRequest{Refund: id, Act: assigning(to), Authority: Anything("anna"), Assignee: Anything(to)}, nil)
	same(d.T, "assigned", out.Accepted, true)
	return out.Standing
}

func askingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a question to the customer does not begin the review anew": func(t *testing.T, d *Desk) {
			id := d.reviewedIn("o1")
			before := d.Standing(id).Approval
			same(t, "since", *before.Since, d.Clock.Now())
			same(t, "due", *before.DueAt, d.Clock.Now().Add(4*time.Hour))
			d.Clock.Advance(time.Hour)
			s := d.Taken(id, question("q1"))
			same(t, "status", s.Status, refund.StatusNeedsInfo)
			same(t, "answer by", *s.Question.AnswerBy, d.Clock.Now().Add(time.Hour))
			equal(t, "the review's clock", s.Approval, before)
			s = d.Taken(id, answer("the blue one"))
			same(t, "status", s.Status, refund.StatusAwaitingApproval)
			same(t, "answered", s.Question.Answered, true)
			equal(t, "the review's clock still", s.Approval, before)
			equal(t, "the stored standing", d.Case(id).Standing, s)
			same(t, "the stored answer", d.Case(id).Reply.Answer, "the blue one")
			d.Taken(id, question("q2"))
			same(t, "the next question is not answered by it", d.Case(id).Reply == nil, true)
		},
		"an answer with a key of its own is read as the answer to its question": func(t *testing.T, d *Desk) {
			id := d.reviewedIn("o1")
			keyed := func(words, key string) refund.Act {
				act := answer(words)
				act.Reply.Key = refund.DecisionID(key)
				return act
			}
			d.Taken(id, question("q1"))
			d.Clock.Advance(time.Minute)
			d.Taken(id, keyed("the blue one", "page-1"))
			same(t, "the stored answer", d.Case(id).Reply.Answer, "the blue one")
			d.Clock.Advance(time.Minute)
			d.Taken(id, question("q2"))
			same(t, "the next question is not answered by it", d.Case(id).Reply == nil, true)
			d.Clock.Advance(time.Minute)
			d.Taken(id, keyed("the red one", "page-2"))
			same(t, "the answer to the next", d.Case(id).Reply.Answer, "the red one")
		},
		"an answer under a key of its own is the question's too": func(t *testing.T, d *Desk) {
			id := d.reviewedIn("o1")
			for _, said := range []string{"the blue one", "the red one"} {
				d.Clock.Advance(time.Minute)
				d.Taken(id, question("q of "+said))
				same(t, "not answered", d.Case(id).Reply == nil, true)
				keyed := answer(said)
				keyed.Reply.Key = refund.DecisionID("page " + said)
				d.Taken(id, keyed)
				same(t, "the stored answer", d.Case(id).Reply.Answer, said)
			}
			d.Clock.Advance(time.Minute)
			s := d.Taken(id, question("q3"))
			d.Pass(id, refund.DeadlineAnswer, s.Question.AnswerBy)
			same(t, "a question whose time has passed has no answer", d.Case(id).Reply == nil, true)
		},
		"a question that nobody answers ends at its moment, and the review goes on": func(t *testing.T, d *Desk) {
			id := d.reviewedIn("o1")
			s := d.Taken(id, question("q1"))
			s = d.Pass(id, refund.DeadlineAnswer, s.Question.AnswerBy)
			same(t, "status", s.Status, refund.StatusAwaitingApproval)
			same(t, "answered", s.Question.Answered, true)
			d.Refused(id, answer("too late"), refund.CodeWrongState)
			d.Refused(id, question(""), refund.CodeBadDecision)
		},
		"a customer is asked at most twenty times": func(t *testing.T, d *Desk) {
			id := d.reviewedIn("o1")
			for n := range 20 {
				d.Taken(id, question(fmt.Sprint(n)))
				d.Taken(id, answer(fmt.Sprint(n)))
			}
			d.Refused(id, question("more"), refund.CodeWrongState)
		},
		"who asked for the refund, and who is not known, asks nothing": func(t *testing.T, d *Desk) {
			id := d.reviewedIn("o1")
			own := question("q1")
			own.Question.By = "customer:42"
			d.Refused(id, own, refund.CodeReviewerIsAuthor)
			stranger := refund.ActRequest{Refund: id, Act: question("q2"), Authority: refund.Authority{Ranks: Ranks}}
			d.RefusedBy(stranger, nil, refund.CodeReviewerUnknown)
		},
		"a review escalates once, and is overdue once": func(t *testing.T, d *Desk) {
			id := d.reviewedIn("o1")
			d.Assign(id, "ben")
			at := d.Standing(id).Approval.EscalateAt
			for range 2 {
				s := d.Pass(id, refund.DeadlineEscalate, at)
				same(t, "asked", s.Approval.NextRole, refund.Role("lead"))
				same(t, "given to nobody", s.Approval.Assignee, refund.Person(""))
				same(t, "escalated", s.Approval.Escalated, true)
			}
			same(t, "once", d.Events(id, "Escalated"), 1)
			due := d.Standing(id).Approval.DueAt
			for range 2 {
				same(t, "overdue", d.Pass(id, refund.DeadlineReview, due).Approval.Overdue, true)
			}
			same(t, "once", d.Events(id, "Overdue"), 1)
			same(t, "listed", d.Row(id).NextRole, refund.Role("lead"))
			early := due.Add(-time.Hour)
			same(t, "another moment", d.Pass(id, refund.DeadlineReview, &early).Version, d.Standing(id).Version)
		},
		"a refund is given to people who are known, by people who are": func(t *testing.T, d *Desk) {
			id := d.reviewedIn("o1")
			same(t, "assignee", d.Assign(id, "ben").Approval.Assignee, refund.Person("ben"))
			unknown := refund.ActRequest{Refund: id, Act: assigning("nobody"), Authority: Anything("anna"), Assignee: refund.Authority{Ranks: Ranks}}
			d.RefusedBy(unknown, nil, refund.CodeReviewerUnknown)
			stranger := refund.ActRequest{Refund: id, Act: assigning("ben"), Authority: refund.Authority{Ranks: Ranks}, Assignee: Anything("ben")}
			d.RefusedBy(stranger, nil, refund.CodeReviewerUnknown)
			author := refund.ActRequest{Refund: id, Act: assigning("customer:42"), Authority: Anything("anna"), Assignee: Anything("customer:42")}
			d.RefusedBy(author, nil, refund.CodeReviewerIsAuthor)
			same(t, "back to all", d.Taken(id, assigning("")).Approval.Assignee, refund.Person(""))
		},
		"when nobody is asked any more, nobody is": func(t *testing.T, d *Desk) {
			for i, end := range []refund.Act{deciding(approve("d1", "anna")), deciding(reject("d1", "anna")), withdrawing("customer:42")} {
				id := d.reviewedIn(fmt.Sprintf("o%d", i))
				d.Assign(id, "ben")
				s := d.Taken(id, end).Approval
				same(t, "role", s.NextRole, refund.Role(""))
				same(t, "assignee", s.Assignee, refund.Person(""))
				same(t, "due", s.DueAt == nil, true)
				same(t, "listed", d.Row(id).Assignee, refund.Person(""))
			}
		},
		"known staff may have the providers asked at once, and nobody else": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			look := refund.Act{Kind: refund.ActLookNow, LookNow: &refund.LookNow{By: "anna", Leg: "1"}}
			before := d.Standing(id)
			after := d.Taken(id, look)
			same(t, "a row", after.Version > before.Version, true)
			before.Version = after.Version
			equal(t, "nothing else", after, before)
			d.RefusedBy(refund.ActRequest{Refund: id, Act: look, Authority: refund.Authority{Ranks: Ranks}}, nil, refund.CodeReviewerUnknown)
			look.LookNow.Leg = "9"
			d.Refused(id, look, refund.CodeNotFound)
			d.Record(id, refund.OutcomeSettled)
			look.LookNow.Leg = ""
			d.Refused(id, look, refund.CodeWrongState)
		},
		"a waiting refund is listed with what a reviewer's limit is held against": cumulative,
	}
}

// cumulative: one order with two refunds of 11300, and another order of the customer the same day.
func cumulative(t *testing.T, d *Desk) {
	d.Held("o3", "c1", 1)
	d.Clock.Advance(24 * time.Hour)
	d.Held("o2", "c1", 2)
	first := Request("o1", "c1", 1)
	first.Order.Market = "DE"
	d.Propose(first, Units(1))
	c := Request("o1", "c2", 1)
	c.Order.Market = "FR" // the order was pinned in another market
	d.Propose(c, asking(Units(1), "lead"))
	row := d.Row(c.ID())
	same(t, "market", row.Market, "DE")
	same(t, "order", row.OrderMinor, 22600)
	same(t, "customer's day", row.CustomerDayMinor, 45200)
	other := d.Row(first.ID())
	same(t, "not waiting: order", other.OrderMinor, 0)
	same(t, "not waiting: day", other.CustomerDayMinor, 0)
	d.Clock.Advance(24 * time.Hour)
	same(t, "the next day it is that day's still", d.Row(c.ID()).CustomerDayMinor, 45200)
}
