package ledgertest

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// undelivered is a message of a refund of which the customer has heard by e-mail alone.
func undelivered(id refund.ID, kind refund.NoticeKind, since time.Time) ledger.Undelivered {
	return ledger.Undelivered{
		Refund: id, MessageID: string(id) + "#" + string(kind), Kind: kind, Since: since,
		Delivery: refund.Delivery{
			Channels:   []refund.ChannelDelivery{{Channel: "email", Told: true}, {Channel: "sms"}},
			StatusTold: true, Problem: "sms: 503",
		},
	}
}

func (d *Desk) note(in ledger.Undelivered) {
	d.T.Helper()
	d.no(d.Store.NoteDelivery(d.ctx, in))
}

func (d *Desk) undelivered(limitMax int) []ledger.Undelivered {
	d.T.Helper()
	out, err := d.Store.Undelivered(d.ctx, limitMax)
	d.no(err)
	return out
}

func tellingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"that it is refunded is not claimed of a refund of which a part was given up": func(t *testing.T, d *Desk) {
			id := d.pendingAndDeclined("o1")
			d.Taken(id, named(giveUp, "r1", "2"))
			out, err := d.Store.RecordOutcome(d.ctx, refund.Record{
				Refund: id, Leg: "1", Generation: 1, Attempt: "a1", Outcome: refund.Outcome{Kind: refund.OutcomeSettled}, Cause: workflow,
				Claims: []refund.MessageClaim{{MessageID: "m1", Kind: refund.NoticeRefunded, Channels: []string{"email"}}},
			})
			d.no(err)
			same(t, "status", out.Standing.Status, refund.StatusPartlyRefunded)
			same(t, "told", len(d.Case(id).Messages), 0)
		},
		"who acts is cut in the trail, however long their name is": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			long := refund.Person(strings.Repeat("x", 100_000))
			in := refusedSignals(id, "1", 1)
			in.Last.By = long
			_, err := d.Store.CountRefused(d.ctx, in)
			d.no(err)
			d.Act(id, withdrawing(long))
			for _, e := range d.Case(id).Trail {
				same(t, "bytes", len(e.Actor) <= refund.ReasonBytesMax, true)
			}
		},
		"a message is listed while somebody has not heard it, newest first": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			noon := d.Clock.Now()
			first, second := undelivered(id, refund.NoticeAcknowledged, noon), undelivered(id, refund.NoticeSent, noon.Add(time.Minute))
			d.note(first)
			d.note(second)
			out := d.undelivered(0)
			same(t, "listed", len(out), 2)
			same(t, "newest", out[0].MessageID, second.MessageID)
			same(t, "refund", out[1].Refund, id)
			same(t, "kind", out[1].Kind, refund.NoticeAcknowledged)
			same(t, "since", out[1].Since, noon)
			same(t, "told by mail", out[1].Delivery.Channels[0].Told, true)
			same(t, "not by sms", out[1].Delivery.Channels[1], refund.ChannelDelivery{Channel: "sms"})
			same(t, "problem", out[1].Delivery.Problem, "sms: 503")
			same(t, "at most", len(d.undelivered(1)), 1)
		},
		"the latest note of a message counts, and one that everybody heard is gone": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			m := undelivered(id, refund.NoticeSent, d.Clock.Now())
			d.note(m)
			m.GivenUp = true
			d.note(m)
			same(t, "given up, and still listed", d.undelivered(0)[0].GivenUp, true)
			m.GivenUp, m.Delivery.Channels[1].Skipped = false, "no phone"
			d.note(m)
			same(t, "listed", len(d.undelivered(0)), 0)
		},
		"a note of a refund nobody opened is not found, and one without an id is a bug": func(t *testing.T, d *Desk) {
			same(t, "not found", isNotFound(d.Store.NoteDelivery(d.ctx, undelivered("refund/m1/o9/c9", refund.NoticeSent, d.Clock.Now()))), true)
			id := d.Held("o1", "c1", 1)
			broken(t, d.Store.NoteDelivery(d.ctx, ledger.Undelivered{Refund: id}))
		},
		"a message is claimed once, and the case tells whom it reached": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			acknowledged := refund.MessageClaim{MessageID: string(c.ID()) + "#acknowledged", Kind: refund.NoticeAcknowledged, Channels: []string{"email", "sms"}}
			in := refund.Decide{Digest: "digest-1", Cancellation: c, RunID: "run-1", Claims: []refund.MessageClaim{acknowledged}}
			for range 2 {
				_, err := d.Store.DecideRefund(d.ctx, in, Proposing(Units(1)))
				d.no(err)
			}
			claimed, err := d.Store.ClaimMessage(d.ctx, c.ID(), acknowledged)
			d.no(err)
			same(t, "claimed with the decision", claimed, false)
			sent := refund.MessageClaim{MessageID: string(c.ID()) + "#sent", Kind: refund.NoticeSent, Channels: []string{"email"}}
			for i := range 2 {
				claimed, err = d.Store.ClaimMessage(d.ctx, c.ID(), sent)
				d.no(err)
				same(t, "first", claimed, i == 0)
			}
			d.note(undelivered(c.ID(), refund.NoticeSent, d.Clock.Now()))
			messages := d.Case(c.ID()).Messages
			same(t, "messages", len(messages), 2)
			same(t, "everybody heard", messages[0].Delivery.Complete(), true)
			same(t, "channels", len(messages[0].Delivery.Channels), 2)
			same(t, "somebody did not", messages[1].Delivery.Complete(), false)
			_, err = d.Store.ClaimMessage(d.ctx, "refund/m1/o9/c9", sent)
			same(t, "not found", isNotFound(err), true)
			_, err = d.Store.ClaimMessage(d.ctx, c.ID(), refund.MessageClaim{})
			broken(t, err)
		},
		"the message of the end is claimed with the outcome that ends the refund, and only then": func(t *testing.T, d *Desk) {
			id := d.HeldOfTwo("o1")
			end := []refund.MessageClaim{{MessageID: string(id) + "#refunded", Kind: refund.NoticeRefunded, Channels: []string{"email"}}}
			for _, leg := range []refund.LegID{"1", "2"} {
				d.BeginLeg(id, leg, "a1")
				same(t, "not yet", len(d.Case(id).Messages), 0)
				_, err := d.Store.RecordOutcome(d.ctx, refund.Record{
					Refund: id, Leg: leg, Generation: 1, Attempt: "a1", Outcome: refund.Outcome{Kind: refund.OutcomeSettled}, Claims: end,
				})
				d.no(err)
			}
			same(t, "with the last", len(d.Case(id).Messages), 1)
		},
		"a message is told with the steps and the credit note of the assessment it is about": func(t *testing.T, d *Desk) {
			p := asking(Units(1), "lead")
			p.Assessment.Steps = []refund.Step{{Name: "one unit"}}
			p.Assessment.CreditNote = &refund.CreditNote{NetMinor: unitMinor - unitTaxMinor}
			id := d.Propose(Request("o1", "c1", 1), p).Refund
			e, err := d.Store.Explanation(d.ctx, id, d.Standing(id).AssessmentHash)
			d.no(err)
			same(t, "steps", len(e.Steps), 1)
			equal(t, "credit note", e.CreditNote, p.Assessment.CreditNote)
			e, err = d.Store.Explanation(d.ctx, id, "another")
			d.no(err)
			same(t, "another one by now", len(e.Steps), 0)
			same(t, "no credit note of it", e.CreditNote, nil)
		},
	}
}
