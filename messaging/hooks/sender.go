package hooks

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/refund"
)

const (
	// batchMax is how many events an endpoint is told at once by one process.
	batchMax = 8
	// claimMax is how long a claim lasts: above the time of a post and of writing down what became of it.
	claimMax = time.Minute
	// endMax is how long it is tried to write down what became of an event.
	endMax = 10 * time.Second
	// TickEvery is how often Run's ticks should come: how late an event is told that another process kept.
	TickEvery = time.Second
)

// Books is what a Sender asks of the ledger.
type Books interface {
	ClaimHooks(ctx context.Context, in refund.HookClaim) (refund.HookClaimed, error)
	EndHook(ctx context.Context, in refund.HookEnd) error
	PruneHooks(ctx context.Context, in refund.HookPrune) (refund.HooksPruned, error)
}

// Config says who is told, and how. PrivateNetworks, Timeout and Report have defaults; the rest is required.
type Config struct {
	Books Books
	// Endpoints are those of the file in force.
	Endpoints func() []Endpoint
	// Ticks says when to look for events that are due.
	Ticks <-chan time.Time
	// PrivateNetworks are those beside the internet in which endpoints may be; none by default.
	PrivateNetworks []netip.Prefix
	// Timeout bounds a post; 0 is 20 s.
	Timeout time.Duration
	// KeepFor is how long events are kept, told or not.
	KeepFor time.Duration
	// NewAttempt makes a random id, Random a number in [0, 1).
	NewAttempt func() string
	Random     func() float64
	// Now is the clock of signatures, UTC; what is due is the ledger's to say.
	Now     func() time.Time
	Metrics prometheus.Registerer
	// Report is told of what a person should know; nil: nobody is.
	Report func(Trouble)
}

// Trouble is a try that failed, or a fault that keeps an endpoint from being told.
type Trouble struct {
	Endpoint, EventID string
	Problem           string
	// GivenUp: the event is not tried any more; without an EventID they are old ones that were forgotten. Gone: the endpoint was switched off.
	GivenUp, Gone bool
}

// Sender tells endpoints what they are owed. It is safe for concurrent use.
type Sender struct {
	config Config
	tries  *prometheus.CounterVec
	wake   chan struct{}

	mu      sync.Mutex
	clients map[reached]*http.Client
	// telling are the endpoints that a pass is under way for.
	telling map[string]bool
	// known are the last secrets of an endpoint that could be read.
	known    map[signedBy][]standardwebhooks.Secret
	prunedAt time.Time
}

// reached is how an endpoint is reached: each has connections of its own, so that one that holds its own open keeps those of
// no other, not of one on the same host either.
type reached struct{ endpoint, authorityFile string }

// signedBy is where an endpoint's secrets are.
type signedBy struct {
	endpoint string
	file     secret.Value
}

// NewSender checks that nothing is missing.
func NewSender(c Config) (*Sender, error) {
	if c.Books == nil || c.Endpoints == nil || c.Ticks == nil || c.NewAttempt == nil || c.Random == nil || c.Now == nil || c.Metrics == nil || c.KeepFor <= 0 {
		return nil, errors.New("hooks: a sender needs a ledger, endpoints, ticks, ids, chance, a clock, metrics and a time to keep events for")
	}
	if c.Timeout == 0 {
		c.Timeout = timeoutDefault
	}
	if c.Report == nil {
		c.Report = func(Trouble) {}
	}
	tries, err := newTries(c.Metrics)
	if err != nil {
		return nil, err
	}
	return &Sender{
		config: c, tries: tries, wake: make(chan struct{}, 1), clients: map[reached]*http.Client{}, telling: map[string]bool{}, known: map[signedBy][]standardwebhooks.Secret{},
	}, nil
}

// Wake lets Run look at once: an event was kept.
func (s *Sender) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it is going to look anyway
	}
}

// Run tells every endpoint by a pass of its own, so that none waits for another, until ctx ends. Posts that are under way
// are finished first.
func (s *Sender) Run(ctx context.Context) {
	var passes sync.WaitGroup
	defer passes.Wait()
	for {
		for _, endpoint := range s.config.Endpoints() {
			if s.begin(endpoint.Name) {
				passes.Go(func() {
					defer s.end(endpoint.Name)
					s.Pass(ctx, endpoint.Name)
				})
			}
		}
		s.prune(ctx)
		select {
		case <-ctx.Done():
			return
		case <-s.config.Ticks:
		case <-s.wake:
		}
	}
}

// begin reports whether no pass is under way for an endpoint, and lets one begin.
func (s *Sender) begin(endpoint string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	busy := s.telling[endpoint]
	s.telling[endpoint] = true
	return !busy
}

func (s *Sender) end(endpoint string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.telling, endpoint)
}
