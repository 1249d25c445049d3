package ledgertest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func reservingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a reservation holds the money, claims the line and moves the version": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			s := d.Standing(id)
			same(t, "hash", s.AssessmentHash, ledger.AssessmentHash(Units(1)))
			same(t, "leg", s.Legs[0].Status, refund.LegReserved)
			rules := Proposing(Units(1))
			d.Decide(Request("o1", "c2", 1), rules)
			same(t, "version", rules.History.Version, 2)
			same(t, "earlier", len(rules.History.Earlier), 1)
			same(t, "earlier total", rules.History.Earlier[0].TotalMinor, 11300)
			d.Payment(id, Control{Held: 22600})
		},
		"a quantity that was refunded before waits for a person, and holds nothing": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 2)
			s := d.Propose(Request("o1", "c2", 1), Units(1))
			same(t, "code", s.Attention(), refund.CodeQuantityRefunded)
			same(t, "hash", s.AssessmentHash, "")
			d.Payment(s.Refund, Control{Held: 22600})
		},
		"a total above what remains waits for a person, never silently less": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 2)
			c.Order.Payments[0].CapturedMinor = 22599
			same(t, "code", d.Propose(c, Units(2)).Attention(), refund.CodeCapExceeded)
			d.Payment(c.ID(), Control{Open: 22599})
		},
		"more for a line than was paid for it is a bug": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			c.Order.Lines[0].UnitPriceMinor = 5649 // two are 11298, one unit of 11300 is asked
			_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: c, RunID: "r"}, Proposing(Units(1)))
			broken(t, err)
		},
		"components or legs that do not sum to the total are a bug": func(t *testing.T, d *Desk) {
			p := Units(1)
			p.Assessment.Legs[0].AmountMinor--
			_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: Request("o1", "c1", 1), RunID: "r"}, Proposing(p))
			broken(t, err)
		},
		"a component for which nothing was paid is a bug": func(t *testing.T, d *Desk) {
			p := Units(1)
			p.Assessment.Components[0].AmountMinor -= 100
			p.Assessment.Components = append(p.Assessment.Components, refund.Component{Kind: refund.ComponentFee, FeeID: "none", AmountMinor: 100})
			_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: Request("o1", "c1", 1), RunID: "r"}, Proposing(p))
			broken(t, err)
		},
		"a refund of 3,200 lines is held like any, and its standing is as small": manyLines,
		"a refund in another currency than the order's is a bug": func(t *testing.T, d *Desk) {
			p := Units(1)
			p.Assessment.Currency = "EUR"
			_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: Request("o1", "c1", 1), RunID: "r"}, Proposing(p))
			broken(t, err)
		},
		"the order's sum and the customer's day are held to the limit under the lock": customersDay,
		"what needs a person is not stored, so that it can be judged again": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			p := Units(1)
			p.Assessment.Disposition, p.Assessment.Reasons = refund.DispositionAttention, []string{"AMOUNTS_DO_NOT_ADD_UP"}
			s := d.Propose(c, p)
			same(t, "code", s.Attention(), refund.CodeAmountsDoNotAddUp)
			same(t, "hash", s.AssessmentHash, "")
			d.Payment(c.ID(), Control{Open: 22600})
		},
	}
}

// manyLines is an order of 3,200 lines of 7 each, refunded whole, with as many steps, and then taken back.
func manyLines(t *testing.T, d *Desk) {
	const lines, each = 3200, int64(7)
	c, p := Request("o1", "c1", 1), Units(1)
	share, a := int64(lines*each), &p.Assessment
	c.Order.Payments[0].CapturedMinor, c.Order.Payments[0].OrderShareMinor = share, &share
	c.Order.Lines, a.Components = nil, nil
	for i := range lines {
		id := refund.LineID(fmt.Sprint("line-", i))
		c.Order.Lines = append(c.Order.Lines, refund.Line{LineID: id, Quantity: 1, UnitPriceMinor: each})
		a.Components = append(a.Components, refund.Component{Kind: refund.ComponentLine, LineID: id, Quantity: 1, AmountMinor: each})
		a.Steps = append(a.Steps, refund.Step{Name: "the price paid", Formula: "unit price x quantity", ResultMinor: each})
	}
	a.TotalMinor, a.TaxMinor, a.Legs[0].AmountMinor = share, 0, share
	s := d.Propose(c, p)
	same(t, "status", s.Status, refund.StatusPayingOut)
	raw, err := json.Marshal(s)
	d.no(err)
	same(t, "small", len(raw) < 2048, true)
	e, err := d.Store.Explanation(d.ctx, s.Refund, s.AssessmentHash)
	d.no(err)
	same(t, "steps stay in the ledger", len(e.Assessment.Steps), lines)
	d.BooksAgree()
	d.Taken(s.Refund, withdrawing("customer:42"))
	d.Payment(s.Refund, Control{Open: share})
}

// customersDay: two orders of one customer, each below the limit of 15000, together above it.
func customersDay(t *testing.T, d *Desk) {
	limit := int64(15000)
	p := Units(1)
	p.Assessment.AutoApproveMaxMinor = &limit
	d.Propose(Request("o1", "c1", 1), p)
	rules := Proposing(p)
	_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: Request("o2", "c1", 1), RunID: "r"}, rules)
	broken(t, err) // the rules saw the day's sum, and asked nobody
	past := rules.History.Customer
	same(t, "refunds", past.RefundCount90d, 1)
	same(t, "their amount", past.RefundMinor90d, 11300)
	same(t, "today", past.TodayMinor, 11300)
	_, err = d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: Request("o1", "c2", 1), RunID: "r"}, Proposing(p))
	broken(t, err) // so with the order's
	d.Clock.Advance(12 * time.Hour)
	same(t, "the next day", d.Propose(Request("o2", "c1", 1), p).Status, refund.StatusPayingOut)
	d.Clock.Advance(91 * 24 * time.Hour)
	d.Decide(Request("o3", "c1", 1), rules)
	same(t, "after 90 days", rules.History.Customer.RefundCount90d, 0)
}
