package doctor

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Moved is a provider's own book: net minor units by currency, and keys that moved money twice.
type Moved struct {
	Minor map[refund.Currency]int64
	Twice []string
}

// compare holds the provider's book against the ledger's. What is under way may have moved
// already, so the provider may be ahead by at most that.
func (r *Report) compare(ctx context.Context, p Patient, _ []ledger.CaseRow) error {
	if p.Moved == nil {
		r.skip("the provider's book: the provider is not asked")
		return nil
	}
	before, err := totals(ctx, p.Books)
	if err != nil {
		return err
	}
	moved, err := p.Moved(ctx)
	if err != nil {
		r.skip("the provider's book: %v", err)
		return nil
	}
	after, err := totals(ctx, p.Books)
	if err != nil {
		return err
	}
	for _, key := range moved.Twice {
		r.add(SeverityWrong, ledger.Finding{Code: CodeMovedTwice, Detail: "provider key " + key})
	}
	r.add(SeverityWrong, disagreements(before, moved.Minor, after)...)
	return nil
}

func totals(ctx context.Context, books Books) (map[refund.Currency]ledger.AssetTotals, error) {
	rows, err := books.Totals(ctx)
	if err != nil {
		return nil, fmt.Errorf("doctor: totals: %w", err)
	}
	out := make(map[refund.Currency]ledger.AssetTotals, len(rows))
	for _, row := range rows {
		out[row.Currency] = row
	}
	return out, nil
}

// overProviders is what came back over providers: store credit and payments outside are in no
// provider's book.
func overProviders(t ledger.AssetTotals) int64 { return t.ReturnedMinor - t.OtherWayMinor }

// disagreements compares a provider's book, read between two readings of the ledger.
func disagreements(before map[refund.Currency]ledger.AssetTotals, moved map[refund.Currency]int64, after map[refund.Currency]ledger.AssetTotals) []ledger.Finding {
	currencies := map[refund.Currency]bool{}
	for _, c := range slices.Concat(slices.Collect(maps.Keys(after)), slices.Collect(maps.Keys(moved))) {
		currencies[c] = true
	}
	var out []ledger.Finding
	for _, c := range slices.Sorted(maps.Keys(currencies)) {
		was, is := overProviders(before[c]), overProviders(after[c])
		least, most := min(was, is), max(was+before[c].SentMinor, is+after[c].SentMinor)
		if moved[c] < least || moved[c] > most {
			out = append(out, ledger.Finding{Code: CodeBooksDisagree, Detail: fmt.Sprintf(
				"the provider moved %s, the ledger says %s came back and %s is under way", refund.FormatAmount(moved[c], c),
				refund.FormatAmount(is, c), refund.FormatAmount(after[c].SentMinor, c))})
		}
	}
	return out
}
