package health

import (
	"fmt"
	"sync/atomic"
	"time"
)

// Pulse is what a loop beats each time it turns. Until the first beat its loop has not begun, which is no fault.
type Pulse struct {
	name       string
	silenceMax time.Duration
	now        func() time.Time
	last       atomic.Pointer[time.Time]
}

// NewPulse is the pulse of a loop that turns at least once in silenceMax.
func NewPulse(name string, silenceMax time.Duration, now func() time.Time) *Pulse {
	return &Pulse{name: name, silenceMax: silenceMax, now: now}
}

// Beat says that the loop turned.
func (p *Pulse) Beat() {
	now := p.now()
	p.last.Store(&now)
}

// Check fails once the loop, having begun, has not turned for too long.
func (p *Pulse) Check() Check { return Check{Name: p.name, Problem: p.problem} }

// Begun is Check, and fails too while the loop has not begun: then notYet is the reason.
func (p *Pulse) Begun(notYet string) Check {
	return Check{Name: p.name, Problem: func() string {
		if p.last.Load() == nil {
			return notYet
		}
		return p.problem()
	}}
}

func (p *Pulse) problem() string {
	last := p.last.Load()
	if last == nil {
		return ""
	}
	if silent := p.now().Sub(*last); silent > p.silenceMax {
		return fmt.Sprintf("it has not turned for %s", silent.Round(time.Second))
	}
	return ""
}
