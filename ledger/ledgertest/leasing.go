package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

func leasingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a send is leased: its attempt knows until when, and another one looks up": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			first := d.BeginLeg(id, "1", "a1")
			same(t, "result", first.Result, refund.BeginSend)
			same(t, "until", *first.Until, d.Clock.Now().Add(lease))
			other := d.BeginLeg(id, "1", "a2")
			same(t, "another attempt", other.Result, refund.BeginLookUp)
			same(t, "it knows until when", *other.Until, *first.Until)
			same(t, "shown", *other.Standing.Legs[0].LeasedUntil, *first.Until)
		},
		"nothing is sent again before the lease ends, not even by its own attempt": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Record(id, refund.OutcomeUnknown)
			d.Clock.Advance(lease - time.Microsecond)
			for _, attempt := range []string{"a1", "a2"} {
				b := d.Resend(id, "1", 1, attempt)
				same(t, "not now", b.Result, refund.BeginNotNow)
				same(t, "until", *b.Until, d.Clock.Now().Add(time.Microsecond))
			}
			d.Clock.Advance(time.Microsecond)
			same(t, "then", d.Resend(id, "1", 1, "a2").Result, refund.BeginSend)
			same(t, "and leased anew", d.Resend(id, "1", 1, "a1").Result, refund.BeginNotNow)
			same(t, "told once", d.Events(id, "LegSentAgain"), 1)
		},
		"that nothing moved is believed to the attempt that sent, or after the lease": func(t *testing.T, d *Desk) {
			for i, kind := range []refund.OutcomeKind{refund.OutcomeDeclined, refund.OutcomeNotSent, refund.OutcomeFailed, refund.OutcomeUnknown} {
				id := d.Sent("o"+string(rune('1'+i)), "c1", 1)
				before := d.Standing(id)
				out, err := d.Store.RecordOutcome(d.ctx, refund.Record{
					Refund: id, Leg: "1", Generation: 1, Attempt: "other", Outcome: refund.Outcome{Kind: kind}, Cause: workflow,
				})
				d.no(err)
				same(t, string(kind)+" not now", *out.NotNow, d.Clock.Now().Add(lease))
				equal(t, "nothing changed", out.Standing, before)
				d.Clock.Advance(lease)
				same(t, "then", d.RecordAs(id, "1", 1, "other", refund.Outcome{Kind: kind}).Status, refund.Outcome{Kind: kind}.LegStatus())
			}
		},
		"that money moved, or is on its way, is believed to anybody": func(t *testing.T, d *Desk) {
			for i, kind := range []refund.OutcomeKind{
				refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeRequiresAction, refund.OutcomeAbnormal,
			} {
				id := d.Sent("o"+string(rune('1'+i)), "c1", 1)
				same(t, "booked", d.RecordAs(id, "1", 1, "webhook", refund.Outcome{Kind: kind}).Status, refund.Outcome{Kind: kind}.LegStatus())
			}
		},
		"a late answer of an attempt whose lease has ended counts, unless another one has sent since": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Record(id, refund.OutcomeUnknown)
			d.Clock.Advance(lease)
			same(t, "sent again", d.Resend(id, "1", 1, "a2").Result, refund.BeginSend)
			out, err := d.Store.RecordOutcome(d.ctx, refund.Record{
				Refund: id, Leg: "1", Generation: 1, Attempt: "a1", Outcome: refund.Outcome{Kind: refund.OutcomeDeclined}, Cause: workflow,
			})
			d.no(err)
			same(t, "the old attempt's no", out.NotNow != nil, true)
			same(t, "the old attempt's yes", d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeSettled}).Status, refund.LegSettled)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"the holder's last word ends the lease": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			same(t, "not sent", d.Record(id, refund.OutcomeNotSent).LeasedUntil == nil, true)
			same(t, "at once", d.BeginLeg(id, "1", "a2").Result, refund.BeginSend)
			same(t, "declined", d.RecordAs(id, "1", 1, "a2", refund.Outcome{Kind: refund.OutcomeDeclined}).LeasedUntil == nil, true)
			d.Taken(id, resolving(retry))
			same(t, "a new generation", d.BeginLeg(id, "1", "a3").Generation, 2)
		},
		"a leg that somebody else found paid, and that bounced, waits until the lease has ended": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.RecordAs(id, "1", 1, "webhook", refund.Outcome{Kind: refund.OutcomeSettled})
			out, err := d.Store.RecordOutcome(d.ctx, refund.Record{
				Refund: id, Leg: "1", Generation: 1, Attempt: "webhook", Outcome: refund.Outcome{Kind: refund.OutcomeFailed}, Cause: workflow,
			})
			d.no(err)
			same(t, "failed not now", out.NotNow != nil, true)
			d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeFailed})
			d.Status(id, refund.StatusNeedsAttention)
			d.Taken(id, resolving(retry))
		},
		"two attempts at once: one of them sends": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			results := make([]refund.BeginResult, 2)
			atOnce(2, func(i int) { results[i] = d.begin(id, string(rune('a'+i))) })
			same(t, "send", count(results, refund.BeginSend), 1)
			same(t, "look up", count(results, refund.BeginLookUp), 1)
		},
		"an attempt without an id is a bug": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			_, err := d.Store.BeginLeg(d.ctx, beginning(id, "1", ""))
			broken(t, err)
			d.Sent("o2", "c1", 1)
			_, err = d.Store.ResendLeg(d.ctx, refund.Resend{Begin: beginning(Request("o2", "c1", 1).ID(), "1", ""), Generation: 1})
			broken(t, err)
		},
	}
}
