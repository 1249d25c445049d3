package workflows_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// silentOnce is a provider that does not answer the send, and knows of it from a moment on.
type silentOnce struct {
	payment.Provider
	knows bool
	asked int
}

func (s *silentOnce) Refund(context.Context, refund.Instruction) (refund.Outcome, error) {
	return refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "504"}, nil
}

func (s *silentOnce) Lookup(context.Context, refund.Instruction) (payment.Found, error) {
	s.asked++
	if s.knows {
		return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: "re_1"}}, nil
	}
	return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "504"}}, nil
}

func (s *silentOnce) Terms() payment.Terms {
	terms := s.Provider.Terms()
	terms.LookupDelays = []time.Duration{time.Second, 40 * time.Minute}
	return terms
}

// TestLookingNowAsksAlsoWhileTheActivityWaitsForItsNextTry: in the first hour the ladder belongs to it.
func TestLookingNowAsksAlsoWhileTheActivityWaitsForItsNextTry(t *testing.T) {
	s := &silentOnce{}
	b := setupWith(t, nil, func(p *activities.Parties) {
		s.Provider = p.Payments.Providers["simulator"]
		p.Payments.Providers["simulator"] = s
	})
	signalAfter(5*time.Minute, refund.ActLookNow, refund.LookNow{By: "ann"})(b) // it does not know yet
	b.at(10*time.Minute, func() {
		s.knows = true
		b.signal(refund.ActLookNow, refund.LookNow{By: "ann"})
	})
	b.at(11*time.Minute, func() {
		if now := b.kept(); now.Status != refund.StatusRefunded {
			t.Errorf("looked at, it is %s, asked %d times", now.Status, s.asked)
		}
	})
	if result := b.runBesideOthers(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
}

// TestTheCustomerHearsOnceOfAProviderThatIsSilentForAnHour: nobody knows whether the money moved, and the customer waits.
func TestTheCustomerHearsOnceOfAProviderThatIsSilentForAnHour(t *testing.T) {
	for hours, told := range map[int]int{0: 0, 5: 1, 30: 1} {
		s := &silentOnce{}
		b := setupWith(t, nil, func(p *activities.Parties) {
			s.Provider = p.Payments.Providers["simulator"]
			p.Payments.Providers["simulator"] = s
		})
		b.at(30*time.Minute, func() {
			if len(b.wire.kinds()) != 1 || b.kept().Status != refund.StatusPayingOut {
				t.Errorf("in the first hour it is %s, and the customer was told %v", b.kept().Status, b.wire.kinds())
			}
		})
		b.at(time.Duration(hours)*time.Hour+35*time.Minute, func() {
			if view := b.view(); hours > 1 && !strings.HasPrefix(view.WaitsFor, "a person to act on leg 1 (Unknown), whose provider is asked again at 20") {
				t.Errorf("after %d hours it waits for %q", hours, view.WaitsFor)
			}
			if got := b.wire.told[refund.NoticeNeedsAttention]; got != told {
				t.Errorf("told of the delay %d times after %d hours, want %d", got, hours, told)
			}
			s.knows = true
			b.signal(refund.ActLookNow, refund.LookNow{By: "ann"})
		})
		if result := b.runBesideOthers(); result.Status != refund.StatusRefunded || b.wire.told[refund.NoticeNeedsAttention] != told {
			t.Errorf("silent for %d hours it ended %+v, told %v", hours, result, b.wire.told)
		}
	}
}
