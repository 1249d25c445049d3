package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/foreign"
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
	case refund.LegReserved, refund.LegHeld:
		return leg.NeedsPerson == "" || leg.MayRetry
	case refund.LegNotSent, refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction, refund.LegAbnormal:
		return true
	case refund.LegDeclined, refund.LegFailed, refund.LegLateFailed:
		return leg.MayRetry
	case refund.LegSettled, refund.LegReleased:
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
	if awaitUntil(l.ctx, turn.At.Sub(l.now()), foreign.MDf("leg %s is %s, ask again", foreign.MD(l.id), foreign.MD(leg.Status)), brought) && goesOn(leg, l.leg()) {
		queue := l.looks[l.id].Queue
		delete(l.looks, l.id)
		l.goesBy(queue)
	}
}

// goesOn: a person, or a fact, has changed what is to be done for a leg.
func goesOn(before, now refund.LegStanding) bool {
	return waitsForBalance(before) && now.Stopped != before.Stopped || before.Status != now.Status || before.Generation != now.Generation || before.MayRetry != now.MayRetry
}

func (l legPayout) payIfOpen() {
	before := l.leg()
	if !l.paying() || !asksItself(before) || l.looks[l.id].At.After(l.now()) {
		return
	}
	asked := l.now()
	paid := l.pay(before)
	l.follow(paid.Standing)
	if l.standing.Status == refund.StatusRefunded {
		l.notices.claimed = l.claim(refund.NoticeRefunded).MessageID
	}
	l.schedule(before, asked, paid.NextSeconds)
	if now := l.leg(); now.Status == refund.LegPending {
		l.tell(l.ctx, refund.NoticeSent)
	}
	l.showPayout()
}

// pay asks the provider, through the gate: a first send at once where the provider is quick, anything else as
// a regular activity. One that got no answer in its time leaves what the ledger has of the leg.
func (l legPayout) pay(leg refund.LegStanding) refund.LegPaid {
	in := refund.PayLeg{
		Refund: l.story.id, Leg: l.id, Provider: leg.Provider, Claims: []refund.MessageClaim{l.claim(refund.NoticeRefunded)},
		Regular: l.answersNow(),
	}
	if leg.Via != "" {
		in.Provider = ""
	}
	summary := foreign.MD(refund.FormatAmount(leg.AmountMinor, l.standing.Currency)) + " via " + short(leg.Provider)
	if !leg.Status.Undecided() {
		paid, err := try(l.ctx, l.story, activities.PayLeg, summary, in)
		if err == nil && !paid.Slow {
			return paid
		}
		if err == nil {
			l.goesBy(paid.Queue)
		}
	}
	call := activities.PayLeg
	if l.looks[l.id].Count > 1 { // after the local try and the first hour
		call = activities.LookAgain
	}
	l.showPayout()
	paid, err := l.besideLooks(func(ctx workflow.Context) (refund.LegPaid, error) {
		return l.routed(ctx, call, summary, in)
	}, in)
	if err != nil {
		return refund.LegPaid{Standing: l.read(l.ctx), NextSeconds: int64(unansweredDelay / time.Second)}
	}
	return paid
}

func (l legPayout) read(ctx workflow.Context) refund.Standing {
	return ask(ctx, l.story, activities.ReadStanding, "read what is known of the leg", l.story.id)
}

// besideLooks waits for an activity that asks about the leg, and asks beside it when somebody wants to know at
// once: between two tries the activity may wait for long. Once the leg goes on without it, it is cancelled.
func (l legPayout) besideLooks(do func(workflow.Context) (refund.LegPaid, error), in refund.PayLeg) (refund.LegPaid, error) {
	work, cancel := workflow.WithCancel(l.ctx)
	ended := false
	defer func() { ended = true }()
	workflow.GoNamed(l.ctx, "look at leg "+string(l.id), func(ctx workflow.Context) {
		for !ended {
			turn := l.looks[l.id].At
			await(ctx, func() bool { return ended || l.looks[l.id].At != turn || l.decidedByFact() })
			if ended {
				return
			}
			if l.decidedByFact() {
				cancel()
				return
			}
			if paid, err := l.routed(ctx, activities.LookOnce, "somebody wants to know at once", in); err == nil {
				l.follow(paid.Standing)
			} else {
				l.follow(l.read(ctx))
			}
			if !asksItself(l.leg()) {
				cancel()
				return
			}
		}
	})
	return do(work)
}

// decidedByFact: a provider has said what became of the leg, so that nobody has to ask.
func (l legPayout) decidedByFact() bool { return l.facts.heard && !asksItself(l.leg()) }

// schedule sets the leg's next turn, after one that began at asked.
func (l legPayout) schedule(before refund.LegStanding, asked time.Time, nextSeconds int64) {
	turn, leg := l.looks[l.id], l.leg()
	if (leg.Generation != before.Generation || leg.Stopped != before.Stopped) && !waitsStill(before, leg) {
		turn.Count = 0
	}
	next := refund.LookTurn{Count: turn.Count + 1, Queue: turn.Queue}
	delay := doubled(max(time.Duration(nextSeconds)*time.Second, time.Second), turn.Count, lookDelayMax)
	switch {
	case leg.Stopped != "":
		next.StoppedSince = earlier(turn.StoppedSince, l.now())
		delay = stopPause(leg.Stopped, turn.Count, l.now().Sub(next.StoppedSince))
		if l.now().Sub(next.StoppedSince) >= delayedAfter {
			l.tell(l.ctx, refund.NoticeNeedsAttention)
		}
	case unanswered(leg):
		next.UnansweredSince = earlier(turn.UnansweredSince, asked)
		if l.now().Sub(next.UnansweredSince) >= delayedAfter && tellsUnanswered(l.ctx) {
			l.tell(l.ctx, refund.NoticeNeedsAttention)
		}
	}
	next.At = l.now().Add(delay)
	l.looks[l.id] = next
	if !toPay(leg) || !asksItself(leg) {
		delete(l.looks, l.id)
	}
}

// unanswered: nobody knows whether the money moved.
func unanswered(leg refund.LegStanding) bool {
	return leg.Status == refund.LegUnknown || leg.Status == refund.LegSending
}

// earlier is what was kept, or the moment where nothing was.
func earlier(kept, moment time.Time) time.Time {
	if kept.IsZero() {
		return moment
	}
	return kept
}
