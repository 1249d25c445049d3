package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/makegood/makegood/simulator"
)

// noAnswer stands for a request whose connection was closed without one.
const noAnswer = 0

func TestEveryFaultAnswersAndMovesAsItSays(t *testing.T) {
	for _, c := range []struct {
		fault      string
		first      int
		firstMoved int64
		second     int
		moved      int64
	}{
		{"timeout_before", noAnswer, 0, 200, 4500},
		{"timeout_after_success", noAnswer, 4500, 200, 4500},
		{"error_500", 500, 0, 200, 4500},
		{"error_503", 503, 0, 200, 4500},
		{"error_500_after_success", 500, 4500, 200, 4500},
		{"garbage", 200, 4500, 200, 4500},
		{"drop", noAnswer, 4500, 200, 4500},
		{"slow:10ms", 200, 4500, 200, 4500},
		{"rate_limit", 429, 0, 200, 4500},
		{"hidden", 500, 4500, 200, 4500},
		{"late_move:10ms", 200, 4500, 200, 4500},
		{"bad_request", 400, 0, 200, 4500},
		{"bad_request~always", 400, 0, 400, 0},
		{"forget", 200, 4500, 200, 4500},
		{"decline", 402, 0, 402, 0},
		{"pending", 200, 0, 200, 0},
		{"pending_then_fail", 200, 0, 200, 0},
		{"late_failure", 200, 4500, 200, 4500},
		{"requires_action", 200, 0, 200, 0},
		{"abnormal", 200, 0, 200, 0},
		{"explode", 402, 0, 402, 0},
	} {
		t.Run(c.fault, func(t *testing.T) {
			b, reference := setup(t), "ch_1~"+c.fault
			if a := b.post("k1", cny(reference, 4500)); a.status != c.first {
				t.Errorf("first answer: %d %s, want %d", a.status, a.body, c.first)
			}
			b.wantMoved(reference, c.firstMoved, int(c.firstMoved/4500))
			if a := b.post("k1", cny(reference, 4500)); a.status != c.second {
				t.Errorf("second answer: %d %s, want %d", a.status, a.body, c.second)
			}
			b.wantMoved(reference, c.moved, int(c.moved/4500))
		})
	}
}

func TestFaultsAreUsedUpInOrderAndARestartKeepsTheCount(t *testing.T) {
	b, reference := setup(t), "ch_1~error_503~2~error_500~decline:balance"
	for step, want := range []int{503, 503, 500, 402, 402} {
		if a := b.post("k1", cny(reference, 4500)); a.status != want {
			t.Errorf("request %d: got %d %s, want %d", step, a.status, a.body, want)
		}
		b.restart()
	}
	if a := b.post("k2", cny(reference, 4500)); a.refund.Status != simulator.StatusSettled {
		t.Errorf("a new key after the faults: %s", a.body)
	}
	b.wantMoved(reference, 4500, 1)
}

func TestADeclineThatNeverWearsOffRefusesEveryKey(t *testing.T) {
	b, reference := setup(t), "ch_1~decline:instrument~always"
	for _, key := range []string{"k1", "k2", "k3"} {
		if a := b.post(key, cny(reference, 4500)); a.status != http.StatusPaymentRequired || a.refund.Class != "instrument" {
			t.Errorf("%s: got %d %s", key, a.status, a.body)
		}
	}
}

func TestFaultsThatAreSetReplaceThoseOfTheReference(t *testing.T) {
	b, reference := setup(t), "ch_1~error_500"
	if err := simulator.SetFaults(t.Context(), b.url, reference, simulator.Fault{Name: simulator.FaultError503, Times: 2}); err != nil {
		t.Fatal(err)
	}
	b.restart()
	for step, want := range []int{503, 503, 200} {
		if a := b.post("k1", cny(reference, 4500)); a.status != want {
			t.Errorf("request %d: got %d, want %d", step, a.status, want)
		}
	}
	if err := simulator.SetFaults(t.Context(), b.url, "ch_2~error_500"); err != nil {
		t.Fatal(err)
	}
	if a := b.post("k2", cny("ch_2~error_500", 100)); a.status != http.StatusOK {
		t.Errorf("faults cleared, but got %d", a.status)
	}
	if err := simulator.SetFaults(t.Context(), b.url, "ch_3", simulator.Fault{Name: "explode"}); err == nil {
		t.Error("an unknown fault was accepted")
	}
}

func TestAPendingRefundSettlesAtItsLookUpAlsoAfterARestart(t *testing.T) {
	b, reference := setup(t), "ch_1~pending:3"
	b.post("k1", cny(reference, 4500))
	for n, want := range []simulator.Status{"pending", "pending", "settled", "settled"} {
		if a := b.lookUp("k1"); a.refund.Status != want {
			t.Errorf("look-up %d: %s, want %s", n+1, a.body, want)
		}
		b.restart()
	}
	b.wantMoved(reference, 4500, 1)
}

func TestAPendingRefundSettlesOrFailsByTime(t *testing.T) {
	b := setup(t)
	a := b.post("k1", cny("ch_1~pending:2s", 4500))
	if want := b.clock.Now().Add(2 * time.Second); a.refund.ExpectedBy == nil || !a.refund.ExpectedBy.Equal(want) {
		t.Errorf("expected by %v, want %v", a.refund.ExpectedBy, want)
	}
	b.post("k2", cny("ch_2~pending_then_fail:2s", 700))
	b.clock.advance(2*time.Second - 1)
	b.wantMoved("ch_1~pending:2s", 0, 0)
	b.clock.advance(1)
	b.wantMoved("ch_1~pending:2s", 4500, 1)
	b.wantMoved("ch_2~pending_then_fail:2s", 0, 0)
	if a := b.lookUp("k2"); a.refund.Status != simulator.StatusFailed || a.refund.Reason == "" {
		t.Errorf("got %s", a.body)
	}
}

func TestALateFailureBringsTheMoneyBack(t *testing.T) {
	b, reference := setup(t), "ch_1~late_failure"
	if a := b.post("k1", cny(reference, 4500)); a.refund.Status != simulator.StatusSettled {
		t.Fatalf("got %s", a.body)
	}
	b.wantMoved(reference, 4500, 1)
	if a := b.lookUp("k1"); a.refund.Status != simulator.StatusFailed {
		t.Errorf("got %s", a.body)
	}
	b.wantMoved(reference, 0, 1)
	if book := b.book(); book.ReversalCount != 1 || book.MovedMinor["CNY"] != 0 {
		t.Errorf("got %+v", book)
	}
}

func TestAHiddenRefundIsNotFoundUntilItsDelayHasPassed(t *testing.T) {
	b, reference := setup(t), "ch_1~hidden:2s"
	b.post("k1", cny(reference, 4500))
	if a := b.lookUp("k1"); a.status != http.StatusNotFound {
		t.Errorf("got %d %s", a.status, a.body)
	}
	b.clock.advance(2 * time.Second)
	if a := b.lookUp("k1"); a.refund.Status != simulator.StatusSettled {
		t.Errorf("got %d %s", a.status, a.body)
	}
	b.wantMoved(reference, 4500, 1)
}

func TestALookUpMayFailWhileTheRefundStands(t *testing.T) {
	b, reference := setup(t), "ch_1~timeout_after_success~lookup_error_500~2"
	b.post("k1", cny(reference, 4500))
	for n, want := range []int{500, 500, 200} {
		if a := b.lookUp("k1"); a.status != want {
			t.Errorf("look-up %d: got %d, want %d", n+1, a.status, want)
		}
	}
}

func TestARateLimitNamesTheSecondsToWait(t *testing.T) {
	b := setup(t)
	if a := b.post("k1", cny("ch_1~rate_limit:1500ms", 4500)); a.header.Get("Retry-After") != "2" {
		t.Errorf("got %v", a.header)
	}
}
