package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// legPayout leads one leg on, in a coroutine of its own.
type legPayout struct {
	payout
	ctx workflow.Context
	id  refund.LegID
}

// lead asks for the leg again and again until it is paid or given up. While only a person can lead it on, it
// waits for that.
func (l legPayout) lead() {
	for l.paying() && toPay(l.leg()) {
		if asksItself(l.leg()) {
			l.awaitTurn()
			l.payIfOpen()
		} else {
			l.showPayout()
			await(l.ctx, func() bool { return !l.paying() || asksItself(l.leg()) || !toPay(l.leg()) })
		}
	}
}

func (l legPayout) leg() refund.LegStanding {
	leg, ok := l.standing.Leg(l.id)
	if !ok { // another one has taken its place
		leg.Status = refund.LegReleased
	}
	return leg
}

// asksItself: the leg goes on without a person: it is to be sent, or its provider is asked about it.
func asksItself(leg refund.LegStanding) bool {
	switch leg.Status {
	case refund.LegReserved:
		return leg.NeedsPerson == "" || leg.MayRetry
	case refund.LegNotSent, refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction, refund.LegAbnormal:
		return true
	case refund.LegDeclined, refund.LegFailed, refund.LegLateFailed:
		return leg.MayRetry
	case refund.LegSettled, refund.LegHeld, refund.LegReleased:
		return false
	}
	return false
}

// awaitTurn waits for the leg's next turn, which an act may bring forward or make needless.
func (l legPayout) awaitTurn() {
	turn, leg := l.looks[l.id], l.leg()
	if !turn.At.After(l.now()) {
		return
	}
	l.showPayout()
	brought := func() bool { return !l.paying() || l.looks[l.id].At != turn.At || goesOn(leg, l.leg()) }
	if wait := turn.At.Sub(l.now()); wait > time.Minute {
		l.index()
	}
	if awaitUntil(l.ctx, turn.At.Sub(l.now()), fmt.Sprintf("leg %s is %s, ask again", l.id, leg.Status), brought) && goesOn(leg, l.leg()) {
		delete(l.looks, l.id)
	}
}

// goesOn: a person, or a fact, has changed what is to be done for a leg.
func goesOn(before, now refund.LegStanding) bool {
	return before.Status != now.Status || before.Generation != now.Generation || before.MayRetry != now.MayRetry
}

func (l legPayout) payIfOpen() {
	before := l.leg()
	if !l.paying() || !asksItself(before) || l.looks[l.id].At.After(l.now()) {
		return
	}
	paid := l.pay(before)
	l.follow(paid.Standing)
	if l.standing.Status == refund.StatusRefunded {
		l.notices.claimed = l.claim(refund.NoticeRefunded).MessageID
	}
	l.schedule(before, paid.NextSeconds)
	if now := l.leg(); now.Status == refund.LegPending {
		l.tell(l.ctx, refund.NoticeSent)
	}
	l.showPayout()
}

// pay asks the provider, through the gate: a first send at once where the provider is quick, anything else as
// a regular activity. One that got no answer in its time leaves what the ledger has of the leg.
func (l legPayout) pay(leg refund.LegStanding) refund.LegPaid {
	in := refund.PayLeg{Refund: l.story.id, Leg: l.id, Provider: leg.Provider, Claims: []refund.MessageClaim{l.claim(refund.NoticeRefunded)}}
	if leg.Via != "" {
		in.Provider = ""
	}
	summary := fmt.Sprintf("%s via %s", refund.FormatAmount(leg.AmountMinor, l.standing.Currency), leg.Provider)
	if !leg.Status.Undecided() {
		if paid, err := try(l.ctx, l.story, activities.PayLeg, summary, in); err == nil && !paid.Slow {
			return paid
		}
	}
	call := activities.PayLeg
	if l.looks[l.id].Count > 1 { // after the local try and the first hour
		call = activities.LookAgain
	}
	l.showPayout()
	paid, err := regular(l.ctx, l.story, call, summary, in)
	if err != nil {
		standing := ask(l.ctx, l.story, activities.ReadStanding, "read what is known of the leg", l.story.id)
		return refund.LegPaid{Standing: standing, NextSeconds: int64(unansweredDelay / time.Second)}
	}
	return paid
}

// schedule sets the leg's next turn.
func (l legPayout) schedule(before refund.LegStanding, nextSeconds int64) {
	turn, leg := l.looks[l.id], l.leg()
	if leg.Generation != before.Generation || leg.Stopped != before.Stopped {
		turn.Count = 0
	}
	delay := doubled(max(time.Duration(nextSeconds)*time.Second, time.Second), turn.Count, lookDelayMax)
	since := time.Time{}
	if leg.Stopped != "" {
		delay, since = doubled(stopDelay, turn.Count, stopDelayMax), turn.StoppedSince
		if since.IsZero() {
			since = l.now()
		}
		if l.now().Sub(since) >= delayedAfter {
			l.tell(l.ctx, refund.NoticeNeedsAttention)
		}
	}
	l.looks[l.id] = refund.LookTurn{At: l.now().Add(delay), Count: turn.Count + 1, StoppedSince: since}
	if !toPay(leg) || !asksItself(leg) {
		delete(l.looks, l.id)
	}
}
