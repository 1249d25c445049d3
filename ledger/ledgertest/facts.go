package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// Fact is a provider's word on a generation of leg 1 of a refund, so many minutes after noon.
func Fact(id refund.ID, generation int, kind refund.OutcomeKind, minutes int) refund.Fact {
	key, _ := id.Key()
	at := time.Date(2026, 11, 20, 12, minutes, 0, 0, time.UTC)
	return refund.Fact{
		ID: fmt.Sprintf("%s/g%d/%s/%d", id, generation, kind, minutes), Kind: refund.FactRefund, Provider: "Simulator",
		Reference: "ch_" + string(key.Order), OccurredAt: at,
		Refund: &refund.RefundFact{
			Key: refund.ProviderKey(id, "1", generation), ProviderRefundID: fmt.Sprintf("re_%s_%d", key.Order, generation), AmountMinor: unitMinor,
			Currency: "CNY", Outcome: refund.Outcome{Kind: kind, Reason: "its own word"},
		},
	}
}

// Book books a fact.
func (d *Desk) Book(f refund.Fact) refund.FactBooked {
	d.T.Helper()
	out, err := d.Store.BookFact(d.ctx, f)
	d.no(err)
	return out
}

// factIs books a fact, and fails unless this comes of it.
func (d *Desk) factIs(f refund.Fact, want refund.FactResult) refund.FactBooked {
	d.T.Helper()
	out := d.Book(f)
	same(d.T, "fact "+f.ID, out.Result, want)
	return out
}

func factCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a fact settles a leg before its own answer is heard, and once": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			out := d.factIs(Fact(id, 1, refund.OutcomeSettled, 1), refund.FactIsBooked)
			same(t, "refund", out.Refund, id)
			same(t, "leg", out.Leg, refund.LegID("1"))
			same(t, "standing", out.Standing.Status, refund.StatusRefunded)
			again := d.factIs(Fact(id, 1, refund.OutcomeSettled, 1), refund.FactIsKnown)
			same(t, "told again, with its standing", again.Standing.Status, refund.StatusRefunded)
			same(t, "its own answer", d.Record(id, refund.OutcomeSettled).Status, refund.LegSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"a fact of failure counts while a lease runs, and nobody sends before its end": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.factIs(Fact(id, 1, refund.OutcomeFailed, 1), refund.FactIsBooked)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			same(t, "resolved", d.Resolve(id, *resolving(retry).Resolution).Code, refund.CodeNotNow)
			d.Clock.Advance(lease)
			d.Taken(id, named(retry, "r2", "1"))
			same(t, "sent under another key", d.BeginLeg(id, "1", "a2").Generation, 2)
		},
		"a refund that settled and bounced after its case was closed is open again": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			same(t, "closed", d.Standing(id).Closed, true)
			out := d.factIs(Fact(id, 1, refund.OutcomeFailed, 5), refund.FactIsBooked)
			same(t, "late", out.LateFailed, true)
			same(t, "closed", out.Standing.Closed, false)
			same(t, "status", out.Standing.Status, refund.StatusNeedsAttention)
			d.Payment(id, Control{Open: 11300, Held: 11300})
			same(t, "told again", d.factIs(Fact(id, 1, refund.OutcomeFailed, 5), refund.FactIsKnown).Standing.Closed, false)
		},
		"a refusal after a settlement is a late failure, whatever its provider calls it": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			d.factIs(Fact(id, 1, refund.OutcomeDeclined, 5), refund.FactIsBooked)
			same(t, "leg", d.Leg(id, 0).Status, refund.LegLateFailed)
		},
		"an older word changes nothing": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.factIs(Fact(id, 1, refund.OutcomeSettled, 5), refund.FactIsBooked)
			version := d.Standing(id).Version
			d.factIs(Fact(id, 1, refund.OutcomePending, 9), refund.FactIsStale)
			d.factIs(Fact(id, 1, refund.OutcomeFailed, 4), refund.FactIsStale)
			same(t, "version", d.Standing(id).Version, version)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"an answer that is recorded late does not undo what was heard meanwhile": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Clock.Advance(10 * time.Minute)
			d.factIs(Fact(id, 1, refund.OutcomeFailed, 10), refund.FactIsBooked)
			same(t, "leg", d.Record(id, refund.OutcomeSettled).Status, refund.LegLateFailed)
			d.Payment(id, Control{Open: 11300, Held: 11300})
		},
		"a success of an older key after another one has paid is excess": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Taken(id, resolving(retry))
			d.Begin(id)
			d.Record(id, refund.OutcomeSettled)
			d.factIs(Fact(id, 1, refund.OutcomeSettled, 5), refund.FactIsBooked)
			d.Payment(id, Control{Returned: 22600})
			d.factIs(Fact(id, 1, refund.OutcomeFailed, 6), refund.FactIsBooked)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			d.factIs(Fact(id, 1, refund.OutcomeSettled, 7), refund.FactIsBooked)
			d.factIs(Fact(id, 1, refund.OutcomeFailed, 3), refund.FactIsStale)
			d.Payment(id, Control{Returned: 22600})
		},
		"a key that failed after an older one had paid in its place is no late failure": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Taken(id, resolving(retry))
			d.Begin(id)
			d.Record(id, refund.OutcomeDeclined)
			d.factIs(Fact(id, 1, refund.OutcomeSettled, 5), refund.FactIsBooked)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			d.factIs(Fact(id, 2, refund.OutcomeFailed, 6), refund.FactIsKnown)
			same(t, "leg", d.Leg(id, 0).Status, refund.LegSettled)
			d.factIs(Fact(id, 2, refund.OutcomeSettled, 7), refund.FactIsBooked)
			d.Payment(id, Control{Returned: 22600})
		},
		"a success after store credit has taken the leg's place is excess": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 2)
			d.Record(id, refund.OutcomeDeclined)
			d.Taken(id, resolving(asCredit))
			same(t, "credit", d.BeginLeg(id, "1.s1", "a2").Result, refund.BeginSend)
			d.RecordAs(id, "1.s1", 1, "a2", refund.Outcome{Kind: refund.OutcomeSettled})
			late := Fact(id, 1, refund.OutcomeSettled, 5)
			late.Refund.AmountMinor = 2 * unitMinor
			d.factIs(late, refund.FactIsBooked)
			d.Payment(id, Control{Returned: 45200, Excess: 22600})
			same(t, "the refund", d.Standing(id).Status, refund.StatusRefunded)
			same(t, "stop", d.Balances(id)[0].Stop, "EXCESS")
		},
		"a fact of another amount books nothing, and a person looks": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			other := Fact(id, 1, refund.OutcomeSettled, 1)
			other.Refund.AmountMinor--
			d.factIs(other, refund.FactDiffers)
			d.Payment(id, Control{Open: 11300, Sent: 11300})
			same(t, "in the trail", d.Events(id, "FactDiffers"), 1)
		},
		"a fact without a key waits while a leg of its amount has no id, and is booked once it has": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			unnamed := Fact(id, 1, refund.OutcomeSettled, 5)
			unnamed.Refund.Key = ""
			for range 2 {
				d.factIs(unnamed, refund.FactWaits)
			}
			d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomePending, ProviderRefundID: unnamed.Refund.ProviderRefundID})
			booked, err := d.Store.BookWaiting(d.ctx, 10)
			d.no(err)
			same(t, "booked", len(booked), 1)
			same(t, "refund", booked[0].Refund, id)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
			booked, err = d.Store.BookWaiting(d.ctx, 10)
			d.no(err)
			same(t, "once", len(booked), 0)
		},
		"a fact of a payment that nobody named waits, and is booked when an order names it": func(t *testing.T, d *Desk) {
			first := captured("c1", 1)
			first.Order.Payments[0].Captures = first.Order.Payments[0].Captures[:1]
			d.Propose(first, Units(1))
			d.BeginLeg(first.ID(), "1", "a1")
			f := Fact(first.ID(), 1, refund.OutcomeSettled, 5)
			f.Reference = "cap_old" // the capture is not known yet
			d.factIs(f, refund.FactWaits)
			same(t, "it waits", d.Standing(first.ID()).Legs[0].Status, refund.LegSending)
			d.Propose(captured("c2", 1), Units(1))
			same(t, "booked with the order", d.Standing(first.ID()).Legs[0].Status, refund.LegSettled)
			d.factIs(f, refund.FactIsKnown)
		},
		"the bank's reference is kept when it comes after the settlement": func(t *testing.T, d *Desk) {
			id := d.Paid("o1", "c1", 1)
			f := Fact(id, 1, refund.OutcomeSettled, 5)
			f.Refund.Outcome.BankReference = "74027218400"
			d.factIs(f, refund.FactIsBooked)
			leg, _ := d.Standing(id).Leg("1")
			same(t, "reference", leg.Outcome.BankReference, "74027218400")
		},
		"a fact that says too little changes nothing": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			for _, spoil := range []func(*refund.Fact){
				func(f *refund.Fact) { f.ID = "" }, func(f *refund.Fact) { f.Reference = "" }, func(f *refund.Fact) { f.Kind = "" },
				func(f *refund.Fact) { f.Refund = nil }, func(f *refund.Fact) { f.Refund.Key, f.Refund.AmountMinor = "", 0 },
				func(f *refund.Fact) { f.Refund.Outcome.Kind = refund.OutcomeUnknown },
				func(f *refund.Fact) { f.Refund.Key, f.Refund.ProviderRefundID = "", "" },
			} {
				f := Fact(id, 1, refund.OutcomeSettled, 1)
				spoil(&f)
				_, err := d.Store.BookFact(d.ctx, f)
				problem, _ := refund.ProblemIn(err)
				same(t, "problem", problem.Code, refund.CodeBadFact)
			}
			d.Payment(id, Control{Open: 11300, Sent: 11300})
		},
	}
}
