package demo

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// Result is the demo's last line. Amounts are minor units. Published and the four counts after it
// are of this start; refunds, offers and money are of the whole data folder. LedgerReturnedMinor is
// what came back over providers: store credit is in none of their books.
type Result struct {
	Published   int `json:"published"`
	Duplicates  int `json:"duplicates"`
	Redelivered int `json:"redelivered"`
	Conflicts   int `json:"conflicts"`
	// DeadLettered counts every dead letter; conflicts are among them.
	DeadLettered        int                        `json:"dead_lettered"`
	Refunds             int                        `json:"refunds"`
	ByStatus            map[refund.Status]int      `json:"by_status"`
	Offers              map[refund.OfferStatus]int `json:"offers"`
	ProviderMovedMinor  map[string]int64           `json:"provider_moved_minor"`
	LedgerReturnedMinor map[string]int64           `json:"ledger_returned_minor"`
	LedgerHeldMinor     map[string]int64           `json:"ledger_held_minor"`
	BooksAgree          bool                       `json:"books_agree"`
	Seconds             float64                    `json:"seconds"`
}

// conclude reads both books, prints the result, and says what is not right.
func (s *show) conclude(ctx context.Context, last snapshot) error {
	result, err := s.result(ctx, last)
	if err != nil {
		return err
	}
	wrong := s.complaints(last, result)
	for _, text := range s.screen.waitingLines(last) {
		s.screen.line("%s", text)
	}
	for _, text := range wrong {
		s.screen.line("NOT RIGHT: %s", text)
	}
	if err := foreign.To(s.o.Result).JSON(result); err != nil {
		return fmt.Errorf("demo: result: %w", err)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%w: %d complaints", ErrNotRight, len(wrong))
	}
	return nil
}

func (s *show) result(ctx context.Context, last snapshot) (Result, error) {
	r := Result{
		Published: s.expect.Published, Refunds: len(last.rows), ByStatus: last.byStatus(), Offers: last.offers(),
		LedgerReturnedMinor: map[string]int64{}, LedgerHeldMinor: map[string]int64{},
		Seconds: math.Round(s.o.Now().Sub(s.startedAt).Seconds()*10) / 10,
	}
	moved, err := s.o.Moved(ctx, s.stack)
	if err != nil {
		return r, fmt.Errorf("demo: the provider's book: %w", err)
	}
	totals, err := s.books.Totals(ctx)
	if err != nil {
		return r, fmt.Errorf("demo: the ledger's totals: %w", err)
	}
	for _, t := range totals {
		r.LedgerReturnedMinor[string(t.Currency)] = t.ReturnedMinor - t.OtherWayMinor
		r.LedgerHeldMinor[string(t.Currency)] = t.HeldMinor
	}
	r.ProviderMovedMinor = withoutZeros(moved.Minor)
	r.LedgerReturnedMinor = withoutZeros(r.LedgerReturnedMinor)
	r.LedgerHeldMinor = withoutZeros(r.LedgerHeldMinor)
	r.BooksAgree = maps.Equal(r.ProviderMovedMinor, r.LedgerReturnedMinor) && len(moved.Twice) == 0
	return r, s.count(&r)
}

func (s *show) count(r *Result) error {
	if s.o.Intake == nil {
		return nil
	}
	in, err := s.o.Intake()
	if err != nil {
		return fmt.Errorf("demo: the starter's counts: %w", err)
	}
	r.Duplicates, r.Redelivered, r.Conflicts, r.DeadLettered = in.Duplicates, in.Redelivered, in.Conflicts, in.DeadLettered
	return nil
}

func withoutZeros(in map[string]int64) map[string]int64 {
	out := map[string]int64{}
	for currency, minor := range in {
		if minor != 0 {
			out[currency] = minor
		}
	}
	return out
}

// complaints names what is not right: books that disagree, and what should have moved and has not.
func (s *show) complaints(last snapshot, r Result) []string {
	var out []string
	if !r.BooksAgree {
		out = append(out, fmt.Sprintf("the provider moved %v, the ledger says %v", r.ProviderMovedMinor, r.LedgerReturnedMinor))
	}
	if last.waitingRecords != 0 {
		out = append(out, fmt.Sprintf("%d events were not read", last.waitingRecords))
	}
	for _, row := range last.rows {
		if !last.atRest(row) {
			out = append(out, fmt.Sprintf("%s is still %s", row.ID, row.Status))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.expect.Fates)) {
		out = append(out, s.strayed(last, id)...)
	}
	return out
}

// strayed complains of a refund that does not exist, or waits although it should have been paid.
func (s *show) strayed(last snapshot, id refund.ID) []string {
	row, known := last.byID[id]
	switch {
	case !known:
		return []string{fmt.Sprintf("%s has no refund", id)}
	case !s.o.Fated || s.expect.Fates[id] != refund.StatusRefunded:
		return nil
	case slices.Contains([]refund.Status{refund.StatusAwaitingApproval, refund.StatusNeedsAttention, refund.StatusAwaitingGoods,
		refund.StatusNeedsInfo, refund.StatusRejected, refund.StatusNothingToRefund}, row.Status):
		return []string{fmt.Sprintf("%s is %s (%s), and should have been paid", id, row.Status, row.LastReason)}
	}
	return nil
}
