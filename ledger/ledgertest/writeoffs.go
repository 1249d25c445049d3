package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// writingOff is somebody's word that an amount of o1's payment will not come back.
func writingOff(by refund.Person, minor int64) ledger.WriteOff {
	return ledger.WriteOff{
		ID: "w1", Provider: "simulator", Reference: "ch_o1", AmountMinor: minor, Currency: "CNY", By: by, Note: "moved away", Authority: Anything(by),
	}
}

// WriteOff carries a write-off out.
func (d *Desk) WriteOff(in ledger.WriteOff) refund.Answer {
	d.T.Helper()
	out, err := d.Store.WriteOff(d.ctx, in)
	d.no(err)
	return out
}

// writeOffs are those that were asked for; open: that wait for another person.
func (d *Desk) writeOffs(open bool) []ledger.WrittenOff {
	d.T.Helper()
	out, err := d.Store.WriteOffs(d.ctx, ledger.WriteOffFilter{Open: open})
	d.no(err)
	return out
}

func writeOffCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"two different people write off what the customer owes, once": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			for _, by := range []refund.Person{"anna", "Anna "} {
				same(t, "asked", d.WriteOff(writingOff(by, 11300)).Detail, "another person has to say so too")
			}
			same(t, "another amount", d.WriteOff(writingOff("ben", 11299)).Code, refund.CodeConflict)
			same(t, "agreed", d.WriteOff(writingOff("ben", 11300)).Detail, "written off")
			same(t, "again", d.WriteOff(writingOff("ben", 11300)).Detail, "it was written off before")
			more := writingOff("ben", 1)
			more.ID = "w2"
			same(t, "nothing is left", d.WriteOff(more).Code, ledger.CodeNotReceivable)
		},
		"what was asked is listed with who said so and why, and what waits for another person": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			d.Dispute("o1", lost)
			d.WriteOff(writingOff("anna", 11300))
			same(t, "one waits", len(d.writeOffs(true)), 1)
			agreed := writingOff("ben", 11300)
			agreed.Note = "so I heard"
			d.WriteOff(agreed)
			same(t, "none waits", len(d.writeOffs(true)), 0)
			all := d.writeOffs(false)
			same(t, "all", len(all), 1)
			got := all[0]
			equal(t, "words", []any{got.ID, got.Payment.Reference, got.AmountMinor, got.AskedBy, got.AskedNote, got.AgreedBy, got.AgreedNote, *got.AgreedAt},
				[]any{"w1", "ch_o1", int64(11300), refund.Person("anna"), "moved away", refund.Person("ben"), "so I heard", d.Clock.Now()})
		},
		"a write-off is refused with its code": func(t *testing.T, d *Desk) {
			d.Paid("o1", "c1", 1)
			d.Dispute("o1", opened)
			same(t, "not lost yet", d.WriteOff(writingOff("anna", 11300)).Code, ledger.CodeNotReceivable)
			d.Dispute("o1", lost)
			for want, change := range map[refund.Code]func(*ledger.WriteOff){
				refund.CodeMalformed:       func(w *ledger.WriteOff) { w.Currency = "USD" },
				refund.CodeReviewerUnknown: func(w *ledger.WriteOff) { w.Authority = refund.Authority{} },
				refund.CodeReviewerLimit:   func(w *ledger.WriteOff) { w.Authority = staff("anna", "lead", 11299) },
				refund.CodeNotFound:        func(w *ledger.WriteOff) { w.Reference = "ch_9" },
				ledger.CodeNotReceivable:   func(w *ledger.WriteOff) { w.AmountMinor = 11301 },
			} {
				in := writingOff("anna", 11300)
				change(&in)
				if answer := d.WriteOff(in); answer.Accepted || answer.Code != want {
					t.Errorf("got %+v, want %s", answer, want)
				}
			}
		},
		"what was paid twice by a late success is written off too": func(t *testing.T, d *Desk) {
			givenUp, _ := excessOf(d)
			same(t, "asked", d.WriteOff(writingOff("anna", 22600)).Accepted, true)
			same(t, "agreed", d.WriteOff(writingOff("ben", 22600)).Detail, "written off")
			same(t, "the payment stays in excess", d.Balances(givenUp)[0].Stop, "EXCESS")
		},
	}
}
