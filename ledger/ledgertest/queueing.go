package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// queued opens a refund that waits for roles, with a review that is due after some seconds and what else the request says.
func (d *Desk) queued(order string, dueSeconds int64, change func(*refund.Cancellation), roles ...refund.Role) refund.ID {
	d.T.Helper()
	c, p := Request(order, "c1", 1), asking(Units(1), roles...)
	c.Order.Market, p.Assessment.Review.DueSeconds = "CN", dueSeconds
	if change != nil {
		change(&c)
	}
	same(d.T, "status", d.Propose(c, p).Status, refund.StatusAwaitingApproval)
	return c.ID()
}

// queue is what a filter selects, by ids, in its sequence.
func (d *Desk) queue(f ledger.QueueFilter) (ids []refund.ID) {
	d.T.Helper()
	rows, err := d.Store.Queue(d.ctx, f)
	d.no(err)
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	counts, err := d.Store.QueueCounts(d.ctx, []ledger.QueueFilter{{}, f})
	d.no(err)
	if f.After == nil && f.LimitMax == 0 {
		same(d.T, "count", counts[1], int64(len(ids)))
	}
	return ids
}

func queueCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"what is due soonest comes first, by law or by the review's clock, and what has no such time last": func(t *testing.T, d *Desk) {
			never := d.Waiting("never", "lead")
			late := d.queued("late", 3600, nil, "lead")
			c := Request("law", "c1", 1)
			d.Propose(c, dueBy(Units(1), d.Clock.Now().Add(30*time.Minute)))
			d.Begin(c.ID())
			d.Record(c.ID(), refund.OutcomeDeclined)
			soon := d.queued("soon", 60, nil, "lead")
			equal(t, "sequence", d.queue(ledger.QueueFilter{}), []refund.ID{soon, c.ID(), late, never})
			rows, err := d.Store.Queue(d.ctx, ledger.QueueFilter{})
			d.no(err)
			same(t, "by law", rows[1].ByLaw, true)
			same(t, "the law's time", *rows[1].DueAt, d.Clock.Now().Add(30*time.Minute))
			same(t, "by review", rows[2].ByLaw, false)
			same(t, "no time", rows[3].DueAt == nil, true)
			equal(t, "by law alone", d.queue(ledger.QueueFilter{DueByLaw: true}), []refund.ID{c.ID()})
			d.Clock.Advance(2 * time.Minute)
			equal(t, "overdue", d.queue(ledger.QueueFilter{Overdue: true}), []refund.ID{soon})
			before := d.Clock.Now().Add(40 * time.Minute)
			equal(t, "due before a time", d.queue(ledger.QueueFilter{DueBefore: &before}), []refund.ID{soon, c.ID()})
		},
		"each filter selects what it names, and no more": func(t *testing.T, d *Desk) {
			plain := d.queued("plain", 60, nil, "lead")
			d.Clock.Advance(time.Second)
			other := d.queued("other", 60, func(c *refund.Cancellation) {
				c.Merchant, c.Order.Market, c.Reason = "m2", "DE", refund.ReasonDamaged
			}, "finance")
			d.Assign(other, "ben")
			opened := d.Clock.Now()
			for name, c := range map[string]struct {
				filter ledger.QueueFilter
				want   []refund.ID
			}{
				"merchant":             {ledger.QueueFilter{Merchant: "m2"}, []refund.ID{other}},
				"market":               {ledger.QueueFilter{Market: "CN"}, []refund.ID{plain}},
				"reason":               {ledger.QueueFilter{Reason: refund.ReasonDamaged}, []refund.ID{other}},
				"currency":             {ledger.QueueFilter{Currency: "EUR"}, nil},
				"role":                 {ledger.QueueFilter{Roles: []refund.Role{"finance"}}, []refund.ID{other}},
				"two roles":            {ledger.QueueFilter{Roles: []refund.Role{"finance", "lead"}}, []refund.ID{plain, other}},
				"assignee":             {ledger.QueueFilter{Assignees: []refund.Person{"ben"}}, []refund.ID{other}},
				"assignee, by amount":  {ledger.QueueFilter{Assignees: []refund.Person{"ben"}, Sort: ledger.ByAmount, Currency: "CNY"}, []refund.ID{other}},
				"unassigned":           {ledger.QueueFilter{Unassigned: true}, []refund.ID{plain}},
				"opened before":        {ledger.QueueFilter{OpenedBefore: &opened}, []refund.ID{plain}},
				"an amount":            {ledger.QueueFilter{AmountMin: unitMinor, AmountMax: unitMinor}, []refund.ID{plain, other}},
				"a lower amount":       {ledger.QueueFilter{AmountMax: unitMinor - 1}, nil},
				"a higher amount":      {ledger.QueueFilter{AmountMin: unitMinor + 1}, nil},
				"a status":             {ledger.QueueFilter{Statuses: []refund.Status{refund.StatusNeedsInfo}}, nil},
				"that status":          {ledger.QueueFilter{Statuses: []refund.Status{refund.StatusAwaitingApproval}}, []refund.ID{plain, other}},
				"legs alone":           {ledger.QueueFilter{NeedsPerson: true}, nil},
				"unknown legs":         {ledger.QueueFilter{Unknown: true}, nil},
				"a risk band":          {ledger.QueueFilter{RiskBand: refund.RiskHigh}, nil},
				"by age":               {ledger.QueueFilter{Sort: ledger.ByAge}, []refund.ID{plain, other}},
				"one and another":      {ledger.QueueFilter{Merchant: "m2", Market: "CN"}, nil},
				"a name like a marker": {ledger.QueueFilter{Assignees: []refund.Person{"b%"}}, nil},
			} {
				equal(t, name, d.queue(c.filter), c.want)
			}
		},
		"a leg that a person has to act on waits in the queue beside the others, and an unknown one is a state of its own": func(t *testing.T, d *Desk) {
			waiting := d.queued("o1", 60, nil, "lead")
			unknown := d.Sent("o2", "c1", 1)
			d.Record(unknown, refund.OutcomeUnknown)
			attention := d.Attention("o3")
			stuck := d.Sent("o4", "c1", 1)
			d.Record(stuck, refund.OutcomeAbnormal)
			same(t, "paid out meanwhile", d.Standing(stuck).Status, refund.StatusPayingOut)
			equal(t, "all", d.queue(ledger.QueueFilter{}), []refund.ID{waiting, attention, stuck})
			equal(t, "legs", d.queue(ledger.QueueFilter{NeedsPerson: true}), []refund.ID{stuck})
			equal(t, "parked", d.queue(ledger.QueueFilter{Statuses: []refund.Status{refund.StatusNeedsAttention}, NeedsPerson: true}), []refund.ID{attention, stuck})
			equal(t, "unknown", d.queue(ledger.QueueFilter{Unknown: true}), []refund.ID{unknown})
			rows, err := d.Store.Queue(d.ctx, ledger.QueueFilter{Unknown: true})
			d.no(err)
			same(t, "unknown legs", rows[0].UnknownCount, int64(1))
			same(t, "unknown amount", rows[0].UnknownMinor, unitMinor)
			d.Record(unknown, refund.OutcomeSettled)
			equal(t, "known", d.queue(ledger.QueueFilter{Unknown: true}), []refund.ID(nil))
		},
		"a queue is read page by page, each refund once, also where many are due at the same moment": func(t *testing.T, d *Desk) {
			all := map[refund.ID]int{}
			for _, order := range []string{"a", "b", "c", "d", "e"} {
				d.queued(order, 60, nil, "lead")
			}
			d.Record(d.Sent("f", "c1", 1), refund.OutcomeAbnormal)
			for _, sort := range ledger.QueueSorts() {
				clear(all)
				filter, pages := ledger.QueueFilter{Sort: sort, LimitMax: 2, Currency: "CNY"}, 0
				for {
					rows, err := d.Store.Queue(d.ctx, filter)
					d.no(err)
					for _, row := range rows {
						all[row.ID]++
					}
					if pages++; len(rows) < 2 {
						break
					}
					filter.After = &rows[1].Place
				}
				same(t, "refunds by "+string(sort), len(all), 6)
				same(t, "pages by "+string(sort), pages, 4)
			}
		},
		"a filter that says more than it can is an error": func(t *testing.T, d *Desk) {
			for name, f := range map[string]ledger.QueueFilter{
				"amounts of all currencies": {Sort: ledger.ByAmount},
				"no sequence":               {Sort: "size"},
				"too many people":           {Assignees: make([]refund.Person, ledger.QueueAssigneesMax+1)},
			} {
				if _, err := d.Store.Queue(d.ctx, f); err == nil {
					t.Errorf("%s: no error", name)
				}
			}
		},
		"a refund is found by its order, its customer and its amount, also when it is closed": func(t *testing.T, d *Desk) {
			paid := d.Paid("o1", "c1", 1)
			d.Clock.Advance(time.Second)
			other := d.queued("o2", 60, func(c *refund.Cancellation) {
				c.Merchant, c.Order.Customer.CustomerID = "m2", "43"
			}, "lead")
			for name, c := range map[string]struct {
				search ledger.CaseSearch
				want   []refund.ID
			}{
				"order":            {ledger.CaseSearch{Order: "o1"}, []refund.ID{paid}},
				"another merchant": {ledger.CaseSearch{Order: "o2"}, []refund.ID{other}},
				"customer":         {ledger.CaseSearch{Customer: "43"}, []refund.ID{other}},
				"refund":           {ledger.CaseSearch{Refund: paid}, []refund.ID{paid}},
				"amount":           {ledger.CaseSearch{AmountMinor: unitMinor, Currency: "CNY"}, []refund.ID{other, paid}},
				"another amount":   {ledger.CaseSearch{AmountMinor: unitMinor + 1, Currency: "CNY"}, nil},
				"another currency": {ledger.CaseSearch{AmountMinor: unitMinor, Currency: "EUR"}, nil},
				"nothing":          {ledger.CaseSearch{}, nil},
				"a part of a name": {ledger.CaseSearch{Order: "o"}, nil},
			} {
				rows, err := d.Store.FindCases(d.ctx, c.search)
				d.no(err)
				var got []refund.ID
				for _, row := range rows {
					got = append(got, row.ID)
				}
				equal(t, name, got, c.want)
			}
		},
	}
}
