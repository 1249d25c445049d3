package workflows_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// dead is a channel that never works.
type dead struct{ name string }

func (d dead) Name() string { return d.name }

func (dead) Deliver(context.Context, messaging.Message) error { return errAway }

// TestAMessageThatFailsInEveryChannelForADayNeverTouchesTheRefund: e-mail and the shop's app are
// away for good, the status topic for a while.
func TestAMessageThatFailsInEveryChannelForADayNeverTouchesTheRefund(t *testing.T) {
	b := setupWith(t, nil, func(p *activities.Parties) { p.Tellers.Channels = []messaging.Channel{dead{"email"}, dead{"inapp"}} })
	b.wire.topicAway = 3 // the status topic comes back
	b.at(time.Minute, func() {
		if view := b.view(); view.Status != refund.StatusRefunded || b.moved() != 22600 {
			t.Errorf("after a minute it is %s, and %d moved", view.Status, b.moved())
		}
	})
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
	stored := b.stored()
	for name, messages := range map[string][]refund.NoticeMark{"the view": b.view().Messages, "the ledger": stored.Messages} {
		if len(messages) != 2 {
			t.Errorf("%s has %+v", name, messages)
		}
		for _, m := range messages {
			if m.Delivery.Problem != "given up after a day" || m.Delivery.Complete() || !m.Delivery.StatusTold {
				t.Errorf("%s says of %s: %+v", name, m.Kind, m.Delivery)
			}
		}
	}
	left, err := b.books.Undelivered(t.Context(), 10)
	if err != nil || len(left) != 2 || slices.ContainsFunc(left, func(u ledger.Undelivered) bool { return !u.GivenUp }) {
		t.Errorf("undelivered: %+v %v", left, err)
	}
}

func TestWhatIsToldLateStandsInTheLedgerAsTold(t *testing.T) {
	b := setup(t, nil)
	b.wire.awayFor = 5
	b.run()
	stored := b.stored()
	for _, m := range stored.Messages {
		if !m.Delivery.Complete() {
			t.Errorf("the ledger says of %s: %+v", m.Kind, m.Delivery)
		}
	}
}
