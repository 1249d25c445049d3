package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// InDollars is a word about d1 in another currency than was captured; capturedMinor is the provider's statement of what
// that is in the captured one, 0: none.
func InDollars(hour int, stage refund.DisputeStage, minor, capturedMinor int64) refund.DisputeFact {
	x := disputed(hour, stage, minor)
	x.Currency, x.CapturedMinor = "USD", capturedMinor
	return x
}

// Valuing is anna's word that d1 takes an amount of o1's payment.
func Valuing(minor int64) ledger.DisputeValue {
	return ledger.DisputeValue{
		DisputeID: "d1", Provider: "simulator", Reference: "ch_o1", AmountMinor: minor, Currency: "CNY", By: "anna",
		Note: "by the provider's statement", Authority: Anything("anna"),
	}
}

// Value carries a person's word about a dispute out.
func (d *Desk) Value(in ledger.DisputeValue) refund.Answer {
	d.T.Helper()
	out, err := d.Store.ValueDispute(d.ctx, in)
	d.no(err)
	return out
}

func disputeCurrencyCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"in another currency, with the provider's statement: taken, exchanged and lost in the captured one": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			fee := InDollars(1, refund.DisputeOpened, 3200, 22600)
			fee.FeeMinor = 15
			d.Dispute("o1", fee)
			d.Bank(id, Bank{Returned: 11300, Disputed: 22600, Excess: 11300})
			same(t, "stop", d.Balances(id)[0].Stop, "DISPUTED")
			d.Dispute("o1", InDollars(2, refund.DisputeLost, 3200, 22600))
			d.Bank(id, Bank{Returned: 11300, ChargedBack: 22600, Excess: 11300})
			d.Borne(22600, 0, 11300, 0, 11300)
			d.sound()
		},
		"in another currency and won: everything comes back but the fee": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			fee := InDollars(1, refund.DisputeOpened, 3200, 22600)
			fee.FeeMinor = 15
			d.Dispute("o1", fee)
			same(t, "leg", d.Leg(id, 0).Status, refund.LegHeld)
			d.Dispute("o1", InDollars(2, refund.DisputeWon, 3200, 0))
			d.Bank(id, Bank{Open: 11300, Held: 11300})
			same(t, "begin", d.Begin(id).Result, refund.BeginSend)
			d.sound()
		},
		"in another currency without a statement: a person says what it takes, and it may be lost before": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			d.Dispute("o1", InDollars(1, refund.DisputeOpened, 3200, 0))
			same(t, "stop", d.Balances(id)[0].Stop, "DISPUTED_IN_OTHER_CURRENCY")
			d.Dispute("o1", InDollars(2, refund.DisputeLost, 3200, 0))
			d.Bank(id, Bank{Open: 11300, Returned: 11300})
			same(t, "said", d.Value(Valuing(22600)).Accepted, true)
			d.Bank(id, Bank{Returned: 11300, ChargedBack: 22600, Excess: 11300})
			d.Borne(22600, 0, 11300, 0, 11300)
			same(t, "again", d.Value(Valuing(22600)).Detail, "it was said before")
			equal(t, "who said so, and why", d.DisputeOf("d1").Said, &ledger.DisputeSaid{AmountMinor: 22600, OfMinor: 3200, By: "anna", Note: "by the provider's statement"})
			same(t, "corrected", d.Value(Valuing(22000)).Accepted, true)
			d.Bank(id, Bank{Returned: 11300, ChargedBack: 22000, Excess: 10700})
			d.Borne(22000, 0, 10700, 0, 11300)
			d.sound()
		},
		"what a person said holds for the amount that was disputed": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			d.Dispute("o1", InDollars(1, refund.DisputeOpened, 3200, 0))
			d.Value(Valuing(22600))
			d.Bank(id, Bank{Disputed: 22600})
			d.Dispute("o1", InDollars(2, refund.DisputeOpened, 1600, 0))
			same(t, "stop", d.Balances(id)[0].Stop, "DISPUTED_IN_OTHER_CURRENCY")
			d.Bank(id, Bank{Open: 11300, Held: 11300})
			d.Value(Valuing(11300))
			d.Bank(id, Bank{Open: 11300, Disputed: 11300})
		},
		"a value that nobody needs, or may say, is refused and changes nothing": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			same(t, "no dispute", d.Value(Valuing(22600)).Code, refund.CodeNotFound)
			d.Dispute("o1", InDollars(1, refund.DisputeInquiry, 3200, 0))
			same(t, "an inquiry", d.Value(Valuing(22600)).Code, ledger.CodeNothingTaken)
			d.Dispute("o1", InDollars(2, refund.DisputeOpened, 3200, 0))
			for want, change := range map[refund.Code]func(*ledger.DisputeValue){
				refund.CodeMalformed:       func(v *ledger.DisputeValue) { v.Currency = "USD" },
				refund.CodeReviewerUnknown: func(v *ledger.DisputeValue) { v.Authority = refund.Authority{} },
				refund.CodeReviewerLimit:   func(v *ledger.DisputeValue) { v.Authority = staff("anna", "lead", 22599) },
				refund.CodeNotFound:        func(v *ledger.DisputeValue) { v.Reference = "ch_9" },
				refund.CodeCapExceeded:     func(v *ledger.DisputeValue) { v.AmountMinor = 22601 },
			} {
				in := Valuing(22600)
				change(&in)
				if answer := d.Value(in); answer.Accepted || answer.Code != want {
					t.Errorf("got %+v, want %s", answer, want)
				}
			}
			d.Bank(id, Bank{Open: 11300, Held: 11300})
			d.Dispute("o1", InDollars(3, refund.DisputeOpened, 3200, 22600))
			same(t, "the provider has said", d.Value(Valuing(22000)).Code, refund.CodeConflict)
		},
		"in another currency, whatever the sequence of hearing, the balances are the same": func(t *testing.T, d *Desk) {
			words := []refund.DisputeFact{
				InDollars(1, refund.DisputeOpened, 3200, 22600), InDollars(2, refund.DisputeWon, 3200, 0),
				InDollars(3, refund.DisputeOpened, 3100, 22600), InDollars(4, refund.DisputeLost, 3100, 22600),
			}
			for i, order := range permutations(len(words)) {
				name := "p" + string(rune('a'+i))
				id := d.Held(name, "c1", 1)
				for _, at := range order {
					x := words[at]
					x.DisputeID = name
					d.Dispute(name, x)
					d.Dispute(name, x)
				}
				d.Bank(id, Bank{ChargedBack: 22600})
				if x := d.DisputeOf(name); x.LossMinor != 11300 || x.PayableMinor != 11300 || x.TakenMinor != 22600 {
					t.Errorf("in the sequence %v: %+v", order, x)
				}
			}
			d.sound()
		},
	}
}

// sound fails unless the ledger's own audit finds nothing.
func (d *Desk) sound() {
	d.T.Helper()
	findings, err := d.Store.Audit(d.ctx)
	d.no(err)
	if len(findings) > 0 {
		d.T.Errorf("findings: %+v", findings)
	}
}

// permutations are all sequences of the numbers below n.
func permutations(n int) (out [][]int) {
	if n == 0 {
		return [][]int{{}}
	}
	for _, shorter := range permutations(n - 1) {
		for at := 0; at <= len(shorter); at++ {
			one := append(append([]int{}, shorter[:at]...), n-1)
			out = append(out, append(one, shorter[at:]...))
		}
	}
	return out
}
