package sqlstore

import (
	"cmp"
	"maps"
	"slices"

	"github.com/makegood/makegood/ledger"
)

// trialFold hands lines over as they come, or joined by the accounts that share one. Of those there are as many as
// merchants, provider accounts, sellers, budgets and programmes make, and not as payments, cards and customers do.
type trialFold struct {
	filter ledger.TrialFilter
	each   func(ledger.TrialLine) error
	lines  map[[2]string]*ledger.TrialLine
	sums   trialSums
	// unequal are the assets that share a line and do not sum to zero so far. Each is zero again before the next card's
	// or coupon's accounts come, unless its books are wrong.
	unequal trialSums
}

type trialSums map[string]*ledger.TrialLine

func newTrialFold(filter ledger.TrialFilter, each func(ledger.TrialLine) error) trialFold {
	return trialFold{filter: filter, each: each, lines: map[[2]string]*ledger.TrialLine{}, sums: trialSums{}, unequal: trialSums{}}
}

func (f *trialFold) add(l ledger.TrialLine) error {
	l.Merchant = ledger.MerchantOf(l.Account)
	if f.filter.Merchant != "" && l.Merchant != f.filter.Merchant {
		return nil
	}
	if f.filter.EachAccount {
		if err := f.sums.add(l.Asset, l); err != nil {
			return err
		}
		return f.each(l)
	}
	shared := ledger.TrialLine{Merchant: l.Merchant, Account: ledger.TrialAccount(l.Account), Asset: ledger.TrialAsset(l.Asset)}
	if shared.Asset != l.Asset {
		if err := f.unequal.add(l.Asset, l); err != nil {
			return err
		}
		if f.unequal[l.Asset].Sum(l.Asset).Zero() {
			delete(f.unequal, l.Asset)
		}
	}
	if err := f.sums.add(shared.Asset, l); err != nil {
		return err
	}
	key := [2]string{shared.Account, shared.Asset}
	if f.lines[key] == nil {
		f.lines[key] = &shared
	}
	return f.lines[key].Add(l)
}

func (s trialSums) add(asset string, l ledger.TrialLine) error {
	if s[asset] == nil {
		s[asset] = &ledger.TrialLine{}
	}
	return s[asset].Add(l)
}

// end hands over what is joined. An asset whose books do not balance has a sum of its own beside that of all like it.
func (f *trialFold) end() ([]ledger.TrialSum, error) {
	lines := slices.SortedFunc(maps.Values(f.lines), func(a, b *ledger.TrialLine) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Asset, b.Asset))
	})
	for _, l := range lines {
		if err := f.each(*l); err != nil {
			return nil, err
		}
	}
	return append(f.sums.sorted(), f.unequal.sorted()...), nil
}

func (s trialSums) sorted() (sums []ledger.TrialSum) {
	for _, asset := range slices.Sorted(maps.Keys(s)) {
		sums = append(sums, s[asset].Sum(asset))
	}
	return sums
}
