// Package paymenttest holds every payment adapter to one conformance suite, and has a Fake for the
// tests of those who call a provider.
//
// It stands beside the path: the suite runs over payment/simulator and over the Fake, so that what
// is tested on the Fake holds for the adapter.
package paymenttest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Movement is money the Fake moved; a negative amount came back (a late failure).
type Movement struct {
	Key         string
	Reference   string
	AmountMinor int64
	Currency    refund.Currency
}

// Fake is a provider in memory. Without a script every refund settles, and every void. It is safe for concurrent
// use.
type Fake struct {
	mu          sync.Mutex
	terms       payment.Terms
	scripts     map[string][]Answer
	mute        map[string]int
	unreachable bool
	known       map[string]*kept
	all         []*kept
	stored      map[string]Heard
	told        []Kept
	movements   []Movement
	asked       []payment.Instruction
	lookedUp    []payment.Instruction
	acceptsOnly bool
	clock       func() time.Time
}

// kept is what the Fake knows of a key: the truth, and how far look-ups have come in it.
type kept struct {
	in    payment.Instruction
	id    string
	truth []refund.Outcome
	at    int
	made  time.Time
	// changed is when its truth came to where it is.
	changed time.Time
	// forgets: the key is unknown once time passes.
	forgets bool
}

var _ payment.Provider = (*Fake)(nil)

// NewFake returns a Fake whose timings are short enough for tests.
func NewFake() *Fake {
	return &Fake{
		terms: payment.Terms{
			CallTimeout: time.Second, SettlingDelay: time.Millisecond,
			LookupDelays: []time.Duration{time.Millisecond, 2 * time.Millisecond}, UsualAnswer: time.Millisecond,
		},
		scripts: map[string][]Answer{}, mute: map[string]int{}, known: map[string]*kept{}, stored: map[string]Heard{}, clock: time.Now,
	}
}

// Terms implements payment.Provider.
func (f *Fake) Terms() payment.Terms {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.terms
}

// SetTerms replaces the timings.
func (f *Fake) SetTerms(terms payment.Terms) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.terms = terms
}

// SetClock replaces the machine's clock, by which refunds are made and change.
func (f *Fake) SetClock(clock func() time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clock = clock
}

// Time is the Fake's time, UTC.
func (f *Fake) Time() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.clock().UTC()
}

// Refund implements payment.Provider.
func (f *Fake) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	heard, err := f.Serve(ctx, in)
	if err != nil {
		return refund.Outcome{}, err
	}
	return heard.Outcome, heard.Err
}

// answerTo is what a known key answers: where it stands, or that it was used with another body.
func (k *kept) answerTo(in payment.Instruction) refund.Outcome {
	if in.AmountMinor != k.in.AmountMinor || in.Currency != k.in.Currency ||
		in.Reference != k.in.Reference || in.Account != k.in.Account || in.Void != k.in.Void {
		return refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: "the key was used with another body"}
	}
	return k.now()
}

func (k *kept) now() refund.Outcome {
	o := k.truth[k.at]
	o.ProviderRefundID = k.id
	return o
}

// next takes the reference's next answer.
func (f *Fake) next(reference string) Answer {
	answer := f.scripted(reference)
	if f.acceptsOnly {
		return onlyAccepted(answer)
	}
	return answer
}

func (f *Fake) scripted(reference string) Answer {
	script := f.scripts[reference]
	if len(script) == 0 {
		return Settles()
	}
	f.scripts[reference] = script[1:]
	return script[0]
}

// keep stores what the provider knows from now on; without a truth it never heard of the key.
func (f *Fake) keep(in payment.Instruction, answer Answer) {
	if len(answer.Truth) == 0 {
		return
	}
	k := f.add(in, answer.Truth)
	k.forgets = answer.Forgets
	f.known[in.Key] = k
}

// add puts a refund or a void into the provider's book.
func (f *Fake) add(in payment.Instruction, truth []refund.Outcome) *kept {
	k := &kept{in: in, id: fmt.Sprintf("fake_%d", len(f.all)+1), truth: slices.Clone(truth), made: f.clock().UTC()}
	f.all = append(f.all, k)
	f.move(k, refund.Outcome{})
	return k
}

// move books the money that moves when a key's truth goes on from an earlier outcome; a void moves
// none.
func (f *Fake) move(k *kept, before refund.Outcome) {
	if before.Kind != k.now().Kind {
		k.changed = f.clock().UTC()
		f.told = append(f.told, k.snapshot())
	}
	if k.in.Void {
		return
	}
	m := Movement{Key: k.in.Key, Reference: k.in.Reference, AmountMinor: k.in.AmountMinor, Currency: k.in.Currency}
	was, is := before.Kind == refund.OutcomeSettled, k.now().Kind == refund.OutcomeSettled
	if was && !is {
		m.AmountMinor = -m.AmountMinor
	}
	if was != is {
		f.movements = append(f.movements, m)
	}
}

// Lookup implements payment.Provider. Every look-up moves the key's truth one step on.
func (f *Fake) Lookup(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	if err := payment.Check(in); err != nil {
		return payment.Found{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.unreachable || ctx.Err() != nil || f.mute[in.Reference] > 0 {
		f.mute[in.Reference] = max(f.mute[in.Reference]-1, 0)
		return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "the fake does not answer"}}, nil
	}
	f.lookedUp = append(f.lookedUp, in)
	k, ok := f.known[in.Key]
	if !ok {
		return payment.Found{Absent: true}, nil
	}
	f.step(k)
	return payment.Found{Outcome: k.answerTo(in)}, nil
}

// step goes one step on in a refund's truth.
func (f *Fake) step(k *kept) {
	before := k.now()
	k.at = min(k.at+1, len(k.truth)-1)
	f.move(k, before)
}
