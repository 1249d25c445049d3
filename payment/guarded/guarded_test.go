package guarded_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/guarded"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// throw is one throw of a circuit.
type throw struct {
	account string
	open    bool
	why     string
}

// bench is a guarded Fake on a clock and timers of the test's own.
type bench struct {
	*testing.T
	fake   *paymenttest.Fake
	guard  *guarded.Provider
	throws chan throw
	// timers are those that were asked for: a test lets one pass by sending on it.
	timers chan chan time.Time

	mu  sync.Mutex
	now time.Time
}

func setup(t *testing.T, change func(*guarded.Config)) *bench {
	t.Helper()
	b := &bench{
		T: t, fake: paymenttest.NewFake(), throws: make(chan throw, 100), timers: make(chan chan time.Time, 100),
		now: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC),
	}
	config := guarded.Config{
		Provider: b.fake, Now: b.clock,
		Throw: func(_ context.Context, account string, open bool, why string) error {
			b.throws <- throw{account, open, why}
			return nil
		},
		After: func(time.Duration) <-chan time.Time {
			timer := make(chan time.Time, 1)
			b.timers <- timer
			return timer
		},
	}
	if change != nil {
		change(&config)
	}
	guard, err := guarded.New(config)
	if err != nil {
		t.Fatal(err)
	}
	b.guard = guard
	t.Cleanup(guard.Close)
	return b
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

func instruction(account string) payment.Instruction {
	return payment.Instruction{Key: "k1", Reference: "ch_1", Account: account, AmountMinor: 4500, Currency: "CNY"}
}

// silence makes calls that have no answer.
func (b *bench) silence(account string, times int) {
	b.Helper()
	b.fake.SetUnreachable(true)
	for range times {
		if got, err := b.guard.Refund(b.Context(), instruction(account)); err != nil || got.Kind != refund.OutcomeNotSent {
			b.Fatalf("got %+v, %v", got, err)
		}
	}
	b.fake.SetUnreachable(false)
}

func (b *bench) want(account string, open bool) throw {
	b.Helper()
	got := <-b.throws
	if got.account != account || got.open != open {
		b.Errorf("threw %+v, want %q open %t", got, account, open)
	}
	return got
}

func (b *bench) wantNone() {
	b.Helper()
	select {
	case got := <-b.throws:
		b.Errorf("threw %+v", got)
	default:
	}
}

func (b *bench) answer(account string) {
	b.Helper()
	if _, err := b.guard.Lookup(b.Context(), instruction(account)); err != nil {
		b.Error(err)
	}
}

func TestFiveCallsWithoutAnAnswerOpenTheCircuitAndAnyAnswerClosesIt(t *testing.T) {
	b := setup(t, nil)
	b.silence("a1", 5)
	if got := b.want("", true); !strings.Contains(got.why, "no answer to 5 calls since 2026-11-29T09:00:00Z, the last: the fake is unreachable") {
		t.Errorf("it says %q", got.why)
	}
	b.answer("a1")
	b.want("", false)
}

func TestAnAnswerBetweenThemCountsFromTheBeginning(t *testing.T) {
	b := setup(t, nil)
	b.silence("a1", 4)
	b.answer("a1")
	b.silence("a1", 4)
	b.guard.Close() // waits for whoever would throw
	b.wantNone()
}

func TestCallsThatAreFarApartOpenNothing(t *testing.T) {
	b := setup(t, nil)
	for range 10 {
		b.silence("a1", 1)
		b.pass(time.Minute)
	}
	b.guard.Close()
	b.wantNone()
}

// TestWhatIsAnAnswerOpensNothing: a refusal, a rate limit and a bad instruction say that the provider speaks, or
// nothing of it.
func TestWhatIsAnAnswerOpensNothing(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, ask := range map[string]func(*bench){
		"a refusal": func(b *bench) {
			b.fake.Script("ch_1", paymenttest.Declines(refund.DeclinedOther))
			_, _ = b.guard.Refund(b.Context(), instruction("a1"))
		},
		"a rate limit": func(b *bench) {
			b.fake.Script("ch_1", paymenttest.LimitsRate(0))
			_, _ = b.guard.Refund(b.Context(), instruction("a1"))
		},
		"a bad instruction": func(b *bench) { _, _ = b.guard.Refund(b.Context(), payment.Instruction{}) },
		"a caller that went away": func(b *bench) {
			_, _ = b.guard.Refund(cancelled, instruction("a1"))
		},
	} {
		b := setup(t, nil)
		for range 10 {
			ask(b)
		}
		b.guard.Close()
		select {
		case got := <-b.throws:
			t.Errorf("%s: threw %+v", name, got)
		default:
		}
	}
}

func TestAProbeLooksUpWhatHadNoAnswerAndClosesTheCircuit(t *testing.T) {
	b := setup(t, nil)
	b.silence("a1", 5)
	b.want("", true)
	b.fake.SetUnreachable(true)
	(<-b.timers) <- b.clock()
	b.want("", true) // the probe had no answer either: it is thrown again, so that it counts on
	b.fake.SetUnreachable(false)
	(<-b.timers) <- b.clock()
	b.want("", false)
	if asked := b.fake.LookedUp(); len(asked) != 1 || asked[0] != instruction("a1") {
		t.Errorf("it looked up %+v", asked)
	}
	if asked := b.fake.Asked(); len(asked) != 0 {
		t.Errorf("a probe sent %+v", asked)
	}
}

func TestAnAccountWithItsOwnCredentialsIsSilentAlone(t *testing.T) {
	b := setup(t, func(c *guarded.Config) { c.PerAccount = true })
	b.silence("a1", 5)
	b.want("a1", true)
	b.answer("a2")
	b.wantNone()
	b.answer("a1")
	b.want("a1", false)
}

func TestAPauseThatTheProviderAsksForHoldsForEveryCaller(t *testing.T) {
	b := setup(t, nil)
	b.fake.Script("ch_1", paymenttest.LimitsRate(30*time.Second))
	if _, err := b.guard.Refund(t.Context(), instruction("a1")); !errors.Is(err, payment.RateLimited{RetryAfter: 30 * time.Second}) {
		t.Fatal(err)
	}
	if got := b.guard.Pause(); got != 30*time.Second {
		t.Errorf("the pause is %s", got)
	}
	if got, err := b.guard.Refund(t.Context(), instruction("a2")); err != nil || got.Kind != refund.OutcomeNotSent {
		t.Errorf("another caller: %+v, %v", got, err)
	}
	if _, err := b.guard.Lookup(t.Context(), instruction("a2")); !errors.Is(err, payment.RateLimited{RetryAfter: 30 * time.Second}) {
		t.Errorf("a look-up: %v", err)
	}
	if asked := b.fake.Asked(); len(asked) != 1 {
		t.Errorf("%d calls reached the provider", len(asked))
	}
	b.pass(30 * time.Second)
	if got, err := b.guard.Refund(t.Context(), instruction("a2")); err != nil || got.Kind != refund.OutcomeSettled {
		t.Errorf("afterwards: %+v, %v", got, err)
	}
}

func TestTheRateLetsOneWaitForAMomentAndSendsTheOthersBack(t *testing.T) {
	b := setup(t, func(c *guarded.Config) { c.RatePerSecond = 1 })
	if got := b.guard.Pause(); got != 0 {
		t.Errorf("at first one waits %s", got)
	}
	ask := func() refund.OutcomeKind {
		got, err := b.guard.Refund(t.Context(), instruction("a1"))
		if err != nil {
			t.Error(err)
		}
		return got.Kind
	}
	if got := ask(); got != refund.OutcomeSettled {
		t.Errorf("the first is %s", got)
	}
	if got := b.guard.Pause(); got != time.Second {
		t.Errorf("then one waits %s", got)
	}
	second := make(chan refund.OutcomeKind, 1)
	go func() { second <- ask() }()
	turn := <-b.timers
	if got := ask(); got != refund.OutcomeNotSent {
		t.Errorf("the third is %s", got)
	}
	turn <- b.clock()
	if got := <-second; got != refund.OutcomeSettled {
		t.Errorf("the second is %s", got)
	}
}
