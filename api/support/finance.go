package support

import (
	"context"
	"sync"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report/liquidity"
)

// Finance is how the money that makegood may give away and pay from stands, and what waits for finance.
type Finance struct {
	At      time.Time
	Budgets Part[[]ledger.BudgetFigure]
	Funds   Part[[]ledger.FundFigure]
	// FundWaits are the legs that wait for a fund, in the sequence they are served in.
	FundWaits Part[Rows[ledger.FundWait]]
	WriteOffs Part[Rows[WriteOffAsked]]
	// Periods are the closed ones, the latest first.
	Periods Part[Rows[ledger.BookPeriod]]
}

// WriteOffAsked is a write-off that waits for a second person, without the words of the first.
type WriteOffAsked struct {
	ID       string
	Payment  ledger.NamedPayment
	Amount   Amount
	AskedBy  refund.Person
	Verified refund.Verification
	AskedAt  time.Time
}

// Finance reads the overview. RowsMax is how many rows of each list are wanted: 0 means RowsUsual, RowsMax at most.
func (o *Office) Finance(ctx context.Context, call api.Call, in OperationsQuery) (out Finance, err error) {
	if err := o.May(ctx, call, PageFinance); err != nil {
		return out, err
	}
	out.At = o.ports.Now()
	rows := rowsOf(in.RowsMax)
	var parts sync.WaitGroup
	parts.Go(func() {
		out.Budgets = ofBooks(ctx, o, call, func(ctx context.Context, b OfficeBooks) ([]ledger.BudgetFigure, error) { return b.Budgets(ctx) })
	})
	parts.Go(func() {
		out.Funds = ofBooks(ctx, o, call, func(ctx context.Context, b OfficeBooks) ([]ledger.FundFigure, error) { return b.Funds(ctx) })
	})
	parts.Go(func() {
		out.FundWaits = ofBooks(ctx, o, call, func(ctx context.Context, b OfficeBooks) (Rows[ledger.FundWait], error) {
			waits, err := b.FundWaits(ctx, rows+1)
			return beginning(waits, rows), err
		})
	})
	parts.Go(func() {
		out.WriteOffs = ofBooks(ctx, o, call, func(ctx context.Context, b OfficeBooks) (Rows[WriteOffAsked], error) {
			return writeOffsAsked(ctx, b, rows)
		})
	})
	parts.Go(func() {
		out.Periods = ofBooks(ctx, o, call, func(ctx context.Context, b OfficeBooks) (Rows[ledger.BookPeriod], error) {
			return latestPeriods(ctx, b, rows)
		})
	})
	parts.Wait()
	return out, nil
}

func writeOffsAsked(ctx context.Context, books OfficeBooks, rows int) (Rows[WriteOffAsked], error) {
	all, err := books.WriteOffs(ctx, ledger.WriteOffFilter{Open: true, LimitMax: rows + 1})
	var asked []WriteOffAsked
	for _, one := range all {
		asked = append(asked, WriteOffAsked{
			ID: one.ID, Payment: one.Payment, Amount: Amount{one.AmountMinor, one.Payment.Currency},
			AskedBy: one.AskedBy, Verified: one.AskedVerified, AskedAt: one.AskedAt,
		})
	}
	return beginning(asked, rows), err
}

func latestPeriods(ctx context.Context, books OfficeBooks, rows int) (Rows[ledger.BookPeriod], error) {
	all, err := books.Periods(ctx)
	var latest []ledger.BookPeriod
	for i := range all {
		latest = append(latest, all[len(all)-1-i])
	}
	return beginning(latest, rows), err
}

// The days of a forecast.
const (
	ForecastDaysUsual = 14
	ForecastDaysMax   = 366
)

// Liquidity says what provider accounts have to pay, with a forecast of so many days, today included: 0 means
// ForecastDaysUsual, ForecastDaysMax at most.
func (o *Office) Liquidity(ctx context.Context, call api.Call, days int) (Part[liquidity.Report], error) {
	if err := o.May(ctx, call, PageFinance); err != nil {
		return Part[liquidity.Report]{}, err
	}
	if days <= 0 {
		days = ForecastDaysUsual
	}
	return ofBooks(ctx, o, call, func(ctx context.Context, books OfficeBooks) (liquidity.Report, error) {
		known, err := books.Liquidity(ctx)
		if err != nil {
			return liquidity.Report{}, err
		}
		return liquidity.New(known, o.ports.Now(), min(days, ForecastDaysMax)), nil
	}), nil
}
