package ledgertest

import (
	"fmt"
	"testing"

	"github.com/makegood/makegood/refund"
)

func openingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"the rules judge a first request on its pinned order and what was captured": func(t *testing.T, d *Desk) {
			rules := Proposing(Units(1))
			out := d.Decide(Request("o1", "c1", 1), rules)
			same(t, "result", out.Result, refund.DecidedNew)
			h := rules.History
			same(t, "version", h.Version, 1)
			same(t, "open", h.Payments[0].OpenMinor, 22600)
			same(t, "owed", h.Payments[0].OwedMinor, 22600)
			same(t, "lines", h.Order.Lines[0].Quantity, 2)
			d.Payment(Request("o1", "c1", 1).ID(), Control{Open: 11300, Held: 11300})
		},
		"the same run asking again gets New again, and nothing is judged or held twice": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			first := d.Decide(c, Proposing(Units(1)))
			again := d.Decide(c, Refusing("NOT_SUPPORTED"))
			same(t, "result", again.Result, refund.DecidedNew)
			equal(t, "standing", again.Standing, first.Standing)
			d.Payment(c.ID(), Control{Open: 11300, Held: 11300})
		},
		"another run gets Same with the stored standing": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			out, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "digest-1", Cancellation: Request("o1", "c1", 1), RunID: "run-2"}, Refusing("X"))
			d.no(err)
			same(t, "result", out.Result, refund.DecidedSame)
			equal(t, "standing", out.Standing, d.Standing(id))
			same(t, "paid", out.Standing.PaidMinor, 11300)
			same(t, "closed", out.Standing.Closed, true)
		},
		"the same key with another body is a conflict, said once and nothing else":       conflict,
		"an order that differs is judged with its differences, and the pinned one stays": mismatch,
		"a capture seen later joins the set; the same one twice counts once":             captureJoins,
		"one charge under two spellings is one payment, and pays once":                   twoSpellings,
		"a capture after a void brings the claim back, for the next request":             voidUndone,
		"a voided claim of a refund that has not ended is not brought back":              voidOpen,
		"a voided claim stays with its request until another one holds it": func(t *testing.T, d *Desk) {
			first := uncaptured("c1", 0)
			d.Propose(first, voiding())
			d.Begin(first.ID())
			d.Record(first.ID(), refund.OutcomeSettled)
			rules := Proposing(refusing("OUTSIDE_WINDOW"))
			same(t, "refused", d.Decide(uncaptured("c2", capturedMinor), rules).Standing.Status, refund.StatusRejected)
			same(t, "undone", d.Events(first.ID(), "VoidUndone"), 0)
			other := uncaptured("c3", capturedMinor)
			other.CancelledLines = []refund.CancelledLine{{LineID: "2", Quantity: 1}}
			d.Decide(other, rules)
			same(t, "what counts for other goods", len(refund.StandingRequests(rules.History, other)), 1)
			same(t, "asked again", d.Propose(uncaptured("c4", capturedMinor), Units(2)).Status, refund.StatusPayingOut)
			same(t, "undone", d.Events(first.ID(), "VoidUndone"), 1)
		},
		"captures that contradict each other are named and not booked": func(t *testing.T, d *Desk) {
			d.Decide(withCaptures(Request("o1", "c1", 1), refund.Capture{CaptureID: "k1", AmountMinor: 10000}), Refusing("X"))
			out := d.Decide(withCaptures(Request("o1", "c2", 1), refund.Capture{CaptureID: "k1", AmountMinor: 9999}), Refusing("X"))
			same(t, "result", out.Result, refund.DecidedOrderMismatch)
			same(t, "difference", out.Differences[0], "payments[p1].captures[k1].amount_minor: 9999, was 10000")
			d.Payment(Request("o1", "c2", 1).ID(), Control{Open: 10000})
		},
		"a payment that is seen later keeps its facts and owes the order nothing": func(t *testing.T, d *Desk) {
			d.Decide(Request("o1", "c1", 1), Refusing("X"))
			c, _ := TwoTenders("o1")
			c.Key.Request = "c2"
			rules := Refusing("X")
			same(t, "result", d.Decide(c, rules).Result, refund.DecidedOrderMismatch)
			same(t, "payments of the order", len(rules.History.Payments), 1)
			same(t, "captured", d.totals()[0].CapturedMinor, capturedMinor+giftMinor)
		},
		"an order that was not captured has nothing, until a later event knows of the capture": func(t *testing.T, d *Desk) {
			unpaid := Request("o1", "c1", 1)
			unpaid.Order.Payments[0].CapturedMinor = 0
			d.Decide(unpaid, Refusing("X"))
			d.Payment(unpaid.ID(), Control{})
			rules := Refusing("X")
			d.Decide(Request("o1", "c2", 1), rules)
			d.Payment(unpaid.ID(), Control{Open: 22600})
			same(t, "version", rules.History.Version, 3)
		},
		"what was refunded before makegood is used up": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			c.Order.Payments[0].RefundedBeforeMinor = 6000
			rules := Refusing("X")
			d.Decide(c, rules)
			d.Payment(c.ID(), Control{Open: 16600})
			same(t, "external", rules.History.Payments[0].ExternalMinor, 6000)
			same(t, "owed", rules.History.Payments[0].OwedMinor, 16600)
		},
		"what was refunded before beyond the capture is excess and stops the payment": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			c.Order.Payments[0].RefundedBeforeMinor = 30000
			rules := Proposing(Units(1))
			s := d.Decide(c, rules).Standing
			d.Payment(c.ID(), Control{Excess: 7400})
			same(t, "stop", rules.History.Payments[0].Stop, "EXCESS")
			same(t, "code", s.Attention(), refund.CodeCapExceeded)
		},
		"one payment of two orders is captured once, and owes each order its share": sharedPayment,
		"an amount that overflows is refused and nothing is written": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			c.Order.Lines[0].UnitPriceMinor = 1 << 62
			c.Order.Lines[0].Quantity = 4
			_, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: c, RunID: "r"}, Refusing("X"))
			broken(t, err)
			same(t, "result", d.Decide(Request("o1", "c1", 1), Proposing(Units(1))).Result, refund.DecidedNew)
		},
		"what of the event contradicts the order is named, at most twenty of it": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			for i := range 40 {
				c.Order.Lines = append(c.Order.Lines, refund.Line{LineID: refund.LineID(fmt.Sprint("x", i)), Quantity: 1, UnitPriceMinor: 100})
			}
			d.Decide(c, Refusing("X"))
			out := d.Decide(Request("o1", "c2", 1), Refusing("X"))
			same(t, "result", out.Result, refund.DecidedOrderMismatch)
			same(t, "differences", len(out.Differences), refund.DifferencesMax)
		},
		"a fault of the rules leaves nothing behind": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			fault := &Rules{First: func(refund.Cancellation, refund.OrderHistory) (refund.Proposal, error) {
				return refund.Proposal{}, fmt.Errorf("the rules broke")
			}}
			if _, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "x", Cancellation: c, RunID: "r"}, fault); err == nil {
				t.Error("no error")
			}
			_, err := d.Store.Standing(d.ctx, c.ID())
			same(t, "not found", isNotFound(err), true)
		},
	}
}

func conflict(t *testing.T, d *Desk) {
	id := d.Held("o1", "c1", 1)
	for range 2 {
		out, err := d.Store.DecideRefund(d.ctx, refund.Decide{Digest: "digest-2", Cancellation: Request("o1", "c1", 2), RunID: "run-1"}, Refusing("X"))
		d.no(err)
		same(t, "result", out.Result, refund.DecidedConflict)
		same(t, "whose standing", out.Standing.TotalMinor, 11300)
	}
	same(t, "conflicts told", d.Events(id, "ConflictingRequest"), 1)
	same(t, "digest", d.Case(id).Digest, "digest-1")
	d.Payment(id, Control{Open: 11300, Held: 11300})
}

func mismatch(t *testing.T, d *Desk) {
	d.Decide(Request("o1", "c1", 1), Refusing("X"))
	other := Request("o1", "c2", 1)
	other.Order.Lines[0].UnitPriceMinor = 12000
	other.Order.Customer.Tier = "gold"
	other.Order.Lines[0].Fulfilment = refund.FulfilmentDelivered
	rules := Refusing("ORDER_SNAPSHOT_DIFFERS")
	for range 2 {
		out := d.Decide(other, rules)
		same(t, "result", out.Result, refund.DecidedOrderMismatch)
		same(t, "differences", len(out.Differences), 1)
		same(t, "difference", out.Differences[0], "lines[1].unit_price_minor: 12000, was 11300")
		same(t, "a person looks", out.Standing.Attention(), refund.CodeOrderSnapshotDiffers)
	}
	same(t, "pinned price", rules.History.Order.Lines[0].UnitPriceMinor, 11300)
	same(t, "differences in history", len(rules.History.Differences), 1)
}

func withCaptures(c refund.Cancellation, captures ...refund.Capture) refund.Cancellation {
	p := &c.Order.Payments[0]
	p.Captures, p.CapturedMinor = captures, 0
	for _, k := range captures {
		p.CapturedMinor += k.AmountMinor
	}
	return c
}

func captureJoins(t *testing.T, d *Desk) {
	one := refund.Capture{CaptureID: "k1", AmountMinor: 10000}
	two := refund.Capture{CaptureID: "k2", AmountMinor: 12600}
	d.Decide(withCaptures(Request("o1", "c1", 1), one), Refusing("X"))
	rules := Refusing("X")
	for _, request := range []string{"c2", "c3"} {
		same(t, "result", d.Decide(withCaptures(Request("o1", request, 1), one, two), rules).Result, refund.DecidedNew)
	}
	d.Payment(Request("o1", "c1", 1).ID(), Control{Open: 22600})
	same(t, "version", rules.History.Version, 3)
}

// sharedPayment: 22600 captured for two orders, of which o1 has 12000 and o2 the rest.
func sharedPayment(t *testing.T, d *Desk) {
	a, b := Request("o1", "c1", 1), Request("o2", "c1", 1)
	shareA, shareB := int64(12000), int64(10600)
	a.Order.Payments[0].OrderShareMinor, a.Order.Payments[0].ProviderReference = &shareA, "ch_shared"
	b.Order.Payments[0].OrderShareMinor, b.Order.Payments[0].ProviderReference = &shareB, "ch_shared"
	same(t, "reserve on a", d.Propose(a, Units(1)).Status, refund.StatusPayingOut)
	s := d.Propose(b, Units(1))
	same(t, "11300 of b's 10600", s.Attention(), refund.CodeCapExceeded)
	d.Payment(b.ID(), Control{Open: 11300, Held: 11300})
	same(t, "owed to a", d.Balances(a.ID())[0].OwedMinor, 700)
	same(t, "owed to b", d.Balances(b.ID())[0].OwedMinor, 10600)
}

// twoSpellings: an account that is left out, and a provider in other letters. Two accounts are two charges.
func twoSpellings(t *testing.T, d *Desk) {
	d.Paid("o1", "c1", 1)
	same(t, "the order itself", d.Decide(spelt(Request("o1", "c2", 1), "acct_1"), Refusing("X")).Result, refund.DecidedNew)
	for _, order := range []string{"o2", "o3"} {
		other := spelt(Request(order, "c1", 2), "acct_1")
		same(t, "all of it again", d.Propose(other, Units(2)).Attention(), refund.CodeCapExceeded)
		d.Payment(other.ID(), Control{Open: 11300, Returned: 11300})
	}
	named := spelt(Request("o4", "c1", 1), "acct_1")
	named.Order.Payments[0].ProviderReference = "ch_named"
	d.Decide(named, Refusing("X"))
	other := spelt(Request("o5", "c1", 1), "acct_2")
	other.Order.Payments[0].ProviderReference = "ch_named"
	d.Decide(other, Refusing("X"))
	same(t, "captured", d.totals()[0].CapturedMinor, 3*capturedMinor)
}

// spelt is a request that names the charge of o1 in other words.
func spelt(c refund.Cancellation, account string) refund.Cancellation {
	p := &c.Order.Payments[0]
	p.Provider, p.ProviderAccount, p.ProviderReference = "Simulator", account, "ch_o1"
	return c
}

// uncaptured is a request for both units of an order of which so much was captured.
func uncaptured(request string, minor int64) refund.Cancellation {
	c := Request("o1", request, 2)
	authorised, p := capturedMinor, &c.Order.Payments[0]
	p.CapturedMinor, p.OrderShareMinor, p.AuthorizedMinor = minor, nil, &authorised
	return c
}

// voiding cancels both units, which were never captured.
func voiding() refund.Proposal {
	p := Units(2)
	a := &p.Assessment
	a.Components = append(a.Components, refund.Component{Kind: refund.ComponentVoid, AmountMinor: -a.TotalMinor, TaxMinor: -a.TaxMinor})
	a.Legs = []refund.PlannedLeg{{LegID: "1", PaymentID: "p1", Void: true}}
	a.TotalMinor, a.TaxMinor = 0, 0
	return p
}

func voidUndone(t *testing.T, d *Desk) {
	first := uncaptured("c1", 0)
	d.Propose(first, voiding())
	d.Begin(first.ID())
	d.Record(first.ID(), refund.OutcomeSettled)
	same(t, "the void", d.Standing(first.ID()).Status, refund.StatusRefunded)
	same(t, "again, before the capture", d.Propose(uncaptured("c2", 0), voiding()).Attention(), refund.CodeQuantityRefunded)
	same(t, "undone", d.Events(first.ID(), "VoidUndone"), 0)
	rules := Proposing(Units(2))
	third := uncaptured("c3", capturedMinor)
	same(t, "after the capture", d.Decide(third, rules).Standing.Status, refund.StatusPayingOut)
	same(t, "earlier requests that count", len(refund.StandingRequests(rules.History, third)), 0)
	same(t, "undone", d.Events(first.ID(), "VoidUndone"), 1)
	d.Begin(third.ID())
	d.Record(third.ID(), refund.OutcomeSettled)
	d.Payment(third.ID(), Control{Returned: capturedMinor})
	same(t, "and only once", d.Propose(uncaptured("c4", capturedMinor), Units(2)).Attention(), refund.CodeQuantityRefunded)
}

func voidOpen(t *testing.T, d *Desk) {
	first := uncaptured("c1", 0)
	d.Propose(first, voiding())
	d.Begin(first.ID())
	same(t, "while the void is under way", d.Propose(uncaptured("c2", capturedMinor), Units(2)).Attention(), refund.CodeQuantityRefunded)
	d.Record(first.ID(), refund.OutcomeSettled)
	same(t, "once it has ended", d.Propose(uncaptured("c3", capturedMinor), Units(2)).Status, refund.StatusPayingOut)
}
