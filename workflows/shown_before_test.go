package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// showsBefore is what staff are shown before an act: on the story's ledger, by its rules, in the words of its teller.
func (b *bundle) showsBefore() *support.ActDesk {
	b.t.Helper()
	desk, err := support.NewActDesk(support.ActPorts{
		Try: func(ctx context.Context, work func(support.ActTrial) error) error {
			return b.books.Rehearse(ctx, func(r ledger.Rehearsal) error { return work(support.ActTrial{Books: r, Rules: b.rules}) })
		},
		Staff: func(context.Context) (refund.Staff, error) { return staff{}.Staff(), nil },
		Witness: func(refund.Subject) refund.Witnessed {
			return refund.Witnessed{Subject: refund.Subject{Verified: refund.Asserted}}
		},
		Outside: b.books.OutsideRefunds, Now: b.env.Now,
		Say: func(ctx context.Context, n refund.Notice, explanation refund.Explanation) (messaging.Message, error) {
			return activities.Tellers{Speak: explain.Speak, Expect: b.books, Clock: b.env.Now}.Show(ctx, n, explanation, "")
		},
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return desk
}

// TestTheMessageShownBeforeAnActIsTheOneThatIsToldAfterIt: every act of staff of which the customer hears at once, in both
// languages: kind, subject, text, page and short text, to the letter.
func TestTheMessageShownBeforeAnActIsTheOneThatIsToldAfterIt(t *testing.T) {
	lower := &api.Amount{Minor: 200000, Currency: "CNY"}
	for name, c := range map[string]struct {
		in   support.Intent
		kind refund.NoticeKind
	}{
		"approve":                 {support.Intent{Act: support.ActApprove, Note: "fine"}, refund.NoticeApproved},
		"lower":                   {support.Intent{Act: support.ActAdjust, Amount: lower, Message: "Worn at the heel."}, refund.NoticeApproved},
		"reject":                  {support.Intent{Act: support.ActReject, Message: "The seal was broken."}, refund.NoticeRejected},
		"reject without a word":   {support.Intent{Act: support.ActReject}, refund.NoticeRejected},
		"ask":                     {support.Intent{Act: support.ActAsk, Text: "Which of the two is damaged?"}, refund.NoticeNeedsInfo},
		"withdraw for a customer": {support.Intent{Act: support.ActWithdraw, Note: "by phone"}, refund.NoticeWithdrawn},
	} {
		for _, locale := range explain.Locales() {
			t.Run(name+" in "+locale, func(t *testing.T) {
				b := setupWith(t, both(overLimit, func(in *refund.Request) { in.Cancellation.Order.Customer.Locale = locale }),
					func(p *activities.Parties) { p.Tellers.Speak = explain.Speak })
				b.actsAsShown(c.in, c.kind)
			})
		}
	}
}

// actsAsShown previews an act, does it, and compares what was told.
func (b *bundle) actsAsShown(in support.Intent, kind refund.NoticeKind) {
	b.t.Helper()
	in.ID = b.in.Cancellation.ID()
	var shown support.ActPreview
	b.at(time.Hour, func() {
		var err error
		call := api.Call{Subject: api.Person("ann"), Key: "act-1"}
		if shown, err = b.showsBefore().Preview(b.t.Context(), call, in); err != nil {
			b.t.Fatal(err)
		}
		b.doAsService(in, call)
	})
	if in.Act == support.ActAsk {
		replyAfter(2 * time.Hour)(b)
		b.at(3*time.Hour, func() { b.signal(refund.ActDecide, decision("d-9", refund.VerbReject, "bob")) })
	}
	b.run()
	if shown.Told == nil || shown.Refused != nil || shown.Untold != nil {
		b.t.Fatalf("shown %+v", shown)
	}
	for _, told := range b.wire.messages {
		if told.Kind == kind {
			told.To, told.Customer = refund.Contact{}, shown.Told.Customer
			told.ID = shown.Told.ID // its occasion tells it from others of the kind
			if told.At.Equal(shown.Told.At) {
				told.At = shown.Told.At // the same moment, written otherwise
			}
			if told != *shown.Told {
				b.t.Errorf("shown\n%+v\ntold\n%+v", *shown.Told, told)
			}
			return
		}
	}
	b.t.Errorf("no %s was told: %v", kind, b.wire.kinds())
}

// doAsService sends the act as the service does.
func (b *bundle) doAsService(in support.Intent, call api.Call) {
	b.t.Helper()
	service, err := api.New(api.Ports{
		Stories: sending{b}, Intake: noIntake{}, Books: b.books, Staff: func(context.Context) (refund.Staff, error) { return staff{}.Staff(), nil },
		Rehearse: func(context.Context, func(api.Rehearsal) error) error { return nil }, Now: b.env.Now,
	})
	if err == nil {
		_, err = in.Do(b.t.Context(), service, call)
	}
	if err != nil {
		b.t.Error(err)
	}
}

// sending are stories to which an act is sent; its answer is not waited for, since the story stands still meanwhile.
type sending struct{ *bundle }

func (s sending) View(context.Context, refund.ID) (refund.View, error) { return s.view(), nil }

func (s sending) Act(_ context.Context, _ refund.ID, act refund.Act) (refund.Answer, error) {
	s.update(act.Kind, act.Payload())
	return refund.Answer{Accepted: true}, nil
}

type noIntake struct{}

func (noIntake) Request(context.Context, refund.Request) (refund.Requested, error) {
	return refund.Requested{}, nil
}
