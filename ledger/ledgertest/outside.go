package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// outsideFact is a word about a refund of an order's payment that makegood did not ask for.
func outsideFact(order, id string, minor int64, kind refund.OutcomeKind) refund.Fact {
	at := time.Date(2026, 11, 20, 13, 0, 0, 0, time.UTC)
	if kind == refund.OutcomeFailed {
		at = at.Add(time.Hour)
	}
	return refund.Fact{
		ID: fmt.Sprint(id, "/", kind), Kind: refund.FactRefund, Provider: "simulator", Reference: "ch_" + order, OccurredAt: at,
		Refund: &refund.RefundFact{ProviderRefundID: id, AmountMinor: minor, Currency: "CNY", Outcome: refund.Outcome{Kind: kind}},
	}
}

// Outside books a refund of an order's payment that somebody made elsewhere, and settled.
func (d *Desk) Outside(order, id string, minor int64) refund.FactBooked {
	d.T.Helper()
	return d.Book(outsideFact(order, id, minor, refund.OutcomeSettled))
}

// toLines is Anna's word that a refund of an order made elsewhere was for quantity units.
func toLines(order, id string, quantity, minor int64) ledger.Attribution {
	return ledger.Attribution{
		Provider: "simulator", Reference: "ch_" + order, ProviderRefundID: id, As: ledger.AttributedLines, By: "anna", Note: "the shop did it",
		Lines: []ledger.AttributedLine{{LineID: "1", Quantity: quantity, AmountMinor: minor}}, Authority: Anything("anna"),
	}
}

// Attribute carries an attribution out.
func (d *Desk) Attribute(in ledger.Attribution) refund.Answer {
	d.T.Helper()
	out, err := d.Store.Attribute(d.ctx, in)
	d.no(err)
	return out
}

// OutsideOf is a stored refund made elsewhere.
func (d *Desk) OutsideOf(id string) ledger.OutsideRefund {
	d.T.Helper()
	all, err := d.Store.OutsideRefunds(d.ctx, ledger.OutsideFilter{})
	d.no(err)
	for _, o := range all {
		if o.ProviderRefundID == id {
			return o
		}
	}
	d.T.Fatalf("no refund %s made elsewhere", id)
	return ledger.OutsideRefund{}
}

func outsideCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a refund made elsewhere consumes headroom at once, and waits for a person": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			same(t, "result", d.Outside("o1", "re_1", 6000).Result, refund.FactIsOutside)
			same(t, "again", d.Outside("o1", "re_1", 6000).Result, refund.FactIsKnown)
			d.Bank(id, Bank{Open: 5300, Held: 11300, External: 6000})
			same(t, "owed", d.Balances(id)[0].OwedMinor, 5300)
			same(t, "order", d.OutsideOf("re_1").Order, "o1")
			open, err := d.Store.OutsideRefunds(d.ctx, ledger.OutsideFilter{Unattributed: true})
			d.no(err)
			same(t, "unattributed", len(open), 1)
			figures := d.figures()
			same(t, "figure", figures.UnattributedCount, 1)
			same(t, "since", *figures.UnattributedSince, d.Clock.Now())
			same(t, "what fits goes on", d.Begin(id).Result, refund.BeginSend)
		},
		"one that is only accepted takes headroom too, and gives it back when it fails": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Book(outsideFact("o1", "re_1", 6000, refund.OutcomePending))
			d.Bank(id, Bank{Open: 5300, Held: 11300, External: 6000})
			d.Book(outsideFact("o1", "re_1", 6000, refund.OutcomeFailed))
			d.Bank(id, Bank{Open: 11300, Held: 11300})
			same(t, "settled was before", d.Outside("o1", "re_1", 6000).Result, refund.FactIsStale)
			d.Bank(id, Bank{Open: 11300, Held: 11300})
			same(t, "owed", d.Balances(id)[0].OwedMinor, 11300)
		},
		"what exceeds the headroom is excess, and stops what was held": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 2)
			d.Outside("o1", "re_1", 11300)
			d.Bank(id, Bank{Held: 22600, External: 11300, Excess: 11300})
			begun := d.Begin(id)
			same(t, "begin", begun.Result, refund.BeginStopped)
			same(t, "why", begun.Detail, "EXCESS")
			d.Taken(id, withdrawing("customer:42"))
			d.Bank(id, Bank{Open: 11300, External: 11300})
		},
		"attributed to lines, it takes them, with the tax of the order's record": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Outside("o1", "re_1", 6000)
			for range 2 {
				same(t, "accepted", d.Attribute(toLines("o1", "re_1", 1, 6000)).Accepted, true)
			}
			got := d.OutsideOf("re_1")
			same(t, "as", got.AttributedAs, ledger.AttributedLines)
			same(t, "by", got.AttributedBy, "anna")
			rules := Proposing(Units(1))
			s := d.Decide(Request("o1", "c2", 1), rules).Standing
			same(t, "no unit is left", s.Attention(), refund.CodeQuantityRefunded)
			d.Taken(id, withdrawing("customer:42"))
			rules = Proposing(Units(1))
			d.Decide(Request("o1", "c3", 1), rules)
			same(t, "the rules know of it", rules.History.Earlier[0].TotalMinor, 6000)
			same(t, "and its line", rules.History.Earlier[0].Components[0].Quantity, 1)
		},
		"other words about what was attributed are a conflict": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 1)
			d.Outside("o1", "re_1", 6000)
			d.Attribute(toLines("o1", "re_1", 1, 6000))
			other := toLines("o1", "re_1", 0, 6000)
			same(t, "code", d.Attribute(other).Code, refund.CodeConflict)
		},
		"goodwill is of no line, and says what it was for": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Outside("o1", "re_1", 6000)
			in := toLines("o1", "re_1", 0, 0)
			in.As, in.Lines, in.Note = ledger.AttributedGoodwill, nil, " "
			same(t, "without a note", d.Attribute(in).Code, refund.CodeMalformed)
			in.Note = "an apology for the call"
			same(t, "accepted", d.Attribute(in).Accepted, true)
			d.Bank(id, Bank{Open: 5300, Held: 11300, External: 6000})
		},
		"an attribution is refused with its code, and changes nothing": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 1)
			d.Outside("o1", "re_1", 6000)
			d.Book(outsideFact("o1", "re_2", 100, refund.OutcomeFailed))
			for want, change := range map[refund.Code]func(*ledger.Attribution){
				refund.CodeUnknownLine:      func(a *ledger.Attribution) { a.Lines[0].LineID = "9" },
				ledger.CodeAmountDiffers:    func(a *ledger.Attribution) { a.Lines[0].AmountMinor = 5999 },
				refund.CodeQuantityRefunded: func(a *ledger.Attribution) { a.Lines[0].Quantity = 2 },
				refund.CodeReviewerUnknown:  func(a *ledger.Attribution) { a.Authority = refund.Authority{} },
				refund.CodeReviewerLimit:    func(a *ledger.Attribution) { a.Authority = staff("anna", "lead", 5999) },
				ledger.CodeNothingTaken:     func(a *ledger.Attribution) { a.ProviderRefundID = "re_2" },
				refund.CodeNotFound:         func(a *ledger.Attribution) { a.ProviderRefundID = "re_9" },
				refund.CodeMalformed:        func(a *ledger.Attribution) { a.As = "ELSE" },
			} {
				in := toLines("o1", "re_1", 1, 6000)
				change(&in)
				answer := d.Attribute(in)
				if answer.Accepted || answer.Code != want {
					t.Errorf("got %+v, want %s", answer, want)
				}
			}
			same(t, "as", d.OutsideOf("re_1").AttributedAs, "")
		},
		"after a part of a line was attributed the rest of it is, and no more": func(t *testing.T, d *Desk) {
			d.Taken(d.Held("o1", "c1", 1), withdrawing("customer:42"))
			d.Outside("o1", "re_1", 6000)
			d.Outside("o1", "re_2", 5000)
			same(t, "one unit", d.Attribute(toLines("o1", "re_1", 1, 6000)).Accepted, true)
			same(t, "both", d.Attribute(toLines("o1", "re_2", 2, 5000)).Code, refund.CodeQuantityRefunded)
			same(t, "more money than was paid for it", d.Attribute(toLines("o1", "re_2", 1, 5001)).Code, ledger.CodeAmountDiffers)
			same(t, "the other one", d.Attribute(toLines("o1", "re_2", 1, 5000)).Accepted, true)
			d.Outside("o1", "re_3", 1000)
			same(t, "a third", d.Attribute(toLines("o1", "re_3", 1, 1000)).Code, refund.CodeQuantityRefunded)
			s := d.Decide(Request("o1", "c2", 1), Proposing(Units(1))).Standing
			same(t, "nothing is left to refund", s.Attention(), refund.CodeQuantityRefunded)
			in := toLines("o1", "re_3", 0, 0)
			in.As, in.Lines = ledger.AttributedGoodwill, nil
			same(t, "but goodwill", d.Attribute(in).Accepted, true)
		},
		"a payment of two orders: a person names the order": func(t *testing.T, d *Desk) {
			for _, order := range []string{"o1", "o2"} {
				c := Request(order, "c1", 1)
				share := int64(capturedMinor / 2)
				c.Order.Payments[0].ProviderReference, c.Order.Payments[0].OrderShareMinor = "ch_both", &share
				c.Order.Lines[0].Quantity, c.Order.Lines[0].Taxes[0].AmountMinor = 1, unitTaxMinor
				d.Propose(c, Units(1))
			}
			d.Outside("both", "re_1", 6000)
			same(t, "no order is known", d.OutsideOf("re_1").Order, "")
			d.Taken("refund/m1/o1/c1", withdrawing("customer:42"))
			in := toLines("both", "re_1", 1, 6000)
			same(t, "which", d.Attribute(in).Code, ledger.CodeOrderNeeded)
			in.Order = "o3"
			same(t, "not this one", d.Attribute(in).Code, refund.CodeNotFound)
			in.Order = "o1"
			same(t, "accepted", d.Attribute(in).Accepted, true)
			same(t, "owed of o1", d.Balances("refund/m1/o1/c1")[0].OwedMinor, 5300)
		},
		"when it fails after all, its attribution is taken back and its lines are free": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Outside("o1", "re_1", 6000)
			d.Attribute(toLines("o1", "re_1", 1, 6000))
			d.Book(outsideFact("o1", "re_1", 6000, refund.OutcomeFailed))
			d.Bank(id, Bank{Open: 11300, Held: 11300})
			same(t, "as", d.OutsideOf("re_1").AttributedAs, "")
			same(t, "the unit is free", d.Propose(Request("o1", "c2", 1), Units(1)).Status, refund.StatusPayingOut)
		},
		"what an order's first event had told of is not counted twice": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			c.Order.Payments[0].RefundedBeforeMinor = 6000
			d.Propose(c, Units(1))
			d.Bank(c.ID(), Bank{Open: 5300, Held: 11300, External: 6000})
			before := outsideFact("o1", "re_1", 6000, refund.OutcomeSettled)
			before.OccurredAt = d.Clock.Now().Add(-24 * time.Hour)
			same(t, "result", d.Book(before).Result, refund.FactIsOutside)
			d.Bank(c.ID(), Bank{Open: 5300, Held: 11300, External: 6000})
			d.Outside("o1", "re_2", 1000)
			d.Bank(c.ID(), Bank{Open: 4300, Held: 11300, External: 7000})
			same(t, "attributed", d.Attribute(toLines("o1", "re_1", 1, 6000)).Accepted, true)
		},
		"one in another currency is kept, and stops the payment": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			f := outsideFact("o1", "re_1", 900, refund.OutcomeSettled)
			f.Refund.Currency = "USD"
			d.Book(f)
			d.Bank(id, Bank{Open: 11300, Held: 11300})
			same(t, "stop", d.Balances(id)[0].Stop, "REFUNDED_IN_OTHER_CURRENCY")
			findings, err := d.Store.Audit(d.ctx)
			d.no(err)
			if len(findings) != 1 || findings[0].Code != "OUTSIDE_OTHER_CURRENCY" {
				t.Errorf("findings: %+v", findings)
			}
			f = outsideFact("o1", "re_1", 900, refund.OutcomeFailed)
			f.Refund.Currency = "USD"
			d.Book(f)
			same(t, "begin", d.Begin(id).Result, refund.BeginSend)
		},
		"refunded elsewhere and charged back: what is too much is receivable": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Taken(id, withdrawing("customer:42"))
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			d.Outside("o1", "re_1", 6000)
			d.Bank(id, Bank{External: 6000, ChargedBack: 22600, Excess: 6000})
			d.Borne(22600, 100, 6000, 0, 16600)
		},
	}
}
