package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func openingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a first request claims its key and books the capture": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			out := d.Open(c)
			same(t, "result", out.Result, refund.OpenedNew)
			same(t, "status", out.Status, refund.StatusReceived)
			d.Payment(c.ID(), Control{Open: 22600})
			same(t, "version", d.History(c.ID()).Version, 1)
			same(t, "owed", d.History(c.ID()).Payments[0].OwedMinor, 22600)
		},
		"the same run asking again gets New again and nothing twice": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Open(c)
			same(t, "result", d.Open(c).Result, refund.OpenedNew)
			d.Payment(c.ID(), Control{Open: 22600})
			same(t, "trail", len(d.Case(c.ID()).Trail), 1)
		},
		"another run gets Same with the stored state": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeSettled)
			d.no(d.Close(id, refund.StatusRefunded))
			out, err := d.Store.OpenRefund(d.ctx, refund.Open{Digest: "digest-1", Cancellation: Request("o1", "c1", 1), RunID: "run-2"})
			d.no(err)
			same(t, "result", out.Result, refund.OpenedSame)
			same(t, "status", out.Status, refund.StatusRefunded)
			same(t, "paid", out.PaidMinor, 11300)
			same(t, "closed", out.Closed, true)
		},
		"the same key with another body is a conflict, said once and nothing else": conflict,
		"an order that differs goes to review, and the pinned one stays":           mismatch,
		"a capture seen later joins the set; the same one twice counts once":       captureJoins,
		"captures that contradict each other are named and not booked": func(t *testing.T, d *Desk) {
			d.Open(withCaptures(Request("o1", "c1", 1), refund.Capture{CaptureID: "k1", AmountMinor: 10000}))
			out := d.Open(withCaptures(Request("o1", "c2", 1), refund.Capture{CaptureID: "k1", AmountMinor: 9999}))
			same(t, "result", out.Result, refund.OpenedOrderMismatch)
			same(t, "difference", out.Differences[0], "payments[p1].captures[k1].amount_minor: 9999, was 10000")
			d.Payment(Request("o1", "c2", 1).ID(), Control{Open: 10000})
		},
		"an order that was not captured has nothing, until a later event knows of the capture": func(t *testing.T, d *Desk) {
			unpaid := Request("o1", "c1", 1)
			unpaid.Order.Payments[0].CapturedMinor = 0
			d.Open(unpaid)
			d.Payment(unpaid.ID(), Control{})
			same(t, "result", d.Open(Request("o1", "c2", 1)).Result, refund.OpenedNew)
			d.Payment(unpaid.ID(), Control{Open: 22600})
			same(t, "version", d.History(unpaid.ID()).Version, 2)
		},
		"what was refunded before makegood is used up": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			c.Order.Payments[0].RefundedBeforeMinor = 6000
			d.Open(c)
			d.Payment(c.ID(), Control{Open: 16600})
			b := d.History(c.ID()).Payments[0]
			same(t, "external", b.ExternalMinor, 6000)
			same(t, "owed", b.OwedMinor, 16600)
		},
		"what was refunded before beyond the capture is excess and stops the payment": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			c.Order.Payments[0].RefundedBeforeMinor = 30000
			d.Open(c)
			d.Payment(c.ID(), Control{Excess: 7400})
			same(t, "stop", d.History(c.ID()).Payments[0].Stop, "EXCESS")
			r := d.Reserve(c.ID(), Units(1, 1))
			same(t, "code", r.Code, ledger.CodePaymentStopped)
		},
		"one payment of two orders is captured once, and owes each order its share": sharedPayment,
		"an amount that overflows is refused and nothing is written": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			c.Order.Lines[0].UnitPriceMinor = 1 << 62
			c.Order.Lines[0].Quantity = 4
			_, err := d.Store.OpenRefund(d.ctx, refund.Open{Digest: "x", Cancellation: c, RunID: "r"})
			broken(t, err)
			same(t, "result", d.Open(Request("o1", "c1", 1)).Result, refund.OpenedNew)
		},
	}
}

func conflict(t *testing.T, d *Desk) {
	c := Request("o1", "c1", 1)
	d.Open(c)
	for range 2 {
		out, err := d.Store.OpenRefund(d.ctx, refund.Open{Digest: "digest-2", Cancellation: Request("o1", "c1", 2), RunID: "run-1"})
		d.no(err)
		same(t, "result", out.Result, refund.OpenedConflict)
	}
	same(t, "conflicts told", d.Events(c.ID(), "ConflictingRequest"), 1)
	same(t, "digest", d.Case(c.ID()).Digest, "digest-1")
}

func mismatch(t *testing.T, d *Desk) {
	d.Open(Request("o1", "c1", 1))
	other := Request("o1", "c2", 1)
	other.Order.Lines[0].UnitPriceMinor = 12000
	other.Order.Customer.Tier = "gold"
	other.Order.Lines[0].Fulfilment = refund.FulfilmentDelivered
	for range 2 {
		out := d.Open(other)
		same(t, "result", out.Result, refund.OpenedOrderMismatch)
		same(t, "differences", len(out.Differences), 1)
		same(t, "difference", out.Differences[0], "lines[1].unit_price_minor: 12000, was 11300")
	}
	h := d.History(other.ID())
	same(t, "pinned price", h.Order.Lines[0].UnitPriceMinor, 11300)
	same(t, "differences in history", len(h.Differences), 1)
	same(t, "status", d.Case(other.ID()).Status, refund.StatusReceived)
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
	first := refund.Capture{CaptureID: "k1", AmountMinor: 10000}
	second := refund.Capture{CaptureID: "k2", AmountMinor: 12600}
	d.Open(withCaptures(Request("o1", "c1", 1), first))
	for _, request := range []string{"c2", "c3"} {
		out := d.Open(withCaptures(Request("o1", request, 1), first, second))
		same(t, "result", out.Result, refund.OpenedNew)
	}
	d.Payment(Request("o1", "c1", 1).ID(), Control{Open: 22600})
	same(t, "version", d.History(Request("o1", "c1", 1).ID()).Version, 2)
}

// sharedPayment: 22600 captured for two orders, of which o1 has 12000 and o2 the rest.
func sharedPayment(t *testing.T, d *Desk) {
	a, b := Request("o1", "c1", 1), Request("o2", "c1", 1)
	shareA, shareB := int64(12000), int64(10600)
	a.Order.Payments[0].OrderShareMinor, a.Order.Payments[0].ProviderReference = &shareA, "ch_shared"
	b.Order.Payments[0].OrderShareMinor, b.Order.Payments[0].ProviderReference = &shareB, "ch_shared"
	d.Open(a)
	same(t, "second order", d.Open(b).Result, refund.OpenedNew)
	d.Payment(a.ID(), Control{Open: 22600})
	same(t, "reserve on a", d.Reserve(a.ID(), Units(1, 1)).Result, refund.ReservedNow)
	d.Payment(b.ID(), Control{Open: 11300, Held: 11300})
	same(t, "owed to a", d.History(a.ID()).Payments[0].OwedMinor, 700)
	same(t, "owed to b", d.History(b.ID()).Payments[0].OwedMinor, 10600)
	r := d.Reserve(b.ID(), Units(1, 1))
	same(t, "11300 of b's 10600", r.Code, refund.CodeCapExceeded)
}
