package payment

import (
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/makegood/makegood/refund"
)

// ByAccount asks the provider with the credentials of an instruction's account. They are one company: terms and
// limits are alike.
type ByAccount struct {
	// Of are the accounts with credentials of their own; Others is for the rest, nil where there is none.
	Of     map[string]Described
	Others Described
}

var (
	_ Described = ByAccount{}
	_ Lister    = ByAccount{}
)

// of is nil for an account that nobody can ask about.
func (b ByAccount) of(account string) Described {
	if one, ok := b.Of[account]; ok {
		return one
	}
	return b.Others
}

// any is one of them; there is at least one.
func (b ByAccount) any() Described {
	if b.Others != nil {
		return b.Others
	}
	return b.Of[slices.Min(slices.Collect(maps.Keys(b.Of)))]
}

// Refund implements Provider. An account without credentials is not asked.
func (b ByAccount) Refund(ctx context.Context, in Instruction) (refund.Outcome, error) {
	if one := b.of(in.Account); one != nil {
		return one.Refund(ctx, in)
	}
	return refund.Outcome{Kind: refund.OutcomeNotSent, Reason: noCredentials(in.Account)}, Check(in)
}

// Lookup implements Provider.
func (b ByAccount) Lookup(ctx context.Context, in Instruction) (Found, error) {
	if one := b.of(in.Account); one != nil {
		return one.Lookup(ctx, in)
	}
	return Found{Outcome: refund.Outcome{Kind: refund.OutcomeUnknown, Reason: noCredentials(in.Account)}}, Check(in)
}

func noCredentials(account string) string {
	return "there are no credentials for the account " + account
}

// List implements Lister.
func (b ByAccount) List(ctx context.Context, q ListQuery) iter.Seq2[Listed, error] {
	one, ok := b.of(q.Account).(Lister)
	if !ok {
		return func(yield func(Listed, error) bool) { yield(Listed{}, ErrNoList) }
	}
	return one.List(ctx, q)
}

// Terms implements Provider.
func (b ByAccount) Terms() Terms { return b.any().Terms() }

// Limits implements Described.
func (b ByAccount) Limits() Limits { return b.any().Limits() }
