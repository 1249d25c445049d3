package cases

import (
	"time"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// legView is a leg: where money goes, how far it has come, and what is being done about it.
type legView struct {
	refund.LegStanding
	Currency refund.Currency
	Look     look
	// Undecided: the provider's final word is missing, so nobody knows yet whether money moved.
	Undecided bool
	// Key is what the provider knows the leg by; the times are of its present generation.
	Key          string
	SendCount    int64
	BegunAt      *time.Time
	LastSentAt   *time.Time
	UnknownSince *time.Time
	SettledAt    *time.Time
	// Said is what the provider said, Runbook the page about why it is not paid.
	Said    string
	Runbook string
	// Doing is what happens next by itself: a text's id after "desk.cases.leg.doing."; empty: nothing does.
	Doing      string
	Settlement *refund.LegSettlement
}

func legsOf(words wording.Words, c support.Case) (out []legView) {
	for _, leg := range c.Standing.Legs {
		view := legView{LegStanding: leg, Currency: currencyOf(c), Look: lookOfLeg(leg.Status), Undecided: leg.Status.Undecided(), Doing: doingFor(leg, c.Standing.Status)}
		if leg.Outcome != nil {
			view.Said = words.Stored(leg.Outcome.Reason)
		}
		if page := leg.Runbook(); page != "" {
			view.Runbook = refund.RunbookFolder + page
		}
		if view.Undecided {
			view.Key = refund.ProviderKey(c.ID, leg.LegID, leg.Generation)
		}
		view.addTimes(c.Around.Legs)
		for i := range c.Settlements {
			if c.Settlements[i].Leg == leg.LegID {
				view.Settlement = &c.Settlements[i]
			}
		}
		out = append(out, view)
	}
	return out
}

func (v *legView) addTimes(all []ledger.LegTimes) {
	for _, t := range all {
		if t.LegID == v.LegID {
			v.SendCount, v.BegunAt, v.LastSentAt, v.UnknownSince, v.SettledAt = t.SendCount, t.BegunAt, t.LastSentAt, t.UnknownSince, t.SettledAt
		}
	}
}

// lookOfLeg is how a leg's state is drawn. Only what the provider has said no to is drawn as bad: an unanswered leg never is.
func lookOfLeg(s refund.LegStatus) look {
	switch s {
	case refund.LegSettled:
		return lookGood
	case refund.LegUnknown:
		return lookUnknown
	case refund.LegDeclined, refund.LegFailed, refund.LegLateFailed:
		return lookBad
	case refund.LegRequiresAction, refund.LegAbnormal, refund.LegNotSent:
		return lookPerson
	case refund.LegReserved, refund.LegSending, refund.LegPending:
		return lookWaits
	case refund.LegHeld:
		return lookHeld
	case refund.LegReleased:
		return lookQuiet
	}
	return lookUnknown
}

// doingFor is what makegood does about a leg by itself. A leg that needs a person may be led on by itself as well.
func doingFor(leg refund.LegStanding, now refund.Status) string {
	switch {
	case leg.Stopped != "":
		return "stopped"
	case leg.MayRetry:
		return "retry"
	}
	switch leg.Status {
	case refund.LegUnknown, refund.LegSending:
		return "look"
	case refund.LegPending:
		return "pending"
	case refund.LegRequiresAction, refund.LegAbnormal:
		return "watch"
	case refund.LegReserved:
		if now != refund.StatusPayingOut && now != refund.StatusNeedsAttention {
			return "decided" // nothing is sent while people or goods are waited for
		}
		return "send"
	case refund.LegHeld:
		return "held"
	case refund.LegSettled, refund.LegDeclined, refund.LegNotSent, refund.LegFailed, refund.LegLateFailed, refund.LegReleased:
	}
	return ""
}
