package proof_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// people are those who may decide: ann, about everything.
type people struct{}

func (people) Staff() refund.Staff {
	ranks := []refund.Role{"support", "lead", "finance"}
	return refund.Staff{Ranks: ranks, Reviewers: []refund.Reviewer{
		{Name: "ann", Roles: ranks, LimitMinor: map[refund.Currency]int64{"CNY": 1 << 50}, Email: "ann@shop.example"},
	}}
}

// outbox is the customer's channel and the status topic. It holds each message to the ledger when it is told.
type outbox struct {
	books ledger.Store

	mu    sync.Mutex
	ids   []string
	kinds []refund.NoticeKind
	// shares are what the payer was told to get of the amount, where a coupon's part goes back to the provider.
	shares map[refund.NoticeKind]int64
	// early are the messages that told of a refund before it was settled.
	early []string
}

func (*outbox) Name() string { return "email" }

// Deliver implements messaging.Channel.
func (o *outbox) Deliver(ctx context.Context, m messaging.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if slices.Contains(o.ids, m.ID) {
		return nil
	}
	o.ids, o.kinds = append(o.ids, m.ID), append(o.kinds, m.Kind)
	if m.Kind != refund.NoticeRefunded && m.Kind != refund.NoticePartlyRefunded {
		return nil
	}
	now, err := o.books.Standing(ctx, m.Refund)
	if err != nil {
		return err
	}
	for _, leg := range now.Legs {
		if leg.Status != refund.LegSettled && (m.Kind == refund.NoticeRefunded || leg.Status.Undecided()) {
			o.early = append(o.early, fmt.Sprintf("%s was told while leg %s is %s", m.ID, leg.LegID, leg.Status))
		}
	}
	return nil
}

// Publish implements messaging.StatusTopic. Of a coupon's share it keeps what the payer was told.
func (o *outbox) Publish(_ context.Context, n refund.Notice) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if n.ProviderPartMinor > 0 {
		if o.shares == nil {
			o.shares = map[refund.NoticeKind]int64{}
		}
		o.shares[n.Kind] = n.TotalMinor - n.ProviderPartMinor
	}
	return nil
}

// Contact implements activities.Contacts.
func (*outbox) Contact(context.Context, string, string) (refund.Contact, error) {
	return refund.Contact{Email: "buyer@example.com"}, nil
}

func (o *outbox) said() (kinds, early []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, kind := range o.kinds {
		words := strings.ReplaceAll(string(kind), "_", " ")
		if minor, split := o.shares[kind]; split {
			words += fmt.Sprintf(" (%s of it to the payer)", amountOf(minor))
		}
		kinds = append(kinds, words)
	}
	return kinds, slices.Clone(o.early)
}

// amountOf writes minor units of the matrix' currency.
func amountOf(minor int64) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	return fmt.Sprintf("%s%d.%02d", sign, minor/100, minor%100)
}

// watchedGate is the ledger, before whose next gate something can happen once.
type watchedGate struct {
	ledger.Store

	mu     sync.Mutex
	before func()
}

// happensBeforeTheGate has something happen once, before a leg is begun.
func (g *watchedGate) happensBeforeTheGate(do func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.before = do
}

func (g *watchedGate) BeginLeg(ctx context.Context, in refund.Begin) (refund.Begun, error) {
	g.mu.Lock()
	do := g.before
	g.before = nil
	g.mu.Unlock()
	if do != nil {
		do()
	}
	return g.Store.BeginLeg(ctx, in)
}

// silent logs nothing.
type silent struct{}

func (silent) Debug(string, ...any) {}
func (silent) Info(string, ...any)  {}
func (silent) Warn(string, ...any)  {}
func (silent) Error(string, ...any) {}
