package guarded_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/guarded"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// lists is a Fake with a list of so many pages of one refund, which ends with err.
type lists struct {
	*paymenttest.Fake
	pages int
	err   error
	// about are the accounts that its requests were about.
	about []string
}

func (*lists) Limits() payment.Limits { return payment.Limits{ListedAfter: time.Hour} }

func (l *lists) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		for range l.pages {
			if err := payment.Turn(ctx); err != nil {
				yield(payment.Listed{}, err)
				return
			}
			l.about = append(l.about, payment.InstructionIn(ctx).Account)
			if !yield(payment.Listed{Account: q.Account}, nil) {
				return
			}
		}
		if l.err != nil {
			yield(payment.Listed{}, l.err)
		}
	}
}

// read counts what is listed.
func (b *bench) read(q payment.ListQuery) (count int, err error) {
	for _, err := range b.guard.List(b.Context(), q) {
		if err != nil {
			return count, err
		}
		count++
	}
	return count, nil
}

// benchOf is a bench whose provider lists.
func benchOf(t *testing.T, l *lists, perSecond float64) *bench {
	t.Helper()
	return setup(t, func(c *guarded.Config) {
		l.Fake = c.Provider.(*paymenttest.Fake)
		c.Provider, c.RatePerSecond = l, perSecond
	})
}

func TestEachPageOfAListWaitsForItsTurnByTheRateOfPayouts(t *testing.T) {
	l := &lists{pages: 3}
	b := benchOf(t, l, 1)
	type result struct {
		count int
		err   error
	}
	done := make(chan result, 1)
	go func() {
		count, err := b.read(payment.ListQuery{Account: "a1"})
		done <- result{count, err}
	}()
	for range 2 { // the first page goes at once
		(<-b.timers) <- b.clock()
	}
	if got := <-done; got.count != 3 || got.err != nil {
		t.Errorf("got %+v, want three refunds", got)
	}
	if len(l.about) != 3 || l.about[2] != "a1" {
		t.Errorf("its requests were about %q", l.about)
	}
	if got, err := b.guard.Refund(t.Context(), instruction("a1")); err != nil || got.Kind != refund.OutcomeNotSent {
		t.Errorf("a payout after them: %+v, %v; want that it has to wait", got, err)
	}
}

func TestAListThatIsAskedForPatienceHasPayoutsWaitToo(t *testing.T) {
	b := benchOf(t, &lists{pages: 1, err: payment.RateLimited{RetryAfter: 30 * time.Second}}, 0)
	if count, err := b.read(payment.ListQuery{}); count != 1 || !errors.As(err, &payment.RateLimited{}) {
		t.Fatalf("got %d, %v", count, err)
	}
	if got := b.guard.Pause(); got != 30*time.Second {
		t.Errorf("the pause is %s", got)
	}
}

// TestAListThatWouldWaitTooLongComesBackLater, and makes nobody else wait longer than the provider has asked for.
func TestAListThatWouldWaitTooLongComesBackLater(t *testing.T) {
	b := benchOf(t, &lists{pages: 1}, 0)
	b.fake.Script("ch_1", paymenttest.LimitsRate(5*time.Minute))
	if _, err := b.guard.Refund(t.Context(), instruction("a1")); !errors.As(err, &payment.RateLimited{}) {
		t.Fatal(err)
	}
	b.pass(time.Minute)
	if count, err := b.read(payment.ListQuery{}); count != 0 || !errors.Is(err, payment.RateLimited{RetryAfter: 4 * time.Minute}) {
		t.Errorf("got %d, %v; want that it waits for four minutes", count, err)
	}
	if got := b.guard.Pause(); got != 4*time.Minute {
		t.Errorf("the pause is %s", got)
	}
}

func TestAListThatFailsOpensNoCircuit(t *testing.T) {
	b := benchOf(t, &lists{err: errors.New("no permission for reports")}, 0)
	for range 10 {
		if _, err := b.read(payment.ListQuery{Account: "a1"}); err == nil {
			t.Fatal("it did not fail")
		}
	}
	b.guard.Close()
	b.wantNone()
}

func TestAListEndsWithItsCaller(t *testing.T) {
	b := benchOf(t, &lists{pages: 2}, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range b.guard.List(ctx, payment.ListQuery{}) {
		cancel()
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", last)
	}
}

func TestAProviderWithoutAListHasNoneBehindTheGuardEither(t *testing.T) {
	b := setup(t, nil)
	if count, err := b.read(payment.ListQuery{}); count != 0 || !errors.Is(err, payment.ErrNoList) {
		t.Errorf("got %d, %v", count, err)
	}
	if l := b.guard.Limits(); l.ListedAfter != 0 {
		t.Errorf("its limits are %+v", l)
	}
	if l := benchOf(t, &lists{}, 0).guard.Limits(); l.ListedAfter != time.Hour {
		t.Errorf("the limits of one that says them are %+v", l)
	}
}
