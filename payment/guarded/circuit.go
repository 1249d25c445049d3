package guarded

import (
	"context"
	"fmt"
	"time"

	"github.com/makegood/makegood/payment"
)

const (
	// silentMax calls in a row without a usable answer, all within silentWithin, open a circuit.
	silentMax    = 5
	silentWithin = 2 * time.Minute
	// throwMax bounds one throw in the ledger.
	throwMax = 5 * time.Second
)

// probeDelays are the pauses before each probe of an open circuit; the last one repeats. It is shorter than the time
// for which a throw counts.
var probeDelays = []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute}

// circuit is an account whose calls have no answer.
type circuit struct {
	account string
	count   int
	since   time.Time
	// last is the latest call without an answer: a probe asks what became of it.
	last payment.Instruction
	why  string
	open bool
	// closed is closed when somebody has had an answer.
	closed chan struct{}
}

func (p *Provider) accountOf(in payment.Instruction) string {
	if p.config.PerAccount {
		return in.Account
	}
	return ""
}

// silent counts a call without a usable answer, and opens the circuit with the last that it takes.
func (p *Provider) silent(in payment.Instruction, why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	account, now := p.accountOf(in), p.config.Now()
	c := p.circuits[account]
	if c == nil || !c.open && now.Sub(c.since) > silentWithin {
		c = &circuit{account: account, since: now, closed: make(chan struct{})}
		p.circuits[account] = c
	}
	c.count, c.last, c.why = c.count+1, in, why
	if c.open || c.count < silentMax {
		return
	}
	c.open = true
	p.mending.Go(func() { p.mend(c) })
}

// answered forgets what was counted, and closes an open circuit: the provider speaks.
func (p *Provider) answered(in payment.Instruction) {
	p.mu.Lock()
	defer p.mu.Unlock()
	account := p.accountOf(in)
	if c := p.circuits[account]; c != nil {
		delete(p.circuits, account)
		close(c.closed)
	}
}

// mend throws the circuit for every worker, and probes until there is an answer. It throws it again with each probe,
// so that it counts on.
func (p *Provider) mend(c *circuit) {
	for rung := 0; !c.answered(); rung++ {
		p.throw(c, true)
		select {
		case <-p.ctx.Done():
			return
		case <-c.closed:
		case <-p.config.After(probeDelays[min(rung, len(probeDelays)-1)]):
			p.probe(c)
		}
	}
	if !p.openAgain(c.account) {
		p.throw(c, false)
	}
}

func (c *circuit) answered() bool {
	select {
	case <-c.closed:
		return true
	default:
		return false
	}
}

// openAgain: the provider fell silent again before anybody said that it had spoken.
func (p *Provider) openAgain(account string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.circuits[account]
	return c != nil && c.open
}

// probe is half open: one look-up, whose answer closes the circuit.
func (p *Provider) probe(c *circuit) {
	ctx, cancel := context.WithTimeout(p.ctx, p.Terms().CallTimeout)
	defer cancel()
	p.mu.Lock()
	last := c.last
	p.mu.Unlock()
	_, _ = p.lookup(ctx, last) // what it says of the leg is the leg's own look-up to record
}

// throw tells the ledger. Where that is away no leg passes the gate either; the next probe throws again.
func (p *Provider) throw(c *circuit, open bool) {
	ctx, cancel := context.WithTimeout(context.Background(), throwMax)
	defer cancel()
	p.mu.Lock()
	why := "answers again"
	if open {
		why = fmt.Sprintf("no answer to %d calls since %s, the last: %s", c.count, c.since.UTC().Format(time.RFC3339), c.why)
	}
	p.mu.Unlock()
	_ = p.config.Throw(ctx, c.account, open, why)
}
