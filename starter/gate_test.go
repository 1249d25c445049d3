package starter

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/makegood/makegood/refund"
)

// gated is a gate on pretended answers, within a bubble whose clock is the test's.
type gated struct {
	*Gate
	temporal *pretendTemporal
}

func newGated(t *testing.T, inFlightMax int) *gated {
	t.Helper()
	temporal := newPretendTemporal()
	gate, stop, err := NewGate(t.Context(), GateConfig{
		Temporal: temporal, Namespace: "shop", TaskQueue: "refunds", BacklogMax: 100, InFlightMax: inFlightMax,
		Logger: zap.NewNop(), Metrics: prometheus.NewRegistry(), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return &gated{gate, temporal}
}

// asks is a request of an order.
func asks(merchant refund.MerchantID, order refund.OrderID) refund.Cancellation {
	return refund.Cancellation{Key: refund.Key{Merchant: merchant, Order: order, Request: "c-1"}}
}

// passing starts to pass; the channel has what came of it.
func (g *gated) passing(ctx context.Context, in refund.Cancellation) chan passed {
	out := make(chan passed, 1)
	go func() {
		done, err := g.Pass(ctx, in)
		out <- passed{done, err}
	}()
	return out
}

type passed struct {
	done func()
	err  error
}

func codeIn(t *testing.T, err error) refund.Code {
	t.Helper()
	p, ok := refund.ProblemIn(err)
	if !ok {
		t.Fatalf("%v is no problem", err)
	}
	return p.Code
}

func TestARequestIsRefusedWhileTheBrakeHoldsAndPassesWhenItLetsGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGated(t, 1)
		g.temporal.wait(101, 0)
		first := <-g.passing(t.Context(), asks("m", "o")) // nothing was known of the backlog
		if first.err != nil {
			t.Fatal(first.err)
		}
		first.done()
		time.Sleep(lookEvery + time.Millisecond)
		held := g.passing(t.Context(), asks("m", "o"))
		time.Sleep(heldWaitMax - time.Millisecond)
		synctest.Wait()
		select {
		case p := <-held:
			t.Fatalf("it did not wait for a moment: %v", p.err)
		default:
		}
		if p := <-held; p.err == nil || codeIn(t, p.err) != CodeIntakeHeld {
			t.Errorf("got %v", p.err)
		}
		waits := g.passing(t.Context(), asks("m", "o"))
		g.temporal.wait(50, 0)
		p := <-waits
		if p.err != nil {
			t.Fatalf("the brake let go, and: %v", p.err)
		}
		p.done()
	})
}

func TestRequestsOfOneOrderPassOneAfterTheOtherAndHoldNoOtherUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGated(t, 2)
		first := <-g.passing(t.Context(), asks("m", "o"))
		second := g.passing(t.Context(), asks("m", "o"))
		synctest.Wait()
		select {
		case p := <-second:
			t.Fatalf("two requests of an order pass at once: %v", p.err)
		default:
		}
		other := <-g.passing(t.Context(), asks("m", "other")) // the second holds no place while it waits
		if other.err != nil {
			t.Fatal(other.err)
		}
		first.done()
		if p := <-second; p.err != nil {
			t.Fatal(p.err)
		} else {
			p.done()
		}
		other.done()
		if count := len(g.orders.open); count != 0 {
			t.Errorf("%d orders are remembered of which nothing waits", count)
		}
	})
}

func TestARequestThatWaitsTooLongForItsTurnIsRefusedAndLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGated(t, 1)
		first := <-g.passing(t.Context(), asks("m", "o"))
		for name, in := range map[string]refund.Cancellation{"of the same order": asks("m", "o"), "of another merchant": asks("n", "p")} {
			if _, err := g.Pass(t.Context(), in); codeIn(t, err) != refund.CodeNotNow {
				t.Errorf("%s: %v", name, err)
			}
		}
		gone, cancel := context.WithCancel(t.Context())
		waits := g.passing(gone, asks("m", "o"))
		synctest.Wait()
		cancel()
		if p := <-waits; !errors.Is(p.err, context.Canceled) {
			t.Errorf("who has gone: %v", p.err)
		}
		first.done()
		if count, free := len(g.orders.open), g.turns.free; count != 0 || free != 1 {
			t.Errorf("%d orders are open and %d places free", count, free)
		}
	})
}

func TestAGateNeedsItsParts(t *testing.T) {
	if _, _, err := NewGate(t.Context(), GateConfig{}); err == nil {
		t.Error("it is made of nothing")
	}
}
