package simulator_test

import (
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	adapter "github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/simulator"
)

func TestTheAdapterConformsAgainstTheSimulator(t *testing.T) {
	paymenttest.RunConformance(t, func(t *testing.T) paymenttest.Rig {
		url, ahead := startSimulator(t)
		return paymenttest.Rig{
			PassTime: func(*testing.T) { ahead.Store(int64(time.Hour)) },
			Provider: newAdapter(t, url), Unreachable: newAdapter(t, closedAddress()),
			Arrange: func(t *testing.T, reference string, s paymenttest.Situation) {
				if err := simulator.SetFaults(t.Context(), url, reference, faultFor(t, s)); err != nil {
					t.Fatal(err)
				}
			},
			Moved: func(t *testing.T, reference string) (int64, int) {
				book, err := simulator.ReadBook(t.Context(), url)
				if err != nil {
					t.Fatal(err)
				}
				return book.For(reference)
			},
			Voided: func(t *testing.T, reference string) int { return voided(t, url, reference) },
			Outside: func(t *testing.T, reference string, minor int64) {
				outside := simulator.Refund{Reference: reference, Account: "acct_1", AmountMinor: minor, Currency: "CNY"}
				if _, err := simulator.RefundOutside(t.Context(), url, outside); err != nil {
					t.Fatal(err)
				}
			},
			BreakList: func(t *testing.T, reference string) {
				if err := simulator.SetFaults(t.Context(), url, reference, simulator.Fault{Name: simulator.FaultListError500}); err != nil {
					t.Fatal(err)
				}
			},
			Traits: paymenttest.Traits{TellsAccounts: true, Lacks: map[paymenttest.Situation]string{
				paymenttest.StoredError:  "the simulator keeps no error under a key",
				paymenttest.SplitsCoupon: "the simulator has no coupons of its own",
			}},
		}
	})
}

// voided counts the voids of a reference that stand.
func voided(t *testing.T, url, reference string) int {
	t.Helper()
	voids, err := simulator.ReadVoids(t.Context(), url, reference)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, void := range voids {
		if void.Status == simulator.StatusVoided {
			count++
		}
	}
	return count
}

// startSimulator runs the real server on a fresh book. Its clock can be set ahead of the machine's, in
// nanoseconds.
func startSimulator(t *testing.T) (url string, ahead *atomic.Int64) {
	t.Helper()
	ahead = &atomic.Int64{}
	server, err := simulator.New(simulator.Config{
		BookPath: filepath.Join(t.TempDir(), "book.jsonl"),
		Now:      func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(func() {
		server.Release()
		web.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return web.URL, ahead
}

// newAdapter returns an adapter that is patient for half a second.
func newAdapter(t *testing.T, url string) *adapter.Adapter {
	t.Helper()
	terms := adapter.DefaultTerms()
	terms.CallTimeout = 500 * time.Millisecond
	a, err := adapter.New(adapter.Config{BaseURL: url, Terms: &terms})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// closedAddress is an address where somebody listened a moment ago.
func closedAddress() string {
	web := httptest.NewServer(nil)
	defer web.Close()
	return web.URL
}

func faultFor(t *testing.T, s paymenttest.Situation) simulator.Fault {
	t.Helper()
	switch s {
	case paymenttest.UnknownAfterMoving:
		return simulator.Fault{Name: simulator.FaultTimeoutAfterSuccess}
	case paymenttest.UnknownBeforeMoving:
		return simulator.Fault{Name: simulator.FaultTimeoutBefore}
	case paymenttest.DeclinesInstrument:
		return simulator.Fault{Name: simulator.FaultDecline, Class: simulator.ClassInstrument}
	case paymenttest.DeclinesBalance:
		return simulator.Fault{Name: simulator.FaultDecline, Class: simulator.ClassBalance}
	case paymenttest.DeclinesDisputed:
		return simulator.Fault{Name: simulator.FaultDecline, Class: simulator.ClassDisputed}
	case paymenttest.DeclinesExceeds:
		return simulator.Fault{Name: simulator.FaultDecline, Class: simulator.ClassExceeds}
	case paymenttest.DeclinesOther:
		return simulator.Fault{Name: simulator.FaultDecline}
	case paymenttest.PendsThenSettles:
		return simulator.Fault{Name: simulator.FaultPending}
	case paymenttest.PendsThenFails:
		return simulator.Fault{Name: simulator.FaultPendingThenFail}
	case paymenttest.FailsLate:
		return simulator.Fault{Name: simulator.FaultLateFailure}
	case paymenttest.RequiresAction:
		return simulator.Fault{Name: simulator.FaultRequiresAction}
	case paymenttest.IsAbnormal:
		return simulator.Fault{Name: simulator.FaultAbnormal}
	case paymenttest.RefusesInstruction:
		return simulator.Fault{Name: simulator.FaultBadRequest, Times: simulator.TimesAlways}
	case paymenttest.ForgetsKey:
		return simulator.Fault{Name: simulator.FaultForget, DelayMS: time.Minute.Milliseconds()}
	case paymenttest.ErrorAfterMoving:
		return simulator.Fault{Name: simulator.FaultError500AfterSuccess}
	case paymenttest.ErrorBeforeMoving:
		return simulator.Fault{Name: simulator.FaultError503}
	case paymenttest.GarbageAfterMoving:
		return simulator.Fault{Name: simulator.FaultGarbage}
	case paymenttest.SlowAfterMoving:
		return simulator.Fault{Name: simulator.FaultSlow, DelayMS: 700}
	case paymenttest.IsRateLimited:
		return simulator.Fault{Name: simulator.FaultRateLimit, DelayMS: 2000}
	case paymenttest.StoredError, paymenttest.SplitsCoupon, paymenttest.Voids:
		t.Fatalf("the simulator is not made to do %q", s)
	}
	t.Fatalf("no fault for %q", s)
	return simulator.Fault{}
}

func instruction(reference string) payment.Instruction {
	return payment.Instruction{
		Key: "k1", Refund: "refund/m/o/r", Leg: "leg-1", Provider: "simulator", Account: "acct_1",
		Reference: reference, AmountMinor: 4500, Currency: "CNY",
	}
}
