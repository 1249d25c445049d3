package sqlstore

import (
	"github.com/makegood/makegood/refund"
)

// legStandings adds the legs that count, and what of the refund is paid.
func (t *tx) legStandings(c *caseRow, s *refund.Standing) error {
	legs, err := t.legs(c)
	if err != nil {
		return err
	}
	for _, l := range live(legs) {
		leg := refund.LegStanding{
			Leg: l.Leg, Provider: l.provider, Account: l.account, Reference: l.reference, LeasedUntil: optionalTime(l.leasedUntil),
			NeedsPerson: l.needsPerson, MayRetry: l.mayRetry, Elsewhere: elsewhereStanding(l),
		}
		if l.needsPerson == "" || waitsForBalance(l) {
			leg.Stopped = l.stopped
		}
		if l.clearances > 0 {
			if leg.Cleared, err = t.clearances(c, l); err != nil {
				return err
			}
		}
		s.Legs = append(s.Legs, leg)
	}
	s.PaidMinor = paidOf(legs)
	return nil
}

// paidOf is what of the legs is paid.
func paidOf(legs []*legRow) (minor int64) {
	for _, l := range legs {
		if l.Status == refund.LegSettled {
			minor += l.AmountMinor
		}
	}
	return minor
}
