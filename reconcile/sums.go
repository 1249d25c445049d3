package reconcile

import (
	"cmp"
	"maps"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// sumOf names a sum.
type sumOf struct {
	measure  ledger.ReconcileMeasure
	currency refund.Currency
}

// sums are what both sides come to. Amounts of one day in one account fit: each is below 2^53.
type sums map[sumOf]*ledger.ReconcileSum

func (s sums) of(m ledger.ReconcileMeasure, c refund.Currency) *ledger.ReconcileSum {
	at := sumOf{m, c}
	if s[at] == nil {
		s[at] = &ledger.ReconcileSum{Measure: m, Currency: c}
	}
	return s[at]
}

func (s sums) books(m ledger.ReconcileMeasure, side ledger.ReconcileSide) {
	if side.Currency != "" {
		s.of(m, side.Currency).BooksMinor += side.MovedMinor
	}
}

func (s sums) provider(m ledger.ReconcileMeasure, side ledger.ReconcileSide) {
	if side.Currency != "" {
		s.of(m, side.Currency).ProviderMinor += side.MovedMinor
	}
}

// item counts what an item explains of the difference.
func (s sums) item(i ledger.ReconcileItem) {
	if i.Books.Currency != "" {
		s.of(i.Kind.Measure(), i.Books.Currency).ItemsMinor += i.Books.MovedMinor
	}
	if i.Provider.Currency != "" {
		s.of(i.Kind.Measure(), i.Provider.Currency).ItemsMinor -= i.Provider.MovedMinor
	}
}

func (s sums) sorted() []ledger.ReconcileSum {
	keys := slices.SortedFunc(maps.Keys(s), func(a, b sumOf) int {
		return cmp.Or(cmp.Compare(a.measure, b.measure), cmp.Compare(a.currency, b.currency))
	})
	out := make([]ledger.ReconcileSum, len(keys))
	for i, key := range keys {
		out[i] = *s[key]
		out[i].DifferenceMinor = out[i].BooksMinor - out[i].ProviderMinor
	}
	return out
}
