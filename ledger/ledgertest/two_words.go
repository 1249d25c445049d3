package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// says is a person's word that a refund was paid outside under a reference, with an id of its own.
func says(by refund.Person, id refund.DecisionID, reference string) refund.Act {
	r := elsewhere
	r.By, r.ResolutionID, r.Reference = by, id, reference
	return resolving(r)
}

// waitsFor fails unless the first person's word waits, and nothing was booked by it.
func (d *Desk) waitsFor(id refund.ID, by refund.Person, reference string) {
	d.T.Helper()
	s := d.Standing(id)
	same(d.T, "status", s.Status, refund.StatusNeedsAttention)
	if w := s.Legs[0].Elsewhere; w == nil || w.By != by || w.Reference != reference {
		d.T.Errorf("the word that waits is %+v, want %s's of %s", w, by, reference)
	}
	d.Payment(id, Control{Open: 11300, Held: 11300})
	d.BooksAgree()
}

// twoWordCases: two people say that something was paid outside makegood.
func twoWordCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"one person's word that it was paid outside books nothing, however often it is said": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			for n, by := range []refund.Person{"anna", "Anna ", "ANNA", "anna"} {
				made := d.Act(id, says(by, refund.DecisionID(rune('a'+n)), " wire 7"))
				same(t, "accepted", made.Accepted, true)
				same(t, "answer", made.Detail, "another person has to say so too")
				d.waitsFor(id, by, "wire 7")
			}
			s := d.Taken(id, says("ben", "b1", "wire 7 "))
			same(t, "two have", s.Status, refund.StatusRefunded)
			same(t, "under", s.Legs[0].Outcome.ProviderRefundID, "wire 7")
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"another reference is another word, and the first one's is said": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Taken(id, says("anna", "a1", "wire 7"))
			same(t, "answer", d.Act(id, says("ben", "b1", "wire 8")).Detail, "another person has to say so too; anna had said reference wire 7")
			d.waitsFor(id, "ben", "wire 8")
			same(t, "agreed", d.Taken(id, says("anna", "a2", "wire 8")).Status, refund.StatusRefunded)
		},
		"the second person is held to what the first one is": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Taken(id, says("anna", "a1", "wire 7"))
			d.Refused(id, says("customer:42", "c1", "wire 7"), refund.CodeReviewerIsAuthor)
			poor := staff("poor", "lead", 11299)
			d.RefusedBy(refund.ActRequest{Refund: id, Act: says("poor", "p1", "wire 7"), Authority: poor}, Refusing("NO_RULES"), refund.CodeReviewerLimit)
			d.RefusedBy(refund.ActRequest{Refund: id, Act: says("zoe", "z1", "wire 7")}, Refusing("NO_RULES"), refund.CodeReviewerUnknown)
			d.waitsFor(id, "anna", "wire 7")
		},
		"while a word waits nothing is sent, and a retry takes it back": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Record(id, refund.OutcomeNotSent)
			s := d.Taken(id, named(elsewhere, "r1", "1"))
			same(t, "waits", s.Status, refund.StatusNeedsAttention)
			same(t, "for", s.Attention(), refund.CodeElsewhereUnconfirmed)
			same(t, "not sent", d.Begin(id).Result, refund.BeginDone)
			same(t, "nor again", d.Resend(id, "1", 1, "a9").Result, refund.BeginDone)
			d.Taken(id, named(retry, "r2", ""))
			same(t, "the word is gone", d.Standing(id).Legs[0].Elsewhere == nil, true)
			same(t, "sent", d.Begin(id).Result, refund.BeginSend)
			d.Record(id, refund.OutcomeDeclined)
			same(t, "an old word counts no more", d.Act(id, says("ben", "b1", "wire 7")).Detail, "another person has to say so too")
		},
		"a leg that was said to be paid outside waits beside those that go on": func(t *testing.T, d *Desk) {
			id := d.pendingAndDeclined("o1")
			declined := refund.LegID("")
			for _, l := range d.Standing(id).Legs {
				if l.Status == refund.LegDeclined {
					declined = l.LegID
				}
			}
			s := d.Taken(id, named(elsewhere, "r1", declined))
			same(t, "status", s.Status, refund.StatusPayingOut)
			other := elsewhere
			other.By = "ben"
			s = d.Taken(id, named(other, "r2", declined))
			same(t, "status", s.Status, refund.StatusPayingOut)
			same(t, "substituted", d.Events(id, "LegSubstituted"), 1)
		},
		"what settles meanwhile is paid, and the word is about nothing": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Taken(id, says("anna", "a1", "wire 7"))
			d.Record(id, refund.OutcomeSettled)
			s := d.Standing(id)
			same(t, "status", s.Status, refund.StatusRefunded)
			same(t, "no word", s.Legs[0].Elsewhere == nil, true)
			d.Refused(id, says("ben", "b1", "wire 7"), refund.CodeWrongState)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"up to the policy's amount one person's word is enough": func(t *testing.T, d *Desk) {
			for order, c := range map[string]struct {
				aloneMinor int64
				want       refund.Status
			}{"o1": {11300, refund.StatusRefunded}, "o2": {11299, refund.StatusNeedsAttention}} {
				in, p := Request(order, "c1", 1), Units(1)
				in.Order.Customer.CustomerID = refund.CustomerID("of " + order)
				p.ElsewhereAloneMinor = c.aloneMinor
				d.Propose(in, p)
				d.Begin(in.ID())
				d.Record(in.ID(), refund.OutcomeDeclined)
				same(t, order, d.Taken(in.ID(), resolving(elsewhere)).Status, c.want)
			}
		},
		"a part of an order cannot be paid outside by one person because the other part is small": func(t *testing.T, d *Desk) {
			first := d.Held("o1", "c1", 1)
			in, p := Request("o1", "c2", 1), Units(1)
			p.ElsewhereAloneMinor = 11300
			d.Propose(in, p)
			d.Begin(in.ID())
			d.Record(in.ID(), refund.OutcomeDeclined)
			same(t, "both come to more", d.Taken(in.ID(), resolving(elsewhere)).Status, refund.StatusNeedsAttention)
			same(t, "the other", d.Standing(first).Status, refund.StatusPayingOut)
		},
	}
}
