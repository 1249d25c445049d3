package queue

import "time"

// Beat lets a test give the poller its beat.
func (p *Pages) Beat(beat <-chan time.Time) {
	p.hub.ticks = func() (<-chan time.Time, func()) { return beat, func() {} }
}

// The bounds of live pages.
const (
	ListenersMax     = listenersMax
	ListenersEachMax = listenersEachMax
	WakeEvery        = wakeEvery
	LiveLasts        = liveLasts
)
