package sqlstore

import (
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// substitute ends legs that are not paid, and puts another in the place of each: store credit, which
// passes the gate like any leg, or what somebody paid outside, which is settled by that word. The
// money goes from held to held; it is never open in between.
func (t *tx) substitute(c *caseRow, r refund.Resolution, targets []*legRow) error {
	if r.Action == refund.ResolvePaidElsewhere { // store credit is recognised when it is begun
		if err := t.recognise(c); err != nil {
			return err
		}
	}
	legs, err := t.legs(c)
	if err != nil {
		return err
	}
	for i, l := range targets {
		in := newLeg{
			PlannedLeg: refund.PlannedLeg{
				LegID: substituteID(l.LegID, legs), PaymentID: l.PaymentID, Via: viaOf(r), AmountMinor: l.AmountMinor,
				Void: l.Void, Units: unitsVia(r, l), Substitutes: l.LegID, CaptureID: l.CaptureID,
			},
			position: len(legs) + i, payment: l.ref.ID, unheldMinor: l.unheldMinor, captureReference: l.captureReference,
		}
		if err := t.takePlace(c, r, l, in); err != nil {
			return err
		}
	}
	return t.moveVersion(c.merchant, c.order)
}

func viaOf(r refund.Resolution) string {
	if r.Action == refund.ResolvePayAnotherWay {
		return r.Via
	}
	return refund.ViaElsewhere
}

// unitsVia are the units that go back: store credit in the place of points is money.
func unitsVia(r refund.Resolution, l *legRow) *refund.Units {
	if r.Action == refund.ResolvePayAnotherWay {
		return nil
	}
	return l.Units
}

// substituteID is <leg>.s<n>: the first n that is free.
func substituteID(leg refund.LegID, legs []*legRow) refund.LegID {
	for n := 1; ; n++ {
		id := refund.LegID(fmt.Sprintf("%s.s%d", leg, n))
		if !slices.ContainsFunc(legs, func(l *legRow) bool { return l.LegID == id }) {
			return id
		}
	}
}

// takePlace ends a leg, and stores the one in its place. What never left is held again first.
func (t *tx) takePlace(c *caseRow, r refund.Resolution, old *legRow, in newLeg) error {
	from := source{Subject: string(c.id), Leg: old.LegID, Fact: "substitute"}
	if err := t.bonusesBack(c, []*legRow{old}, from); err != nil {
		return err
	}
	if ledger.PlaceOf(old.Status) == ledger.ControlSent {
		p, err := ledger.PostDecline(old.ref, old.AmountMinor)
		if err := t.post(from, p, err); err != nil {
			return err
		}
	}
	if err := t.retire(c, old); err != nil {
		return err
	}
	if err := t.insertLeg(c, in); err != nil {
		return err
	}
	cause := refund.Cause{Actor: r.By, Reason: joined(in.Via, r.Reference, r.Note)}
	c.note(event{Name: "LegSubstituted", Leg: old.LegID, Cause: cause})
	if r.Action == refund.ResolvePayAnotherWay {
		return nil
	}
	return t.paidElsewhere(c, old, in, r)
}

// paidElsewhere settles a leg by a person's word (P3e).
func (t *tx) paidElsewhere(c *caseRow, old *legRow, in newLeg, r refund.Resolution) error {
	b, err := t.controls(old.ref.ID)
	if err != nil {
		return err
	}
	leg := &legRow{Leg: refund.Leg{PlannedLeg: in.PlannedLeg, Generation: 1}, ref: old.ref}
	p, err := ledger.PostElsewhere(ledger.LateSettle{
		Payout: payoutOf(c, leg), UnheldMinor: in.unheldMinor, OpenMinor: b[ledger.ControlOpen],
	})
	if err := t.post(legSource(c, leg), p, err); err != nil {
		return err
	}
	leg.Status = refund.LegSettled
	leg.Outcome = &refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: strings.TrimSpace(r.Reference), Reason: r.Note}
	return t.saveLeg(c, leg)
}
