package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

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
	return t.stop(c, l, code, detail)
}

// closedFor is the gate for a leg that is sent at once: no stop forbids it, and the fund of its account, if there is
// one, holds its amount. An answer without a result: it is open.
func (t *tx) closedFor(c *caseRow, l *legRow) (refund.Begun, error) {
	if closed, err := t.stopped(c, l); err != nil || closed.Result != "" {
		return closed, err
	}
	return t.holdFund(c, l)
}

// stop keeps what stops a leg, once.
func (t *tx) stop(c *caseRow, l *legRow, code refund.Code, detail string) (refund.Begun, error) {
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
	case l.extraMinor > 0:
		return refund.CodeAlreadyRefunded, "the customer has the money by an older key", nil
	case c.approvals > 0 && c.decided != refund.VerbApprove:
		return refund.CodeNotApproved, "nobody has approved it", nil
	}
	if detail, err := t.cardsShort(c); err != nil || detail != "" {
		return refund.CodeCapExceeded, detail, err
	}
	thrown, err := t.thrown(switchesOf(c, l))
	if err != nil || thrown == nil {
		return "", "", err
	}
	if _, circuit := thrown.Circuit(l.provider); circuit {
		return refund.CodeCircuitOpen, thrown.Reason, nil
	}
	return refund.CodeKillSwitch, thrown.Reason, nil
}

// switchesOf are the switches that stop a leg, the widest first. One that goes to nobody's provider (store credit) is
// stopped by no provider's.
func switchesOf(c *caseRow, l *legRow) [6]string {
	all, merchant := ledger.SwitchPayout, ledger.SwitchOf("", c.merchant)
	if l.Via != "" {
		return [6]string{all, merchant, all, all, all, all}
	}
	return [6]string{
		all, merchant, ledger.SwitchOf(l.provider, ""), ledger.SwitchOf(l.provider, c.merchant),
		ledger.CircuitOf(l.provider, ""), ledger.CircuitOf(l.provider, l.account),
	}
}
