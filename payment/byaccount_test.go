package payment_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// described is a Fake with limits and a list.
type described struct{ *paymenttest.Fake }

func (described) Limits() payment.Limits { return payment.Limits{KeyBytesMax: 7} }

func TestEachAccountIsAskedWithItsOwnCredentials(t *testing.T) {
	own, others := described{paymenttest.NewFake()}, described{paymenttest.NewFake()}
	all := payment.ByAccount{Of: map[string]payment.Described{"acct_1": own}, Others: others}
	for _, account := range []string{"acct_1", "acct_2", ""} {
		in := payment.Instruction{Key: "k-" + account, Account: account, Reference: "ch_1", AmountMinor: 1, Currency: "CNY"}
		if got, err := all.Refund(t.Context(), in); err != nil || got.Kind != refund.OutcomeSettled {
			t.Errorf("%q: %+v, %v", account, got, err)
		}
		if got, err := all.Lookup(t.Context(), in); err != nil || got.Outcome.Kind != refund.OutcomeSettled {
			t.Errorf("%q: %+v, %v", account, got, err)
		}
	}
	if len(own.Asked()) != 1 || len(own.LookedUp()) != 1 || len(others.Asked()) != 2 || len(others.LookedUp()) != 2 {
		t.Errorf("its own was asked %+v, the others %+v", own.Asked(), others.Asked())
	}
	if all.Terms().CallTimeout != own.Terms().CallTimeout || all.Limits().KeyBytesMax != 7 {
		t.Errorf("terms %+v, limits %+v", all.Terms(), all.Limits())
	}
}

// listing is a described provider with a list of one refund.
type listing struct {
	described
	id string
}

func (l listing) List(_ context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		yield(payment.Listed{ProviderRefundID: l.id, Account: q.Account}, nil)
	}
}

func TestEachAccountIsListedWithItsOwnCredentials(t *testing.T) {
	own, others := listing{described{paymenttest.NewFake()}, "own"}, listing{described{paymenttest.NewFake()}, "others"}
	all := payment.ByAccount{Of: map[string]payment.Described{"acct_1": own, "acct_3": described{paymenttest.NewFake()}}, Others: others}
	for account, want := range map[string]string{"acct_1": "own", "acct_2": "others", "": "others"} {
		for l, err := range all.List(t.Context(), payment.ListQuery{Account: account}) {
			if err != nil || l.ProviderRefundID != want || l.Account != account {
				t.Errorf("%q: %+v, %v; want %s", account, l, err, want)
			}
		}
	}
	for l, err := range all.List(t.Context(), payment.ListQuery{Account: "acct_3"}) {
		if !errors.Is(err, payment.ErrNoList) {
			t.Errorf("an account whose provider has no list: %+v, %v", l, err)
		}
	}
}

func TestAnAccountWithoutCredentialsIsNotAsked(t *testing.T) {
	own := described{paymenttest.NewFake()}
	all := payment.ByAccount{Of: map[string]payment.Described{"acct_1": own}}
	in := payment.Instruction{Key: "k", Account: "acct_2", Reference: "ch_1", AmountMinor: 1, Currency: "CNY"}
	if got, err := all.Refund(t.Context(), in); err != nil || got.Kind != refund.OutcomeNotSent {
		t.Errorf("refund: %+v, %v", got, err)
	}
	if got, err := all.Lookup(t.Context(), in); err != nil || got.Absent || got.Outcome.Kind != refund.OutcomeUnknown {
		t.Errorf("look-up: %+v, %v", got, err)
	}
	if _, err := all.Refund(t.Context(), payment.Instruction{Account: "acct_2"}); !errors.Is(err, payment.ErrBadInstruction) {
		t.Errorf("a bad instruction: %v", err)
	}
	var listed error
	for _, listed = range all.List(t.Context(), payment.ListQuery{Account: "acct_2"}) {
	}
	if !errors.Is(listed, payment.ErrNoList) {
		t.Errorf("list: %v", listed)
	}
	if len(own.Asked()) != 0 || all.Limits().KeyBytesMax != 7 {
		t.Errorf("asked %+v, limits %+v", own.Asked(), all.Limits())
	}
}
