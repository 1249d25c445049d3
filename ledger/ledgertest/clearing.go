package ledgertest

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// clearing is what one person says about leg 1 by the provider's letter.
func clearing(id string, by refund.Person, fact refund.LegFact) refund.Act {
	return refund.Act{Kind: refund.ActClear, Clearing: &refund.Clearing{
		ClearingID: refund.DecisionID(id), Leg: "1", Fact: fact, Reference: "letter 4711", By: by, Note: "by mail",
		Evidence: []refund.Evidence{{URI: "s3://letter"}},
	}}
}

// undecided is a refund whose leg was sent and got no answer, with the sender's lease over.
func (d *Desk) undecided(order string) refund.ID {
	d.T.Helper()
	id := d.Sent(order, "c1", 1)
	d.Record(id, refund.OutcomeUnknown)
	d.Clock.Advance(lease)
	return id
}

func clearingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"two people who say that it was paid settle a leg": func(t *testing.T, d *Desk) {
			id := d.undecided("o1")
			s := d.Taken(id, clearing("k1", "anna", refund.FactPaid))
			same(t, "not yet", s.Legs[0].Status, refund.LegUnknown)
			same(t, "shown", len(s.Legs[0].Cleared), 1)
			same(t, "who", s.Legs[0].Cleared[0].By, refund.Person("anna"))
			same(t, "what", s.Legs[0].Cleared[0].Fact, refund.FactPaid)
			s = d.Taken(id, clearing("k2", "ben", refund.FactPaid))
			same(t, "settled", s.Legs[0].Status, refund.LegSettled)
			same(t, "under the provider's reference", s.Legs[0].Outcome.ProviderRefundID, "letter 4711")
			same(t, "status", s.Status, refund.StatusRefunded)
			d.Payment(id, Control{Open: 11300, Returned: 11300})
		},
		"two people who say that it was not paid decline a leg, and it can be tried again": func(t *testing.T, d *Desk) {
			id := d.undecided("o1")
			d.Taken(id, clearing("k1", "anna", refund.FactNotPaid))
			s := d.Taken(id, clearing("k2", "ben", refund.FactNotPaid))
			same(t, "declined", s.Legs[0].Status, refund.LegDeclined)
			same(t, "class", s.Legs[0].Outcome.Class, refund.DeclinedOther)
			same(t, "status", s.Status, refund.StatusNeedsAttention)
			d.Taken(id, resolving(retry))
			b := d.BeginLeg(id, "1", "a5")
			same(t, "generation", b.Generation, 2)
			same(t, "nobody has cleared this one", len(b.Standing.Legs[0].Cleared), 0)
			// The first generation was paid after all: its money is booked as returned beside what the second sends.
			same(t, "it was paid after all", d.RecordAs(id, "1", 1, "a1", refund.Outcome{Kind: refund.OutcomeSettled}).Status, refund.LegSending)
			d.Payment(id, Control{Sent: 11300, Returned: 11300})
		},
		"nobody can say that a leg was not paid while a worker may be sending it": func(t *testing.T, d *Desk) {
			id := d.Sent("o1", "c1", 1)
			d.Refused(id, clearing("k1", "anna", refund.FactNotPaid), refund.CodeNotNow)
			d.Clock.Advance(lease)
			d.Taken(id, clearing("k1", "anna", refund.FactNotPaid))
		},
		"one person who says it twice is one person": func(t *testing.T, d *Desk) {
			id := d.undecided("o1")
			d.Taken(id, clearing("k1", "anna", refund.FactPaid))
			d.Refused(id, clearing("k2", " Anna ", refund.FactPaid), refund.CodeAlreadyDecided)
		},
		"two people who contradict each other book nothing, and the trail says so": func(t *testing.T, d *Desk) {
			id := d.undecided("o1")
			d.Taken(id, clearing("k1", "anna", refund.FactPaid))
			d.Refused(id, clearing("k2", "ben", refund.FactNotPaid), refund.CodeConflict)
			other := clearing("k3", "ben", refund.FactPaid)
			other.Clearing.Reference = "another letter"
			d.Refused(id, other, refund.CodeConflict)
			same(t, "told", d.Events(id, "ActRefused"), 2)
			d.Taken(id, clearing("k4", "anna", refund.FactNotPaid)) // anna corrects herself
			s := d.Taken(id, clearing("k5", "ben", refund.FactNotPaid))
			same(t, "declined", s.Legs[0].Status, refund.LegDeclined)
		},
		"the requester, an unknown person and one whose limit is too small clear nothing": func(t *testing.T, d *Desk) {
			id := d.undecided("o1")
			d.Refused(id, clearing("k1", "customer:42", refund.FactPaid), refund.CodeReviewerIsAuthor)
			stranger := refund.ActRequest{Refund: id, Act: clearing("k2", "eve", refund.FactPaid), Authority: refund.Authority{Ranks: Ranks}}
			d.RefusedBy(stranger, nil, refund.CodeReviewerUnknown)
			poor := refund.ActRequest{Refund: id, Act: clearing("k3", "poor", refund.FactPaid), Authority: staff("poor", "finance", 11299)}
			d.RefusedBy(poor, nil, refund.CodeReviewerLimit)
		},
		"the policy's roles are filled by one person each": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			p := Units(1)
			p.ClearRoles = []refund.Role{"lead", "finance"}
			d.Propose(c, p)
			d.Begin(c.ID())
			low := refund.ActRequest{Refund: c.ID(), Act: clearing("k1", "sue", refund.FactPaid), Authority: As("sue", "support")}
			d.RefusedBy(low, nil, refund.CodeReviewerRole)
			first := refund.ActRequest{Refund: c.ID(), Act: clearing("k2", "leo", refund.FactPaid), Authority: As("leo", "lead")}
			same(t, "role", d.ActBy(first, nil).Standing.Legs[0].Cleared[0].Role, refund.Role("lead"))
			second := refund.ActRequest{Refund: c.ID(), Act: clearing("k3", "lia", refund.FactPaid), Authority: As("lia", "lead")}
			d.RefusedBy(second, nil, refund.CodeReviewerRole)
			d.Taken(c.ID(), clearing("k4", "ruth", refund.FactPaid))
			d.Status(c.ID(), refund.StatusRefunded)
		},
		"only what is undecided is cleared, by a reference": func(t *testing.T, d *Desk) {
			id := d.Attention("o1")
			d.Refused(id, clearing("k1", "anna", refund.FactPaid), refund.CodeWrongState)
			other := d.undecided("o2")
			unnamed := clearing("k1", "anna", refund.FactPaid)
			unnamed.Clearing.Reference = ""
			d.Refused(other, unnamed, refund.CodeBadDecision)
			elsewhere := clearing("k2", "anna", refund.FactPaid)
			elsewhere.Clearing.Leg = "9"
			d.Refused(other, elsewhere, refund.CodeNotFound)
			d.Refused(other, clearing("k3", "anna", "perhaps"), refund.CodeBadDecision)
		},
		"a refund that a provider never answers has an end": func(t *testing.T, d *Desk) {
			for i, kind := range []refund.OutcomeKind{refund.OutcomePending, refund.OutcomeRequiresAction, refund.OutcomeAbnormal} {
				id := d.Sent("o"+string(rune('1'+i)), "c1", 1)
				d.Record(id, kind)
				d.Clock.Advance(lease)
				d.Taken(id, clearing("k1", "anna", refund.FactNotPaid))
				d.Taken(id, clearing("k2", "ben", refund.FactNotPaid))
				d.Taken(id, resolving(giveUp))
				d.Status(id, refund.StatusRejected)
			}
		},
	}
}

// staff is a reviewer of one role with a limit in CNY.
func staff(name refund.Person, role refund.Role, limitMinor int64) refund.Authority {
	a := As(name, role)
	a.Reviewer.LimitMinor = map[refund.Currency]int64{"CNY": limitMinor}
	return a
}
