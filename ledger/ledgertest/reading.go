package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func readingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a case tells its story with actor, time, reason and policy": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			c := d.Case(id)
			same(t, "rows", len(c.Trail), 4)
			reserved := c.Trail[2]
			same(t, "event", reserved.Event, "Reserved")
			same(t, "from", reserved.From, refund.StatusAssessing)
			same(t, "to", reserved.To, refund.StatusPayingOut)
			same(t, "actor", reserved.Actor, refund.ActorMakegood)
			same(t, "policy", reserved.Policy, "default@1")
			same(t, "at", reserved.At, time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
			same(t, "proposal", c.Proposal.Assessment.TotalMinor, 11300)
			same(t, "requested by", c.Cancellation.RequestedBy, "customer:42")
			same(t, "first actor", c.Trail[0].Actor, "customer:42")
			same(t, "first from", c.Trail[0].From, refund.Status(""))
		},
		"cases are listed newest first, filtered by state": func(t *testing.T, d *Desk) {
			d.Sent("o1", "c1", 1)
			d.Clock.Advance(time.Minute)
			waiting := d.Waiting("o2", "lead")
			all, err := d.Store.Cases(d.ctx, ledger.CaseFilter{})
			d.no(err)
			same(t, "cases", len(all), 2)
			same(t, "newest", all[0].ID, waiting)
			same(t, "sent", all[1].SentMinor, 11300)
			same(t, "held", all[0].HeldMinor, 11300)
			only, err := d.Store.Cases(d.ctx, ledger.CaseFilter{Open: true, Statuses: []refund.Status{refund.StatusPayingOut}, LimitMax: 5})
			d.no(err)
			same(t, "paying out", len(only), 1)
		},
		"cases are listed page by page, each of them once, also those of one moment": func(t *testing.T, d *Desk) {
			ids := map[refund.ID]int{}
			for _, order := range []string{"o1", "o2", "o3"} {
				ids[d.Waiting(order, "lead")] = 0
			}
			d.Clock.Advance(time.Minute)
			ids[d.Waiting("o4", "lead")] = 0
			filter := ledger.CaseFilter{Open: true, Statuses: []refund.Status{refund.StatusAwaitingApproval}, LimitMax: 2}
			for pages := 1; ; pages++ {
				page, err := d.Store.Cases(d.ctx, filter)
				d.no(err)
				for _, row := range page {
					ids[row.ID]++
				}
				if len(page) < filter.LimitMax {
					same(t, "pages", pages, 3)
					break
				}
				last := page[len(page)-1]
				filter.After = &ledger.CasePlace{OpenedAt: last.OpenedAt, ID: last.ID}
			}
			for id, times := range ids {
				same(t, string(id), times, 1)
			}
		},
		"cases are filtered by whose they are": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.Waiting("o2", "lead")
			row := d.Case(id)
			for _, filter := range []ledger.CaseFilter{
				{Order: "o1"}, {Merchant: row.Cancellation.Merchant, Order: "o1"}, {Order: "o1", Reason: row.Cancellation.Reason},
			} {
				found, err := d.Store.Cases(d.ctx, filter)
				d.no(err)
				same(t, "found", len(found), 1)
				same(t, "its id", found[0].ID, id)
			}
			for _, filter := range []ledger.CaseFilter{{Merchant: "nobody"}, {Reason: "NEVER"}, {Assignee: "anna"}} {
				found, err := d.Store.Cases(d.ctx, filter)
				d.no(err)
				same(t, "found", len(found), 0)
			}
		},
		"totals sum the control accounts by currency": func(t *testing.T, d *Desk) {
			d.Sent("o1", "c1", 1)
			d.Paid("o2", "c1", 2)
			totals, err := d.Store.Totals(d.ctx)
			d.no(err)
			same(t, "currencies", len(totals), 1)
			same(t, "CNY", totals[0], ledger.AssetTotals{
				Currency: "CNY", CapturedMinor: 45200, OpenMinor: 11300, SentMinor: 11300, ReturnedMinor: 22600,
			})
		},
		"a case nobody opened is not found": func(t *testing.T, d *Desk) {
			_, err := d.Store.Case(d.ctx, "refund/m1/o9/c9")
			same(t, "not found", isNotFound(err), true)
			payments, err := d.Store.OrderPayments(d.ctx, "m1", "o9")
			d.no(err)
			same(t, "no payments", len(payments), 0)
		},
	}
}
