package sqlstore

import (
	"database/sql"
	"time"

	"github.com/makegood/makegood/refund"
)

// A provider that declines because the merchant's balance is too low moved nothing, and will not for a while. The leg
// waits as for a stop: its workflow tries again at intervals, each time under a new generation of the key, since the
// decline is the provider's last word on the old one.

// balanceWaitMax is how long a leg waits for its merchant's balance before a person is asked too. It goes on trying.
const balanceWaitMax = 24 * time.Hour

// waitForBalance lets a leg wait whose provider has just declined it for the merchant's balance; any other last word
// ends the wait.
func (t *tx) waitForBalance(l *legRow) {
	switch {
	case l.Status == refund.LegDeclined && l.Outcome.Class == refund.DeclinedBalance:
		if !l.balanceSince.Valid {
			l.balanceSince = t.nowMicros()
		}
		l.mayRetry, l.stopped = true, refund.CodeDeclinedBalance
	case l.Status.Undecided(), l.Status == refund.LegNotSent:
	default:
		l.balanceSince = sql.NullInt64{}
	}
}

// waitsForBalance: the leg is tried again by itself, since only its merchant's balance was in the way.
func waitsForBalance(l *legRow) bool {
	return l.Status == refund.LegDeclined && l.mayRetry && l.balanceSince.Valid
}

// balanceOverdue: the balance has been too low for so long that a person is asked too.
func (t *tx) balanceOverdue(l *legRow) bool {
	return !t.now.Before(fromMicros(l.balanceSince.Int64).Add(balanceWaitMax))
}
