package sqlstore

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// BeginLeg implements ledger.Legs: the gate in the database that closes the race between the
// payout and everything that forbids it.
func (s *Store) BeginLeg(ctx context.Context, in refund.Begin) (out refund.Begun, err error) {
	err = s.write(ctx, "begin "+string(in.Refund)+" leg "+string(in.Leg), func(t *tx) error {
		c, leg, err := t.lockLeg(in.Refund, in.Leg)
		if err != nil {
			return err
		}
		out, err = t.begin(c, leg, in)
		return err
	})
	return out, err
}

func (t *tx) begin(c caseRow, leg legRow, in refund.Begin) (refund.Begun, error) {
	out := refund.Begun{Leg: leg.Leg, Key: leg.key, Outcome: leg.Outcome}
	switch leg.Status {
	case refund.LegReserved, refund.LegDeclined, refund.LegFailed, refund.LegNotSent:
		return t.beginNow(c, leg, in)
	case refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction, refund.LegAbnormal:
		out.Result = refund.BeginLookUp
		return out, nil
	case refund.LegLateFailed:
		if leg.mayRetry { // nobody pays twice what bounced unless a person says so
			return t.beginNow(c, leg, in)
		}
		out.Result = refund.BeginDone
		return out, nil
	case refund.LegSettled:
		out.Result = refund.BeginDone
		return out, nil
	case refund.LegReleased, refund.LegHeld:
		out.Result, out.Reason = refund.BeginStopped, "the leg is "+string(leg.Status)
		return out, nil
	}
	return out, invariant("leg %s in state %q", leg.LegID, leg.Status)
}

func (t *tx) beginNow(c caseRow, leg legRow, in refund.Begin) (refund.Begun, error) {
	reason, err := t.gate(c, leg)
	if err == nil && reason == "" && in.AssessmentHash != c.assessmentHash {
		reason = "ASSESSMENT_MOVED"
	}
	if err != nil || reason != "" {
		return refund.Begun{Result: refund.BeginStopped, Leg: leg.Leg, Reason: reason}, err
	}
	if leg, err = t.send(c, leg, in.Cause); err != nil {
		return refund.Begun{}, err
	}
	return refund.Begun{Result: refund.BeginSend, Leg: leg.Leg, Key: leg.key}, nil
}

// gate is empty, or why nothing may be sent (MONEY: begin, re-send and substitute all repeat it).
func (t *tx) gate(c caseRow, leg legRow) (string, error) {
	if c.released || c.closed {
		return "the refund is " + string(c.status), nil
	}
	if leg.HasBadInstruction() { // the same instruction would get the same answer
		return string(refund.CodeDeclinedInstruction) + ": " + leg.Outcome.Reason, nil
	}
	b, err := t.controls(leg.ref.ID)
	if err != nil {
		return "", err
	}
	if stop := stopOf(b, leg.hold); stop != "" {
		return string(ledger.CodePaymentStopped) + ": " + stop, nil
	}
	if leg.unheldMinor > b[ledger.ControlOpen] {
		return string(refund.CodeCapExceeded) + ": the payment has too little left for what bounced", nil
	}
	if c.approvals > 0 && c.decided != refund.VerbApprove {
		return "NOT_APPROVED", nil
	}
	thrown, err := t.thrown(ledger.SwitchPayout)
	if err != nil || thrown == nil {
		return "", err
	}
	return "KILL_SWITCH: " + *thrown, nil
}

// send moves a leg to Sending under its key. A leg that was refused gets a new generation of the
// key: its stored outcome is the evidence that the old one moved nothing.
func (t *tx) send(c caseRow, leg legRow, cause refund.Cause) (legRow, error) {
	place := ledger.PlaceOf(leg.Status)
	if leg.Status != refund.LegReserved {
		leg.Generation++
	}
	if place == ledger.ControlHeld {
		p, err := ledger.PostBegin(leg.ref, leg.AmountMinor, leg.unheldMinor)
		leg.unheldMinor = 0
		if err := t.post(legSource(c, leg), p, err); err != nil {
			return leg, err
		}
	}
	if leg.mayRetry { // once
		leg.mayRetry = false
		if err := t.flagLeg(c, leg); err != nil {
			return leg, err
		}
	}
	if err := t.recognise(&c); err != nil {
		return leg, err
	}
	leg.Status, leg.key = refund.LegSending, refund.ProviderKey(c.id, leg.LegID, leg.Generation)
	leg.sends, leg.lastSentAt, leg.unknownAt.Valid, leg.Outcome = 1, t.nowMicros(), false, nil
	leg = t.begunNow(leg)
	if err := t.saveLeg(c, leg); err != nil {
		return leg, err
	}
	if err := t.setStatus(c, refund.StatusPayingOut, ""); err != nil {
		return leg, err
	}
	return leg, t.record(c, event{Name: "LegBegun", To: refund.StatusPayingOut, Leg: leg.LegID, Cause: cause})
}

// legSource names a fact that happens once in a generation.
func legSource(c caseRow, leg legRow) source {
	return source{Subject: string(c.id), Leg: leg.LegID, Fact: fmt.Sprintf("g%d", leg.Generation)}
}
