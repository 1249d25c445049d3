package doctor

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// PaymentKey names a payment as its provider knows it, and a currency.
type PaymentKey struct {
	Account   string
	Reference string
	Currency  refund.Currency
}

// Moved is a provider's own book: net minor units by payment, and keys that moved money twice.
type Moved struct {
	Minor map[PaymentKey]int64
	Twice []string
}

// disagreementsMax bounds how many payments with a difference one examination lists.
const disagreementsMax = 100

// paymentPageMax is how many of the ledger's payments are read at a time.
const paymentPageMax = 2_000

// compare holds the provider's book against the ledger's, payment by payment. What is under way may
// have moved already, so the provider may be ahead by at most that.
func (r *Report) compare(ctx context.Context, p Patient, _ []ledger.CaseRow) error {
	if p.Moved == nil {
		r.skip("the provider's book: the provider is not asked")
		return nil
	}
	before, err := paymentsOf(ctx, p.Books, p.Provider)
	if err != nil {
		return err
	}
	moved, err := p.Moved(ctx)
	if err != nil {
		r.skip("the provider's book: %v", err)
		return nil
	}
	after, err := paymentsOf(ctx, p.Books, p.Provider)
	if err != nil {
		return err
	}
	for _, key := range moved.Twice {
		r.add(SeverityWrong, ledger.Finding{Code: CodeMovedTwice, Detail: "provider key " + key})
	}
	r.add(SeverityWrong, bounded(disagreements(before, moved.Minor, after))...)
	return nil
}

// overProvider is what the ledger says of a payment: what its provider returned, and what is under way.
type overProvider struct{ returned, underWay int64 }

// paymentsOf reads what went back over a provider, by payment.
func paymentsOf(ctx context.Context, books Books, provider string) (map[PaymentKey]overProvider, error) {
	sums := map[PaymentKey]overProvider{}
	page := ledger.PaymentPage{Provider: provider, LimitMax: paymentPageMax}
	for {
		rows, err := books.ReturnedByPayment(ctx, page)
		if err != nil {
			return nil, fmt.Errorf("doctor: payments: %w", err)
		}
		for _, row := range rows {
			at := PaymentKey{row.Account, row.Reference, row.Currency}
			sum := sums[at]
			sums[at] = overProvider{sum.returned + row.ReturnedMinor, sum.underWay + row.UnderWayMinor}
		}
		if len(rows) < paymentPageMax {
			return sums, nil
		}
		page.After = rows[len(rows)-1].ID
	}
}

// disagreements compares a provider's book, read between two readings of the ledger.
func disagreements(before map[PaymentKey]overProvider, moved map[PaymentKey]int64, after map[PaymentKey]overProvider) []ledger.Finding {
	payments := map[PaymentKey]bool{}
	for _, at := range slices.Concat(slices.Collect(maps.Keys(after)), slices.Collect(maps.Keys(moved))) {
		payments[at] = true
	}
	var out []ledger.Finding
	for _, at := range slices.SortedFunc(maps.Keys(payments), PaymentKey.compare) {
		was, is := before[at], after[at]
		least, most := min(was.returned, is.returned), max(was.returned+was.underWay, is.returned+is.underWay)
		if moved[at] < least || moved[at] > most {
			out = append(out, ledger.Finding{Code: CodeBooksDisagree, Detail: fmt.Sprintf(
				"payment %s: the provider moved %s, the ledger says %s came back and %s is under way", at,
				refund.FormatAmount(moved[at], at.Currency), refund.FormatAmount(is.returned, at.Currency),
				refund.FormatAmount(is.underWay, at.Currency))})
		}
	}
	return out
}

// bounded cuts a list of findings, and says how many there are.
func bounded(findings []ledger.Finding) []ledger.Finding {
	if len(findings) <= disagreementsMax {
		return findings
	}
	more := ledger.Finding{Code: CodeBooksDisagree, Detail: fmt.Sprintf(
		"%d payments differ; the first %d are listed", len(findings), disagreementsMax)}
	return append(findings[:disagreementsMax:disagreementsMax], more)
}

// String is the payment as people name it.
func (k PaymentKey) String() string {
	if k.Account == "" {
		return k.Reference
	}
	return k.Reference + " of account " + k.Account
}

func (k PaymentKey) compare(other PaymentKey) int {
	return cmp.Or(cmp.Compare(k.Account, other.Account), cmp.Compare(k.Reference, other.Reference), cmp.Compare(k.Currency, other.Currency))
}
