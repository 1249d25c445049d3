package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// Replace puts a proposal in the place of the one of a hash.
func (d *Desk) Replace(id refund.ID, key, hash string, p refund.Proposal) refund.Reserved {
	d.T.Helper()
	out, err := d.Store.ReplaceRefund(d.ctx, replacement(id, key, hash, p))
	d.no(err)
	return out
}

func replacement(id refund.ID, key, hash string, p refund.Proposal) refund.Replace {
	return refund.Replace{Refund: id, Key: key, Proposal: p, ReplacedHash: hash, Cause: refund.Cause{Actor: "support:1", Reason: "looked again"}}
}

// Anew is the history without the refund's own reservation.
func (d *Desk) Anew(id refund.ID) refund.OrderHistory {
	d.T.Helper()
	out, err := d.Store.HistoryAnew(d.ctx, id)
	d.no(err)
	return out
}

// onLeg is a proposal whose one leg has another id.
func onLeg(p refund.Proposal, leg refund.LegID) refund.Proposal {
	p.Assessment.Legs = []refund.PlannedLeg{{LegID: leg, PaymentID: "p1", AmountMinor: p.Assessment.TotalMinor}}
	return p
}

func replacingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"another proposal takes the reservation's place, said twice and done once": replaced,
		"on a moved history, or in another one's place, nothing is replaced": func(t *testing.T, d *Desk) {
			id, hash := d.Held("o1", "c1", 1)
			same(t, "stale", d.Replace(id, "k", hash, onLeg(Units(1, 1), "2")).Result, refund.ReserveHistoryMoved)
			same(t, "another's place", d.Replace(id, "k", "other", onLeg(Units(1, 2), "2")).Result, refund.ReserveHistoryMoved)
			same(t, "now", d.Replace(id, "k", hash, onLeg(Units(1, 2), "2")).Result, refund.ReservedNow)
		},
		"what another refund of the order took meanwhile cannot be replaced into": func(t *testing.T, d *Desk) {
			id, hash := d.Held("o1", "c1", 1)
			d.Held("o1", "c2", 1)
			same(t, "two units", d.Replace(id, "k", hash, onLeg(Units(2, 3), "2")).Code, refund.CodeQuantityRefunded)
			more := onLeg(Units(1, 3), "2")
			more.Assessment.TotalMinor, more.Assessment.Legs[0].AmountMinor = 11301, 11301
			more.Assessment.Components = append(more.Assessment.Components, refund.Component{Kind: refund.ComponentWaiver, AmountMinor: 1})
			same(t, "one more", d.Replace(id, "k", hash, more).Code, refund.CodeCapExceeded)
			d.Payment(id, Control{Held: 22600})
			same(t, "the old one counts", d.Reserve(id, more).AssessmentHash, hash)
		},
		"without approvals the limit of the order is counted again": func(t *testing.T, d *Desk) {
			id, hash := d.Waiting("o1", 1)
			limit, free := int64(11299), onLeg(Units(1, 2), "2")
			free.Assessment.AutoApproveMaxMinor = &limit
			same(t, "over the limit", d.Replace(id, "k", hash, free).Result, refund.ReserveHistoryMoved)
			limit = 11300
			same(t, "within", d.Replace(id, "k", hash, free).Status, refund.StatusPayingOut)
		},
		"while a leg is undecided nothing is replaced": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			same(t, "code", d.Replace(id, "k", hash, onLeg(Units(1, 2), "2")).Code, refund.CodeAlreadySent)
			d.Payment(id, Control{Open: 11300, Sent: 11300})
			same(t, "anew", d.Anew(id).Payments[0].SentMinor, 11300)
		},
		"what has settled stays, what has not goes, and the recognition is corrected": partlyReplaced,
		"a leg that was replaced and settles after all is returned beyond what is owed": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeDeclined)
			r := d.Replace(id, "k", hash, onLeg(Units(1, 2), "2"))
			same(t, "result", r.Result, refund.ReservedNow)
			d.Record(id, 1, refund.OutcomeSettled)
			d.Payment(id, Control{Held: 11300, Returned: 11300})
			same(t, "not refunded yet", d.Case(id).Status, refund.StatusPayingOut)
			d.BeginLeg(id, "2", r.AssessmentHash)
			d.RecordLeg(id, "2", 1, refund.OutcomeSettled)
			d.no(d.Close(id, refund.StatusRefunded))
			d.Record(id, 1, refund.OutcomeFailed)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"a proposal that holds nothing gives everything back": func(t *testing.T, d *Desk) {
			id, hash := d.Sent("o1", "c1", 1)
			d.Record(id, 1, refund.OutcomeDeclined)
			nothing := Units(1, 2)
			nothing.Assessment.Disposition = refund.DispositionReject
			same(t, "result", d.Replace(id, "k", hash, nothing).Result, refund.ReservedNow)
			d.Payment(id, Control{Open: 22600})
			d.no(d.Close(id, refund.StatusRejected))
			other, _ := d.Held("o1", "c2", 2)
			d.Payment(other, Control{Held: 22600})
		},
		"what was kept back is kept back anew, once": func(t *testing.T, d *Desk) {
			id, hash := redPacketPart(t, d)
			same(t, "anew open", d.Anew(id).Payments[1].OpenMinor, 500)
			p := d.Reserve(id, Units(1, 1)).Stored
			a := &p.Assessment
			a.HistoryVersion, a.TotalMinor = 2, 4900
			a.Components[1].AmountMinor, a.KeptBack[0].AmountMinor = -100, 100
			a.Legs = []refund.PlannedLeg{{LegID: "2", PaymentID: "p1", AmountMinor: 4900}}
			same(t, "result", d.Replace(id, "k", hash, *p).Result, refund.ReservedNow)
			b := d.History(id).Payments[1]
			same(t, "kept back", b.KeptBackMinor, 100)
			same(t, "open", b.OpenMinor, 400)
		},
		"what was withdrawn, closed or never held is not replaced": func(t *testing.T, d *Desk) {
			id, hash := d.Held("o1", "c1", 1)
			d.no(d.Release(id, refund.StatusWithdrawn))
			same(t, "withdrawn", d.Replace(id, "k", hash, onLeg(Units(1, 3), "2")).Code, refund.CodeWrongState)
			c := Request("o2", "c1", 1)
			d.Open(c)
			same(t, "not assessed", d.Replace(c.ID(), "k", "", Units(1, 1)).Code, refund.CodeWrongState)
			d.no(d.Close(c.ID(), refund.StatusNothingToRefund))
			same(t, "closed", d.Replace(c.ID(), "k", "", Units(1, 1)).Code, refund.CodeWrongState)
		},
	}
}

func replaced(t *testing.T, d *Desk) {
	id, hash := d.Waiting("o1", 1)
	same(t, "approved", d.Decide(id, hash, approve("d1", "anna")).Final, true)
	b := d.Anew(id).Payments[0]
	same(t, "open anew", b.OpenMinor, 22600)
	same(t, "held anew", b.HeldMinor, 0)
	same(t, "owed anew", b.OwedMinor, 22600)
	p := asking(onLeg(Units(2, 2), "2"), "lead")
	first := d.Replace(id, "inspected", hash, p)
	same(t, "result", first.Result, refund.ReservedNow)
	same(t, "waits", first.Status, refund.StatusAwaitingApproval)
	same(t, "asked", first.NextRole, refund.Role("lead"))
	d.Payment(id, Control{Held: 22600})
	again := d.Replace(id, "inspected", hash, p)
	same(t, "again", again.Result, refund.ReservedBefore)
	same(t, "same hash", again.AssessmentHash, first.AssessmentHash)
	same(t, "approval is void", again.Approved, false)
	same(t, "begin", d.BeginLeg(id, "2", first.AssessmentHash).Reason, "NOT_APPROVED")
	same(t, "legs", len(again.Legs), 1)
	same(t, "old leg", d.Leg(id, 0).Status, refund.LegReleased)
	d.Payment(id, Control{Held: 22600})
	same(t, "replaced once", d.Events(id, "Replaced"), 1)
	same(t, "moved", d.History(id).Version, 3)
	d.no(d.Release(id, refund.StatusWithdrawn))
	d.Payment(id, Control{Open: 22600})
}

// partlyReplaced: of 17600 by card and 5000 by gift card the card is paid; then 3000 of the rest
// stay.
func partlyReplaced(t *testing.T, d *Desk) {
	id, hash := twoTenders(t, d)
	d.BeginLeg(id, "1", hash)
	d.RecordLeg(id, "1", 1, refund.OutcomeSettled)
	gift := d.Anew(id).Payments
	same(t, "card is returned", gift[0].ReturnedMinor, 17600)
	same(t, "gift card is open", gift[1].OpenMinor, 5000)
	less := func(legs ...refund.PlannedLeg) refund.Proposal {
		p := Units(2, 2)
		p.Assessment.TotalMinor, p.Assessment.TaxMinor, p.Assessment.Legs = 20600, 2370, legs
		p.Assessment.Components = append(p.Assessment.Components, refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: -2000})
		return p
	}
	paid, rest := refund.PlannedLeg{LegID: "1", PaymentID: "p1", AmountMinor: 17600}, refund.PlannedLeg{LegID: "3", PaymentID: "p2", AmountMinor: 3000}
	repeated, forgotten := rest, paid
	repeated.LegID, forgotten.LegID = "2", "4"
	for _, wrong := range []refund.Proposal{less(forgotten, rest), less(paid, repeated)} {
		_, err := d.Store.ReplaceRefund(d.ctx, replacement(id, "k", hash, wrong))
		broken(t, err)
	}
	r := d.Replace(id, "k", hash, less(paid, rest))
	same(t, "result", r.Result, refund.ReservedNow)
	same(t, "legs", len(r.Legs), 2)
	d.BooksAgree()
	same(t, "begin", d.BeginLeg(id, "3", r.AssessmentHash).Result, refund.BeginSend)
	d.RecordLeg(id, "3", 1, refund.OutcomeSettled)
	d.no(d.Close(id, refund.StatusRefunded))
	h := d.History(id)
	same(t, "gift card returned", h.Payments[1].ReturnedMinor, 3000)
	same(t, "gift card owed", h.Payments[1].OwedMinor, 2000)
}
