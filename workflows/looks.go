package workflows

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// When the workflow asks next: the provider about an undecided leg, the gate about a stopped one. Each time is a
// turn, and is kept in story.looks.

// lookNow brings forward to this moment when a leg is asked about; all legs when only is empty.
func (s *story) lookNow(only refund.LegID) {
	for _, leg := range s.standing.Legs {
		if only == "" || only == leg.LegID {
			turn := s.looks[leg.LegID]
			turn.At = s.now()
			s.looks[leg.LegID] = turn
		}
	}
}

// The pauses of the workflow's own timers. The first hour of a leg without an answer belongs to the
// activity's retries; after it the provider is asked from unansweredDelay on, doubling up to lookDelayMax. It
// never ends: an unanswered leg stays so until a fact settles it. A stopped leg asks the gate from stopDelay
// on, doubling up to stopDelayMax: operators lift a stop within minutes.
const (
	unansweredDelay = 15 * time.Minute
	lookDelayMax    = 6 * time.Hour
	stopDelay       = 15 * time.Second
	stopDelayMax    = 10 * time.Minute
	// A leg that its provider declined for the merchant's balance is sent again after balanceDelay, doubling up to
	// balanceDelayMax: each try has a key of its own, and finance needs hours.
	balanceDelay    = 15 * time.Minute
	balanceDelayMax = 4 * time.Hour
	// delayedAfter is how long a stop may last, or a provider be silent, before the customer hears of it.
	delayedAfter = time.Hour
)

// stopPause is how long a stopped leg waits for its next turn, after a number of turns and since the stop began. A turn
// is where the customer is told of the delay, and none is put off beyond that moment.
func stopPause(stop refund.Code, turns int, stopped time.Duration) time.Duration {
	if stop != refund.CodeDeclinedBalance {
		return doubled(stopDelay, turns, stopDelayMax)
	}
	pause := doubled(balanceDelay, turns, balanceDelayMax)
	if stopped < delayedAfter {
		pause = min(pause, delayedAfter-stopped)
	}
	return pause
}

// waitsForBalance: the leg is tried again by itself, since only its merchant's balance was in the way.
func waitsForBalance(leg refund.LegStanding) bool { return leg.Stopped == refund.CodeDeclinedBalance }

// waitsStill: the try between has changed nothing but the leg's key.
func waitsStill(before, now refund.LegStanding) bool {
	return waitsForBalance(before) && waitsForBalance(now)
}

// wakeForFund brings forward the turns of legs that wait for a fund: more may be free.
func (s *story) wakeForFund() {
	for _, leg := range s.standing.Legs {
		if leg.Stopped == refund.CodeFundShort {
			s.lookNow(leg.LegID)
		}
	}
}

// doubled is the pause after a number of turns: first, doubled with each turn up to most.
func doubled(first time.Duration, turns int, most time.Duration) time.Duration {
	for range min(turns, 16) {
		first = min(2*first, most)
	}
	return min(first, most)
}
