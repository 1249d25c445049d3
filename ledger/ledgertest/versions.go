package ledgertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// addedMinor is what the line and the payment cost that a newer version of the suite's order adds, net and with
// its exclusive tax.
const (
	addedNetMinor = int64(500)
	addedTaxMinor = int64(50)
	addedMinor    = addedNetMinor + addedTaxMinor
)

// Grown is a request for one unit, of a version of the order to which a line and its payment were added. The new
// line comes first in the event.
func Grown(order, request string, version string) refund.Cancellation {
	c := Request(order, request, 1)
	c.Order.OrderVersion = version
	added := refund.Line{LineID: "2", Quantity: 1, UnitPriceMinor: addedNetMinor, Taxes: []refund.Tax{{Mode: refund.TaxExclusive, AmountMinor: addedTaxMinor}}}
	c.Order.Lines = append([]refund.Line{added}, c.Order.Lines...)
	c.Order.Payments = append([]refund.Payment{{
		PaymentID: "p2", Kind: refund.PaymentCard, Provider: "simulator", ProviderReference: "ch_2_" + order, CapturedMinor: addedMinor, Currency: "CNY",
	}}, c.Order.Payments...)
	return c
}

// versioned is a request for one unit of a version of the suite's order.
func versioned(request, version string) refund.Cancellation {
	c := Request("o1", request, 1)
	c.Order.OrderVersion = version
	return c
}

// addedLine proposes to refund the added line to the payment that was added with it.
func addedLine() refund.Proposal {
	p := Units(1)
	a := &p.Assessment
	a.TotalMinor, a.TaxMinor = addedMinor, addedTaxMinor
	a.Components = []refund.Component{
		{Kind: refund.ComponentLine, LineID: "2", Quantity: 1, AmountMinor: addedNetMinor},
		{Kind: refund.ComponentTax, LineID: "2", AmountMinor: addedTaxMinor, TaxMinor: addedTaxMinor},
	}
	a.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p2", AmountMinor: addedMinor}}
	return p
}

// order names the lines and payments of the order that the rules were asked on, and its version.
func order(h refund.OrderHistory) string {
	out := []string{"version " + h.Order.OrderVersion}
	for _, l := range h.Order.Lines {
		out = append(out, "line "+string(l.LineID))
	}
	for _, p := range h.Payments {
		out = append(out, fmt.Sprintf("%s owes %d", p.PaymentID, p.OwedMinor))
	}
	return strings.Join(out, ", ")
}

func (d *Desk) versions() []ledger.OrderVersion {
	d.T.Helper()
	out, err := d.Store.OrderVersions(d.ctx, "m1", "o1")
	d.no(err)
	return out
}

const grownOrder = "version 2, line 1, line 2, p1 owes 11300, p2 owes 550"

// growing pays a unit of version 1, and asks for the other in version 2.
func growing(t *testing.T, d *Desk) *Rules {
	t.Helper()
	c := versioned("c1", "1")
	same(t, "status", d.Propose(c, Units(1)).Status, refund.StatusPayingOut)
	d.Begin(c.ID())
	d.Record(c.ID(), refund.OutcomeSettled)
	rules := Proposing(Units(1))
	same(t, "result", d.Decide(Grown("o1", "c2", "2"), rules).Result, refund.DecidedNew)
	return rules
}

func versionCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a newer version that only adds is pinned without a person, old lines first": func(t *testing.T, d *Desk) {
			rules := growing(t, d)
			same(t, "order", order(rules.History), grownOrder)
			same(t, "differences", len(rules.History.Differences), 0)
			grew := d.trailOf("c2", "OrderGrew")
			same(t, "said", grew.Reason, "order_version 2 after 1 added lines[2]: not in the pinned order; payments[p2]: not in the pinned order")
			same(t, "by", grew.Actor, "customer:42")
			kept := d.versions()
			same(t, "versions", len(kept), 1)
			same(t, "kept", kept[0].Version+" "+string(kept[0].ReplacedBy), "1 refund/m1/o1/c2")
			equal(t, "as it was", kept[0].Order, versioned("c1", "1").Order)
			equal(t, "added", kept[0].Added, []string{"lines[2]: not in the pinned order", "payments[p2]: not in the pinned order"})
			equal(t, "when", kept[0].ReplacedAt, d.Clock.Now())
		},
		"what was claimed of the old lines stays claimed": func(t *testing.T, d *Desk) {
			growing(t, d)
			third := Grown("o1", "c3", "2")
			same(t, "code", d.Decide(third, Proposing(Units(1))).Standing.Attention(), refund.CodeQuantityRefunded)
		},
		"what was added can be refunded, with its tax, to what was added": func(t *testing.T, d *Desk) {
			growing(t, d)
			c := Grown("o1", "c3", "2")
			c.CancelledLines = []refund.CancelledLine{{LineID: "2", Quantity: 1}}
			same(t, "status", d.Propose(c, addedLine()).Status, refund.StatusPayingOut)
			b := d.Begin(c.ID())
			same(t, "reference", b.Instruction.Reference, "ch_2_o1")
			again := c
			again.Request = "c4"
			same(t, "code", d.Propose(again, addedLine()).Attention(), refund.CodeQuantityRefunded)
		},
		"what was added cannot be refunded before it was": func(t *testing.T, d *Desk) {
			d.Propose(versioned("c1", "1"), Units(1))
			_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: versioned("c2", "1"), RunID: "r"}, Proposing(addedLine()))
			broken(t, err)
		},
		"an order without a version grows to version 1": func(t *testing.T, d *Desk) {
			d.Propose(versioned("c1", ""), Units(1))
			rules := Proposing(Units(1))
			same(t, "result", d.Decide(Grown("o1", "c2", "1"), rules).Result, refund.DecidedNew)
			same(t, "order", order(rules.History), "version 1, line 1, line 2, p1 owes 11300, p2 owes 550")
			same(t, "said", strings.HasPrefix(d.trailOf("c2", "OrderGrew").Reason, "order_version 1 after none added "), true)
		},
		"a newer version that adds and changes goes to review, and the old one stays": func(t *testing.T, d *Desk) {
			d.Propose(versioned("c1", "1"), Units(1))
			c := Grown("o1", "c2", "2")
			c.Order.Lines[1].UnitPriceMinor--
			reviewed(t, d, c, "order_version: 2, was 1", "lines[1].unit_price_minor: 11299, was 11300",
				"lines[2]: not in the pinned order", "payments[p2]: not in the pinned order")
		},
		"an exchange, which takes a line away, goes to review": func(t *testing.T, d *Desk) {
			d.Propose(versioned("c1", "1"), Units(1))
			c := Grown("o1", "c2", "2")
			c.Order.Lines = c.Order.Lines[:1]
			c.CancelledLines[0].LineID = "2"
			reviewed(t, d, c, "order_version: 2, was 1", "lines[1]: missing", "lines[2]: not in the pinned order", "payments[p2]: not in the pinned order")
		},
		"a newer version with another capture under a known id goes to review": func(t *testing.T, d *Desk) {
			first := versioned("c1", "1")
			first.Order.Payments[0].Captures = []refund.Capture{{CaptureID: "k1", AmountMinor: capturedMinor}}
			d.Propose(first, Units(1))
			c := Grown("o1", "c2", "2")
			c.Order.Payments[1].Captures = []refund.Capture{{CaptureID: "k1", AmountMinor: capturedMinor - 1}}
			reviewed(t, d, c, "payments[p1].captures[k1].amount_minor: 22599, was 22600")
		},
		"a newer version with one more capture of an old payment is accepted": func(t *testing.T, d *Desk) {
			first := versioned("c1", "1")
			first.Order.Payments[0].OrderShareMinor = nil
			first.Order.Payments[0].Captures = []refund.Capture{{CaptureID: "k1", AmountMinor: capturedMinor}}
			d.Propose(first, Units(1))
			c := Grown("o1", "c2", "2")
			c.Order.Payments = c.Order.Payments[1:]
			c.Order.Payments[0].OrderShareMinor = nil
			c.Order.Payments[0].Captures = []refund.Capture{{CaptureID: "k1", AmountMinor: capturedMinor}, {CaptureID: "k2", AmountMinor: addedMinor}}
			rules := Proposing(Units(1))
			same(t, "result", d.Decide(c, rules).Result, refund.DecidedNew)
			same(t, "order", order(rules.History), "version 2, line 1, line 2, p1 owes 11850")
		},
		"the same version with another body goes to review": func(t *testing.T, d *Desk) {
			d.Propose(versioned("c1", "2"), Units(1))
			reviewed(t, d, Grown("o1", "c2", "2"), "lines[2]: not in the pinned order", "payments[p2]: not in the pinned order")
		},
		"a version that is no number is compared as before": func(t *testing.T, d *Desk) {
			d.Propose(versioned("c1", "b"), Units(1))
			reviewed(t, d, Grown("o1", "c2", "c"), "lines[2]: not in the pinned order", "payments[p2]: not in the pinned order")
		},
		"a newer version that adds nothing is pinned, and the trail says so": func(t *testing.T, d *Desk) {
			d.Propose(versioned("c1", "1"), Units(1))
			rules := Proposing(Units(1))
			same(t, "result", d.Decide(versioned("c2", "7"), rules).Result, refund.DecidedNew)
			same(t, "order", order(rules.History), "version 7, line 1, p1 owes 11300")
			same(t, "said", d.trailOf("c2", "OrderGrew").Reason, "order_version 7 after 1 added nothing that counts")
		},
		"a late event of an older version is accepted, and decided on the newest": func(t *testing.T, d *Desk) {
			d.Propose(versioned("c1", "1"), refusing("X"))
			d.Decide(Grown("o1", "c2", "2"), Proposing(refusing("X")))
			rules := Proposing(Units(1))
			same(t, "result", d.Decide(versioned("c3", "1"), rules).Result, refund.DecidedNew)
			same(t, "order", order(rules.History), "version 2, line 1, line 2, p1 owes 22600, p2 owes 550")
			same(t, "versions", len(d.versions()), 1)
		},
		"an older version that was never seen is accepted where the newest only adds to it": func(t *testing.T, d *Desk) {
			d.Decide(Grown("o1", "c1", "3"), Proposing(refusing("X")))
			same(t, "result", d.Decide(versioned("c2", "2"), Proposing(Units(1))).Result, refund.DecidedNew)
			other := versioned("c3", "1")
			other.Order.Lines[0].UnitPriceMinor++
			reviewed(t, d, other, "order_version: 1, and the order is at 3", "lines[2]: missing", "lines[1].unit_price_minor: 11301, was 11300", "payments[p2]: missing")
		},
		"a late event that asks for all of an older version goes to review: it knew of less": func(t *testing.T, d *Desk) {
			d.Decide(Grown("o1", "c1", "2"), Proposing(refusing("X")))
			whole := versioned("c2", "1")
			whole.Scope, whole.CancelledLines = refund.ScopeWholeOrder, nil
			reviewed(t, d, whole, "order_version: 1, and the order is at 2: it asks for the whole order, to which 1 lines were added since")
		},
		"32 events of a newer version pin it once":                          racingVersions,
		"events of four newer versions at once end with the newest of them": racingGrowth,
	}
}

// trailOf is the row of an event in the trail of a request of order o1.
func (d *Desk) trailOf(request, name string) refund.TrailEntry {
	d.T.Helper()
	for _, e := range d.Case(refund.ID("refund/m1/o1/" + request)).Trail {
		if e.Event == name {
			return e
		}
	}
	d.T.Fatalf("%s has no %s in its trail", request, name)
	return refund.TrailEntry{}
}

// reviewed fails unless an event contradicts the pinned order by exactly the differences, and changes nothing of it.
func reviewed(t *testing.T, d *Desk, c refund.Cancellation, differences ...string) {
	t.Helper()
	before := d.versions()
	rules := Proposing(asking(Units(1), "lead"))
	out := d.Decide(c, rules)
	same(t, "result", out.Result, refund.DecidedOrderMismatch)
	equal(t, "differences", out.Differences, differences)
	same(t, "grew", d.Events(c.ID(), "OrderGrew"), 0)
	equal(t, "versions", d.versions(), before)
	same(t, "payments of the order", len(rules.History.Payments), len(rules.History.Order.Payments))
}

// racingVersions: whoever comes first pins the version, the others find it.
func racingVersions(t *testing.T, d *Desk) {
	d.Propose(versioned("c0", "1"), refusing("X"))
	results := make([]refund.DecideResult, 32)
	atOnce(32, func(i int) {
		c := Grown("o1", fmt.Sprintf("g%d", i), "2")
		out, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: c, RunID: "r"}, Proposing(refusing("X")))
		if err != nil {
			t.Error(err)
		}
		results[i] = out.Result
	})
	same(t, "accepted", count(results, refund.DecidedNew), 32)
	same(t, "versions", len(d.versions()), 1)
	grew := 0
	for i := range 32 {
		grew += d.Events(refund.ID(fmt.Sprintf("refund/m1/o1/g%d", i)), "OrderGrew")
	}
	same(t, "grew", grew, 1)
}

// racingGrowth: each version adds a line to the one before; whatever comes first, none contradicts.
func racingGrowth(t *testing.T, d *Desk) {
	d.Propose(versioned("c0", "1"), refusing("X"))
	results := make([]refund.DecideResult, 4)
	atOnce(4, func(i int) {
		c := versioned(fmt.Sprintf("g%d", i), fmt.Sprint(i+2))
		for n := range i + 1 {
			c.Order.Lines = append(c.Order.Lines, refund.Line{LineID: refund.LineID(fmt.Sprint("new", n)), Quantity: 1, UnitPriceMinor: 100})
		}
		out, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: c, RunID: "r"}, Proposing(refusing("X")))
		if err != nil {
			t.Error(err)
		}
		results[i] = out.Result
	})
	same(t, "accepted", count(results, refund.DecidedNew), 4)
	rules := Proposing(refusing("X"))
	d.Decide(versioned("last", "1"), rules)
	same(t, "order", order(rules.History), "version 5, line 1, line new0, line new1, line new2, line new3, p1 owes 22600")
}
