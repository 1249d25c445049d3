package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// pinningCases: the payment that was seen first is paid, whatever a later event names.
func pinningCases() map[string]func(*testing.T, *Desk) {
	pinned := refund.Instruction{Leg: "1", Provider: "simulator", Reference: "ch_o1", PaymentReference: "ch_o1", AmountMinor: unitMinor, Currency: "CNY"}
	sent := func(t *testing.T, d *Desk, second refund.Cancellation) {
		d.Paid("o1", "c1", 1)
		out := d.Decide(second, Proposing(asking(Units(1), "lead")))
		same(t, "result", out.Result, refund.DecidedOrderMismatch)
		d.Taken(second.ID(), deciding(approve("d1", "anna")))
		b := d.Begin(second.ID())
		want := pinned
		want.Refund, want.Key = second.ID(), refund.ProviderKey(second.ID(), "1", 1)
		equal(t, "instruction", b.Instruction, want)
		s := b.Standing.Legs[0]
		same(t, "shown", s.Provider+" "+s.Account+" "+s.Reference, "simulator  ch_o1")
		equal(t, "looked up by the same", d.Begin(second.ID()).Instruction, want)
	}
	return map[string]func(*testing.T, *Desk){
		"an event that names another reference does not move the money there": func(t *testing.T, d *Desk) {
			second := Request("o1", "c2", 1)
			second.Order.Payments[0].ProviderReference = "ch_stranger"
			sent(t, d, second)
			stranger := d.Balances(second.ID())
			same(t, "payments of the order", len(stranger), 1)
		},
		"an event that leaves the payment out does not strand the refund": func(t *testing.T, d *Desk) {
			second := Request("o1", "c2", 1)
			second.Order.Payments = nil
			sent(t, d, second)
		},
		"an event with another account and another amount pays the pinned ones": func(t *testing.T, d *Desk) {
			second := Request("o1", "c2", 1)
			second.Order.Payments[0].ProviderAccount, second.Order.Payments[0].CapturedMinor = "acct_2", 9900
			sent(t, d, second)
		},
	}
}
