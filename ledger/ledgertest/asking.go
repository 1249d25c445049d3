package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Mark marks a refund under a key; an empty status is a row of the trail.
func (d *Desk) Mark(id refund.ID, key string, status refund.Status, desk *refund.Desk) {
	d.T.Helper()
	d.no(d.Store.MarkRefund(d.ctx, refund.Mark{Refund: id, Key: key, Status: status, Cause: workflow, Desk: desk}))
}

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

// Asked fails unless the case and the list say that the desk is asked.
func (d *Desk) Asked(id refund.ID, want refund.Desk) {
	d.T.Helper()
	got, row := d.Case(id).Desk, d.Row(id)
	same(d.T, "role", got.Role, want.Role)
	same(d.T, "assignee", got.Assignee, want.Assignee)
	same(d.T, "overdue", got.Overdue, want.Overdue)
	same(d.T, "due", dueText(got.DueAt), dueText(want.DueAt))
	same(d.T, "listed role", row.NextRole, want.Role)
	same(d.T, "listed assignee", row.Assignee, want.Assignee)
	same(d.T, "listed due", dueText(row.ReviewDueAt), dueText(want.DueAt))
}

func dueText(at *time.Time) string {
	if at == nil {
		return "never"
	}
	return at.Format(time.RFC3339Nano)
}

func askingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"who is asked, and until when, is kept; and once by its key": func(t *testing.T, d *Desk) {
			id, _ := d.Waiting("o1", 1)
			due := d.Clock.Now().Add(4 * time.Hour)
			support := refund.Desk{Role: "support", Assignee: "anna", DueAt: &due}
			d.Mark(id, "assign/1", "", &support)
			d.Asked(id, support)
			lead := refund.Desk{Role: "lead", DueAt: &due, Overdue: true}
			d.Mark(id, "escalate", "", &lead)
			d.Mark(id, "assign/1", "", &support)
			d.Asked(id, lead)
			same(t, "asked", d.Events(id, "Asked"), 2)
			d.Mark(id, "info", refund.StatusNeedsInfo, nil)
			d.Asked(id, lead) // a question to the customer does not change who is asked in the end
		},
		"a refund moves to any status that is not an end and that its legs do not contradict": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
			for _, status := range refund.Statuses() {
				if status.Final() {
					continue
				}
				d.Mark(id, "to/"+string(status), status, nil)
				same(t, "status", d.Case(id).Status, status)
			}
		},
		"when nobody is asked any more, nobody is": func(t *testing.T, d *Desk) {
			desk := refund.Desk{Role: "support", Assignee: "anna", Overdue: true}
			for i, end := range []func(id refund.ID, hash string){
				func(id refund.ID, hash string) {
					d.Decide(id, hash, approve("d1", "anna"))
					d.Begin(id, hash)
				},
				func(id refund.ID, _ string) { d.no(d.Release(id, refund.StatusRejected)) },
			} {
				id, hash := d.Waiting("o"+string(rune('1'+i)), 1)
				d.Mark(id, "assign", "", &desk)
				end(id, hash)
				d.Asked(id, refund.Desk{})
				d.Mark(id, "too late", "", &desk)
				d.Asked(id, refund.Desk{})
			}
			paying := Request("o1", "c1", 1).ID()
			d.Mark(paying, "attention", refund.StatusNeedsAttention, nil)
			d.Asked(paying, refund.Desk{}) // it does not remember an old desk
			d.Mark(paying, "attention/desk", refund.StatusNeedsAttention, &refund.Desk{Role: "finance"})
			d.Asked(paying, refund.Desk{Role: "finance"})
		},
		"a refund that is assessed anew asks anew": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Open(c)
			d.Mark(c.ID(), "attention", refund.StatusNeedsAttention, &refund.Desk{Role: "lead", Assignee: "ben", Overdue: true})
			p := Units(1, 1)
			p.ApprovalsRequired, p.Assessment.Review.DueSeconds = 1, 3600
			same(t, "reserve", d.Reserve(c.ID(), p).Status, refund.StatusAwaitingApproval)
			due := d.Clock.Now().Add(time.Hour)
			d.Asked(c.ID(), refund.Desk{DueAt: &due})
		},
		"a closed refund asks nobody": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Open(c)
			d.Mark(c.ID(), "attention", refund.StatusNeedsAttention, &refund.Desk{Role: "lead", Assignee: "ben"})
			d.no(d.Close(c.ID(), refund.StatusNothingToRefund))
			d.Asked(c.ID(), refund.Desk{})
		},
		"a waiting refund is listed with what a reviewer's limit is held against": cumulative,
		"the trail says who was asked, where the mark does not say why": func(t *testing.T, d *Desk) {
			id, _ := d.Waiting("o1", 1)
			due := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
			desk := refund.Desk{Role: "lead", Assignee: "ben", DueAt: &due, Overdue: true}
			d.no(d.Store.MarkRefund(d.ctx, refund.Mark{Refund: id, Key: "a", Desk: &desk, Cause: refund.Cause{Actor: "anna"}}))
			trail := d.Case(id).Trail
			last := trail[len(trail)-1]
			same(t, "actor", last.Actor, "anna")
			same(t, "reason", last.Reason, "asked: lead given to ben due 2026-11-20T16:00:00Z overdue")
		},
	}
}

// cumulative: one order with two refunds of 11300, and another order of the customer the same day.
func cumulative(t *testing.T, d *Desk) {
	yesterday := Request("o3", "c1", 1)
	yesterday.Order.Market = "CN"
	d.Open(yesterday)
	d.Reserve(yesterday.ID(), Units(1, 1))
	d.Clock.Advance(24 * time.Hour)
	d.Held("o2", "c1", 2)
	first := Request("o1", "c1", 1)
	first.Order.Market = "DE"
	d.reserved(first, 1)
	c := Request("o1", "c2", 1)
	c.Order.Market = "FR" // the order was pinned in another market
	d.Open(c)
	p := Units(1, 2)
	p.ApprovalsRequired = 1
	same(t, "reserve", d.Reserve(c.ID(), p).Status, refund.StatusAwaitingApproval)
	row := d.Row(c.ID())
	same(t, "market", row.Market, "DE")
	same(t, "order", row.OrderMinor, 22600)
	same(t, "customer's day", row.CustomerDayMinor, 45200)
	other := d.Row(first.ID())
	same(t, "not waiting: order", other.OrderMinor, 0)
	same(t, "not waiting: day", other.CustomerDayMinor, 0)
	d.Clock.Advance(24 * time.Hour)
	same(t, "the next day it is that day's still", d.Row(c.ID()).CustomerDayMinor, 45200)
	d.Mark(yesterday.ID(), "attention", refund.StatusNeedsAttention, nil)
	same(t, "needs attention", d.Row(yesterday.ID()).OrderMinor, 11300)
	same(t, "its market", d.Row(yesterday.ID()).Market, "CN")
}
