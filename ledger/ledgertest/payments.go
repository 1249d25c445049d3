package ledgertest

import (
	"cmp"
	"fmt"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func paymentCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"what went back over a provider is summed by payment": func(t *testing.T, d *Desk) {
			settled := d.Sent("o1", "c1", 1)
			d.Record(settled, refund.OutcomeSettled)
			d.Sent("o1", "c2", 1)
			d.Held("o2", "c1", 1)
			pending := d.Sent("o3", "c1", 2)
			d.Record(pending, refund.OutcomePending)
			d.paymentsAre(
				ledger.ProviderPayment{Reference: "ch_o1", ReturnedMinor: 11300, UnderWayMinor: 11300},
				ledger.ProviderPayment{Reference: "ch_o2"},
				ledger.ProviderPayment{Reference: "ch_o3", UnderWayMinor: 22600},
			)
		},
		"what was declined, never left, or came back is not with the customer": func(t *testing.T, d *Desk) {
			for i, outcomes := range [][]refund.OutcomeKind{
				{refund.OutcomeDeclined}, {refund.OutcomeNotSent}, {refund.OutcomeSettled, refund.OutcomeFailed},
			} {
				id := d.Sent(fmt.Sprint("o", i), "c1", 1)
				for _, kind := range outcomes {
					d.Record(id, kind)
				}
			}
			d.paymentsAre(ledger.ProviderPayment{Reference: "ch_o0"}, ledger.ProviderPayment{Reference: "ch_o1"}, ledger.ProviderPayment{Reference: "ch_o2"})
		},
		"what went back another way did not go over the provider": func(t *testing.T, d *Desk) {
			credited := d.Attention("o1")
			d.Taken(credited, resolving(asCredit))
			d.BeginLeg(credited, "1.s1", "a1")
			d.RecordLeg(credited, "1.s1", refund.OutcomeSettled)
			outside := d.Attention("o2")
			d.PaidElsewhere(outside, "")
			d.paymentsAre(ledger.ProviderPayment{Reference: "ch_o1"}, ledger.ProviderPayment{Reference: "ch_o2"})
		},
		"what was paid another way and then settled after all went over the provider": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.PaidElsewhere(id, "")
			d.Record(id, refund.OutcomeSettled)
			d.paymentsAre(ledger.ProviderPayment{Reference: "ch_o1", ReturnedMinor: 11300})
		},
		"payments are read a page at a time, and those of one provider": func(t *testing.T, d *Desk) {
			for i := range 5 {
				d.Held(fmt.Sprint("o", i), "c1", 1)
			}
			var seen []string
			for page := (ledger.PaymentPage{Provider: "simulator", LimitMax: 2}); ; {
				rows, err := d.Store.ReturnedByPayment(d.ctx, page)
				d.no(err)
				for _, row := range rows {
					seen = append(seen, row.Reference)
				}
				if len(rows) < page.LimitMax {
					break
				}
				page.After = rows[len(rows)-1].ID
			}
			same(t, "seen", fmt.Sprint(seen), "[ch_o0 ch_o1 ch_o2 ch_o3 ch_o4]")
			other, err := d.Store.ReturnedByPayment(d.ctx, ledger.PaymentPage{Provider: "stripe"})
			d.no(err)
			same(t, "another provider's", len(other), 0)
		},
	}
}

// paymentsAre fails unless these are the simulator's payments; references and amounts are compared.
func (d *Desk) paymentsAre(want ...ledger.ProviderPayment) {
	d.T.Helper()
	rows, err := d.Store.ReturnedByPayment(d.ctx, ledger.PaymentPage{Provider: "simulator"})
	d.no(err)
	same(d.T, "payments", len(rows), len(want))
	for i := range min(len(rows), len(want)) {
		want[i].ID, want[i].Provider, want[i].Currency = cmp.Or(want[i].ID, "m1/simulator//"+want[i].Reference), "simulator", "CNY"
		same(d.T, "payment", rows[i], want[i])
	}
}
