package messagingtest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Letter is a delivered message as the customer has it; HTML is its page, on channels that carry one.
type Letter struct{ To, Subject, Body, HTML string }

// ChannelRig is one channel under test.
type ChannelRig struct {
	Channel messaging.Channel
	// Letters reads what it delivered, in any order.
	Letters func(t *testing.T) []Letter
	// Away takes the other side away, and brings it back.
	Away func(t *testing.T, away bool)
	// Carries is what becomes of a message on this channel; nil: subject, body and page, by e-mail.
	Carries func(m messaging.Message) Letter
}

func (r ChannelRig) carries(m messaging.Message) Letter {
	if r.Carries != nil {
		return r.Carries(m)
	}
	return Letter{To: m.To.Email, Subject: m.Subject, Body: m.Body, HTML: m.HTML}
}

// RunChannelConformance holds a channel to what every one must do. setup makes a fresh one for each
// case.
func RunChannelConformance(t *testing.T, setup func(t *testing.T) ChannelRig) {
	t.Run("a message arrives as it was written", func(t *testing.T) { arrives(t, setup(t)) })
	t.Run("a message told twice is said once", func(t *testing.T) { saidOnce(t, setup(t)) })
	t.Run("a message told by many at once is said once", func(t *testing.T) { saidOnceAtOnce(t, setup(t)) })
	t.Run("ids that look alike are different messages", func(t *testing.T) { lookAlikes(t, setup(t)) })
	t.Run("a customer without an address cannot be told", func(t *testing.T) { noAddress(t, setup(t)) })
	t.Run("a cancelled call says nothing", func(t *testing.T) { cancelled(t, setup(t)) })
	t.Run("a channel that is away says so, and delivers once it is back", func(t *testing.T) { away(t, setup(t)) })
	t.Run("a channel has a name", func(t *testing.T) {
		names := []string{messaging.ChannelEmail, messaging.ChannelSMS, messaging.ChannelPush, messaging.ChannelInApp}
		if name := setup(t).Channel.Name(); !slices.Contains(names, name) {
			t.Errorf("it is called %q", name)
		}
	})
}

// letter is a message with everything that is hard to carry: two scripts, long lines, and lines that
// protocols give a meaning of their own.
func letter(id string) messaging.Message {
	return messaging.Message{
		ID: id, Refund: "refund/acme/o-1001/c-1", Kind: refund.NoticeSent, At: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC),
		To:       refund.Contact{Email: "li.lei@example.test", Phone: "+8613800000000", PushToken: "token-42"},
		Customer: "u-42", Locale: messaging.LocaleChinese, Short: "订单 o-1001 的款项 ￥45.00 正在退回途中。",
		Subject: "订单 o-1001 的款项 45.00 CNY 正在退回途中，预计不晚于 2026年11月5日 到达（编号 cancellation-000000001）",
		Body:    "您好：\n\n.\nFrom the desk of = nobody\n" + longLine() + "\n预计不晚于 2026年11月5日 到达。\n",
		HTML:    "<!DOCTYPE html>\n<html lang=\"zh-CN\"><p>您好：</p>\n.\n<p>" + longLine() + "</p></html>\n",
	}
}

// longLine is a line of 1300 characters: longer than a mail line may be.
func longLine() string { return strings.Repeat("0123456789 =", 109)[:1300] }

func deliver(t *testing.T, rig ChannelRig, m messaging.Message) {
	t.Helper()
	if err := rig.Channel.Deliver(t.Context(), m); err != nil {
		t.Fatalf("deliver %s: %v", m.ID, err)
	}
}

func arrives(t *testing.T, rig ChannelRig) {
	m := letter("refund/acme/o-1001/c-1#sent")
	deliver(t, rig, m)
	want := []Letter{rig.carries(m)}
	if got := rig.Letters(t); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func saidOnce(t *testing.T, rig ChannelRig) {
	deliver(t, rig, letter("refund/acme/o-1001/c-1#sent"))
	deliver(t, rig, letter("refund/acme/o-1001/c-1#sent"))
	deliver(t, rig, letter("refund/acme/o-1001/c-1#refunded"))
	wantLetters(t, rig, 2)
}

func saidOnceAtOnce(t *testing.T, rig ChannelRig) {
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			if err := rig.Channel.Deliver(t.Context(), letter("refund/acme/o-1001/c-1#sent")); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	wantLetters(t, rig, 1)
}

func lookAlikes(t *testing.T, rig ChannelRig) {
	ids := []string{"a/b#c", "a/B#c", "a_b#c", "a/b_c", "a%2Fb#c", "a~b+c", "../b#c", "a/b#c ", "订单#c"}
	for _, id := range ids {
		deliver(t, rig, letter(id))
	}
	long := longLine()
	deliver(t, rig, letter(long+"#sent"))
	deliver(t, rig, letter(long+"#refunded"))
	wantLetters(t, rig, len(ids)+2)
}

func noAddress(t *testing.T, rig ChannelRig) {
	m := letter("refund/acme/o-1001/c-1#sent")
	m.To, m.Customer = refund.Contact{}, ""
	if err := rig.Channel.Deliver(t.Context(), m); !errors.Is(err, messaging.ErrNoAddress) {
		t.Errorf("got %v, want ErrNoAddress", err)
	}
	wantLetters(t, rig, 0)
}

func cancelled(t *testing.T, rig ChannelRig) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := rig.Channel.Deliver(ctx, letter("refund/acme/o-1001/c-1#sent")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a cancelled context", err)
	}
	wantLetters(t, rig, 0)
}

func away(t *testing.T, rig ChannelRig) {
	m := letter("refund/acme/o-1001/c-1#sent")
	rig.Away(t, true)
	err := rig.Channel.Deliver(t.Context(), m)
	if err == nil || errors.Is(err, messaging.ErrNoAddress) || errors.Is(err, messaging.ErrRefused) || errors.Is(err, messaging.ErrUnknown) {
		t.Errorf("got %v, want an error that may be tried again", err)
	}
	if err != nil && strings.Contains(err.Error(), rig.carries(m).To) {
		t.Errorf("the error quotes an address: %v", err)
	}
	rig.Away(t, false)
	deliver(t, rig, m)
	deliver(t, rig, m)
	wantLetters(t, rig, 1)
}

func wantLetters(t *testing.T, rig ChannelRig, count int) {
	t.Helper()
	if got := rig.Letters(t); len(got) != count {
		t.Errorf("%d letters were delivered, want %d", len(got), count)
	}
}
