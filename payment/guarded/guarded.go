// Package guarded puts a rate, the pauses a provider asks for, and circuits between makegood and a provider.
//
// On the path: activities ask it in the place of an adapter. It counts what had no usable answer, and throws the
// circuit in the ledger, whose gate every leg passes: an open circuit is a wait of legs, never an outcome of one.
//
// Rate and pauses are of one process: two workers ask twice as often. A circuit is every worker's.
package guarded

import (
	"context"
	"errors"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Config is what a Provider is made from.
type Config struct {
	Provider payment.Provider
	// RatePerSecond bounds calls; 0: not bounded.
	RatePerSecond float64
	// PerAccount: accounts have credentials of their own, so that one of them can be without an answer alone.
	PerAccount bool
	// Throw opens or closes a circuit for every worker; account is empty where not PerAccount.
	Throw func(ctx context.Context, account string, open bool, why string) error
	// Now is the clock, After a timer; nil: the machine's.
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time
}

// Provider implements payment.Provider, payment.Lister and payment.Described. It is safe for concurrent use.
type Provider struct {
	config  Config
	limiter *rate.Limiter

	mu          sync.Mutex
	pausedUntil time.Time
	// circuits are those of accounts whose last call had no answer.
	circuits map[string]*circuit
	mending  sync.WaitGroup
	// ctx is the probes'.
	ctx    context.Context
	cancel context.CancelFunc
}

var (
	_ payment.Described = (*Provider)(nil)
	_ payment.Lister    = (*Provider)(nil)
)

// New puts the guard before a provider.
func New(config Config) (*Provider, error) {
	if config.Provider == nil || config.Throw == nil {
		return nil, errors.New("guarded provider: a provider and what throws its circuit are needed")
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.After == nil {
		config.After = time.After
	}
	limit := rate.Inf
	if config.RatePerSecond > 0 {
		limit = rate.Limit(config.RatePerSecond)
	}
	// A tenth of a second's calls may come at once.
	burst := max(1, int(math.Ceil(config.RatePerSecond/10)))
	p := &Provider{config: config, limiter: rate.NewLimiter(limit, burst), circuits: map[string]*circuit{}}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p, nil
}

// Close ends the probes. A circuit that is open stays so until its time is over (ledger.CircuitLasts).
func (p *Provider) Close() {
	p.cancel()
	p.mending.Wait()
}

// Terms implements payment.Provider.
func (p *Provider) Terms() payment.Terms { return p.config.Provider.Terms() }

// Refund implements payment.Provider. What cannot be sent by the rate within a moment is not sent.
func (p *Provider) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	if err := p.await(ctx); err != nil {
		return refund.Outcome{Kind: refund.OutcomeNotSent, Reason: err.Error()}, nil
	}
	outcome, err := p.config.Provider.Refund(payment.WithInstruction(ctx, in), in)
	p.heard(ctx, in, outcome, err)
	return outcome, err
}

// Lookup implements payment.Provider.
func (p *Provider) Lookup(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	if err := p.await(ctx); err != nil {
		return payment.Found{}, payment.RateLimited{RetryAfter: max(p.Pause(), time.Second)}
	}
	return p.lookup(ctx, in)
}

func (p *Provider) lookup(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	found, err := p.config.Provider.Lookup(payment.WithInstruction(ctx, in), in)
	p.heard(ctx, in, found.Outcome, err)
	return found, err
}

// heard keeps what a call says of the provider itself.
func (p *Provider) heard(ctx context.Context, in payment.Instruction, outcome refund.Outcome, err error) {
	var limited payment.RateLimited
	switch {
	case errors.As(err, &limited):
		p.pause(limited.RetryAfter)
		p.answered(in)
	case errors.Is(err, payment.ErrBadInstruction), errors.Is(ctx.Err(), context.Canceled):
	case err != nil:
		p.silent(in, err.Error())
	case outcome.Kind == refund.OutcomeUnknown, outcome.Kind == refund.OutcomeNotSent:
		p.silent(in, outcome.Reason)
	default:
		p.answered(in)
	}
}
