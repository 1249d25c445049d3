package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// judgeRetry refuses a retry that could only repeat an instruction which its provider has refused. It
// is accepted while anything else of the refund can be tried again; the gate still keeps the refused
// leg from being sent.
func judgeRetry(legs []legRow) refund.Answer {
	answer := refund.Answer{Accepted: true}
	for _, l := range live(legs) {
		switch {
		case l.HasBadInstruction():
			answer = refusal(refund.CodeDeclinedInstruction, fmt.Sprintf(
				"leg %s: the provider refused the instruction itself (%s), and it has not changed; "+
					"pay it another way, say where it was paid, or give it up", l.LegID, l.Outcome.Reason))
		case mayBeTriedAgain(l.Status):
			return refund.Answer{Accepted: true}
		}
	}
	return answer
}

// mayBeTriedAgain reports whether a retry can send a leg of this status.
func mayBeTriedAgain(s refund.LegStatus) bool {
	switch s {
	case refund.LegReserved, refund.LegDeclined, refund.LegFailed, refund.LegNotSent, refund.LegLateFailed:
		return true
	case refund.LegSending, refund.LegSettled, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction,
		refund.LegAbnormal, refund.LegReleased, refund.LegHeld:
		return false
	}
	return false
}
