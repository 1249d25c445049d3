package ledgertest

import (
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
		"a message is listed while somebody has not heard it, newest first": func(t *testing.T, d *Desk) {
			id, _ := d.Held("o1", "c1", 1)
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
			id, _ := d.Held("o1", "c1", 1)
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
			id, _ := d.Held("o1", "c1", 1)
			broken(t, d.Store.NoteDelivery(d.ctx, ledger.Undelivered{Refund: id}))
		},
		"a closed case keeps who was told what": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			d.Open(c)
			told := refund.NoticeMark{Kind: refund.NoticeAcknowledged, At: d.Clock.Now(), Delivery: undelivered(c.ID(), "", d.Clock.Now()).Delivery}
			closing := refund.Close{Refund: c.ID(), Status: refund.StatusNothingToRefund, Offer: refund.OfferNone, Cause: workflow, Messages: []refund.NoticeMark{told}}
			d.no(d.Store.CloseRefund(d.ctx, closing))
			d.no(d.Close(c.ID(), refund.StatusNothingToRefund))
			messages := d.Case(c.ID()).Messages
			same(t, "messages", len(messages), 1)
			same(t, "kind", messages[0].Kind, refund.NoticeAcknowledged)
			same(t, "at", messages[0].At, told.At)
			same(t, "by mail", messages[0].Delivery.Channels[0], refund.ChannelDelivery{Channel: "email", Told: true})
		},
		"a case that is reopened and closed without a word keeps what it had": func(t *testing.T, d *Desk) {
			id, _ := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeSettled)
			told := []refund.NoticeMark{{Kind: refund.NoticeRefunded, At: d.Clock.Now()}}
			d.no(d.Store.CloseRefund(d.ctx, refund.Close{Refund: id, Status: refund.StatusRefunded, Cause: workflow, Messages: told}))
			d.Record(id, 1, refund.OutcomeFailed)
			d.Record(id, 1, refund.OutcomeSettled)
			d.no(d.Close(id, refund.StatusRefunded))
			same(t, "messages", len(d.Case(id).Messages), 1)
		},
	}
}
