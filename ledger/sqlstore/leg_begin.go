package sqlstore

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// BeginLeg implements ledger.Legs: the gate in the database that closes the race between the
// payout and everything that forbids it.
func (s *Store) BeginLeg(ctx context.Context, in refund.Begin) (refund.Begun, error) {
	return s.gate(ctx, "begin", in, func(t *tx, c *caseRow, l *legRow) (refund.Begun, error) { return t.begin(c, l, in) })
}

// gate runs work on one leg of a locked refund, and answers with how the refund stands then.
func (s *Store) gate(ctx context.Context, what string, in refund.Begin, work func(*tx, *caseRow, *legRow) (refund.Begun, error)) (out refund.Begun, err error) {
	err = s.write(ctx, what+" "+string(in.Refund)+" leg "+string(in.Leg), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		l, err := t.legOf(c, in.Leg)
		if err != nil {
			return err
		}
		if out, err = work(t, c, l); err != nil {
			return err
		}
		out.Standing, err = t.finish(c)
		return err
	})
	return out, err
}

func (t *tx) begin(c *caseRow, l *legRow, in refund.Begin) (refund.Begun, error) {
	if in.Attempt == "" {
		return refund.Begun{}, invariant("leg %s begun by an attempt without an id", l.LegID)
	}
	switch l.Status {
	case refund.LegReserved, refund.LegNotSent:
		return t.pass(c, l, in)
	case refund.LegDeclined, refund.LegFailed, refund.LegLateFailed:
		if l.mayRetry { // nobody pays again what was refused unless a person says so
			return t.pass(c, l, in)
		}
		return refund.Begun{Result: refund.BeginDone, Generation: l.Generation, Code: l.needsPerson}, nil
	case refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction, refund.LegAbnormal:
		out := begun(c, l, refund.BeginLookUp)
		out.Until = t.leased(l)
		return out, nil
	case refund.LegSettled, refund.LegReleased, refund.LegHeld:
		return refund.Begun{Result: refund.BeginDone, Generation: l.Generation}, nil
	}
	return refund.Begun{}, invariant("leg %s in state %q", l.LegID, l.Status)
}

// begun is an answer with the instruction: whom the pinned payment pays, and nothing of any event.
func begun(c *caseRow, l *legRow, result refund.BeginResult) refund.Begun {
	return refund.Begun{Result: result, Generation: l.Generation, Via: l.Via, Instruction: refund.Instruction{
		Key: l.key, Refund: c.id, Leg: l.LegID, Provider: l.provider, Account: l.account, Reference: l.reference,
		AmountMinor: l.AmountMinor, Currency: l.ref.Currency, Void: l.Void,
	}}
}

// pass lets a leg through the gate, or says what is in its way.
func (t *tx) pass(c *caseRow, l *legRow, in refund.Begin) (refund.Begun, error) {
	if until := t.leased(l); until != nil && in.Attempt != l.attempt {
		return refund.Begun{Result: refund.BeginNotNow, Generation: l.Generation, Until: until}, nil
	}
	if closed, err := t.stopped(c, l); err != nil || closed.Result != "" {
		return closed, err
	}
	if err := t.send(c, l, in); err != nil {
		return refund.Begun{}, err
	}
	out := begun(c, l, refund.BeginSend)
	out.Until = optionalTime(l.leasedUntil)
	return out, nil
}

// stopped is the gate (MONEY: begin, re-send and substitute all repeat it). A stop goes away by itself: the
// leg waits, and its code shows why. What does not is a person's to resolve.
func (t *tx) stopped(c *caseRow, l *legRow) (refund.Begun, error) {
	if c.status != refund.StatusPayingOut || c.released || c.closed {
		return refund.Begun{Result: refund.BeginDone, Generation: l.Generation, Code: refund.CodeWrongState, Detail: "the refund is " + string(c.status)}, nil
	}
	code, detail, err := t.stopCode(c, l)
	if err != nil || code == "" {
		return refund.Begun{}, err
	}
	out := refund.Begun{Result: refund.BeginStopped, Generation: l.Generation, Code: code, Detail: detail}
	if l.stopped == code {
		return out, nil
	}
	l.stopped = code
	if needsPerson(code) {
		out.Result, l.mayRetry = refund.BeginDone, false
	}
	if err := t.saveLeg(c, l); err != nil {
		return out, err
	}
	cause := refund.Cause{Actor: refund.ActorMakegood, Reason: joined(string(code)+":", detail)}
	c.note(event{Name: "LegStopped", Leg: l.LegID, Cause: cause})
	return out, t.follow(c, cause)
}

func (t *tx) stopCode(c *caseRow, l *legRow) (code refund.Code, detail string, err error) {
	switch {
	case l.stop != "":
		return ledger.CodePaymentStopped, l.stop, nil
	case l.unheldMinor > l.openMinor:
		return refund.CodeCapExceeded, "the payment has too little left for what bounced", nil
	case c.approvals > 0 && c.decided != refund.VerbApprove:
		return refund.CodeNotApproved, "nobody has approved it", nil
	}
	thrown, err := t.thrown(ledger.SwitchPayout)
	if err != nil || thrown == nil {
		return "", "", err
	}
	return refund.CodeKillSwitch, *thrown, nil
}

// send moves a leg to Sending under its key, and leases it. A leg that was refused gets a new generation of
// the key: its stored outcome is the evidence that the old one moved nothing. What never left is sent
// under the same one.
func (t *tx) send(c *caseRow, l *legRow, in refund.Begin) error {
	if l.Status != refund.LegReserved && l.Status != refund.LegNotSent {
		l.Generation, l.sends, l.clearances = l.Generation+1, 0, 0
		l.unknownAt.Valid = false
	}
	if err := t.postBegin(c, l); err != nil {
		return err
	}
	if l.sends == 0 {
		t.begunNow(l)
	}
	l.Status, l.key = refund.LegSending, refund.ProviderKey(c.id, l.LegID, l.Generation)
	l.sends, l.lastSentAt, l.Outcome = l.sends+1, t.nowMicros(), nil
	l.mayRetry, l.stopped = false, ""
	t.lease(l, in)
	if err := t.saveLeg(c, l); err != nil {
		return err
	}
	c.note(event{Name: "LegBegun", Leg: l.LegID, Cause: in.Cause})
	return nil
}

// postBegin books that what was held is sent (P2), and with the first leg what the refund means (P2r).
func (t *tx) postBegin(c *caseRow, l *legRow) error {
	var all []booking
	if ledger.PlaceOf(l.Status) == ledger.ControlHeld {
		p, err := ledger.PostBegin(l.ref, l.AmountMinor, l.unheldMinor)
		if err != nil {
			return err
		}
		l.unheldMinor = 0
		all = append(all, booking{legSource(c, l), p})
	}
	if !c.recognised {
		meaning, err := t.meaning(c)
		if err != nil {
			return err
		}
		all = append(all, meaning)
	}
	return t.postTogether(all...)
}

// legSource names a fact that happens once in a generation.
func legSource(c *caseRow, l *legRow) source {
	return source{Subject: string(c.id), Leg: l.LegID, Fact: fmt.Sprintf("g%d", l.Generation)}
}
