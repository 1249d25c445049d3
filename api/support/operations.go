package support

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/docs"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// OperationsQuery says how many rows of each list are wanted: 0 means RowsUsual, RowsMax at most.
type OperationsQuery struct{ RowsMax int }

// Operations is what does not go on by itself, or late.
type Operations struct {
	// At is when it was read, UTC.
	At          time.Time
	Parked      Part[[]ParkedCause]
	Stops       Part[[]Stop]
	Undelivered Part[Rows[ledger.Undelivered]]
	Stuck       Part[Rows[ledger.StuckLeg]]
	Letters     Part[[]LetterTopic]
	// MayNotStop is why the caller may not set and lift stops; nil: they may.
	MayNotStop *api.Error
}

// Operations reads what operations look at first. Each part stands for itself.
func (o *Office) Operations(ctx context.Context, call api.Call, in OperationsQuery) (out Operations, err error) {
	if err := o.May(ctx, call, PageOperations); err != nil {
		return out, err
	}
	out.At, out.MayNotStop = o.ports.Now(), o.may(ctx, call, PageStop)
	rows := rowsOf(in.RowsMax)
	var parts sync.WaitGroup
	parts.Go(func() { out.Parked = ofBooks(ctx, o, call, parkedCauses) })
	parts.Go(func() { out.Stops = partOf(ctx, call, o.stops) })
	parts.Go(func() {
		out.Undelivered = ofBooks(ctx, o, call, func(ctx context.Context, books OfficeBooks) (Rows[ledger.Undelivered], error) {
			all, err := books.Undelivered(ctx, rows+1)
			return beginning(all, rows), err
		})
	})
	parts.Go(func() {
		out.Stuck = ofBooks(ctx, o, call, func(ctx context.Context, books OfficeBooks) (Rows[ledger.StuckLeg], error) {
			all, err := books.StuckLegs(ctx, rows+1)
			return beginning(all, rows), err
		})
	})
	parts.Go(func() { out.Letters = o.letters(ctx, call, 0) })
	parts.Wait()
	return out, nil
}

// ParkedCause is what waits for a person because of one cause.
type ParkedCause struct {
	Code        refund.Code
	RefundCount int64
	Oldest      time.Time
	Amounts     []Amount
	// Runbook names the page about it.
	Runbook string
}

// Amount is an amount of minor units of a currency.
type Amount struct {
	Minor    int64
	Currency refund.Currency
}

// parkedCauses puts what one cause keeps in several currencies together.
func parkedCauses(ctx context.Context, books OfficeBooks) ([]ParkedCause, error) {
	rows, err := books.Parked(ctx)
	if err != nil {
		return nil, err
	}
	out, at := []ParkedCause{}, map[refund.Code]int{}
	for _, row := range rows {
		i, known := at[row.Code]
		if !known {
			i = len(out)
			at[row.Code], out = i, append(out, ParkedCause{Code: row.Code, Oldest: row.Oldest, Runbook: RunbookOf(row.Code)})
		}
		cause := &out[i]
		cause.RefundCount += row.RefundCount
		cause.Amounts = append(cause.Amounts, Amount{row.AmountMinor, row.Currency})
		if row.Oldest.Before(cause.Oldest) {
			cause.Oldest = row.Oldest
		}
	}
	return out, nil
}

// Runbook is a page of docs/runbooks.
type Runbook struct {
	// Name is the page's file without .md.
	Name string
	// Codes are the causes that it is about.
	Codes    []refund.Code
	Markdown string
}

// RunbookOf names the page about a cause; the page that lists them all where there is none of its own.
func RunbookOf(code refund.Code) string { return strings.TrimSuffix(refund.Runbook(code), ".md") }

// Runbook returns the page about a cause, or of a name. A name that is neither is a Problem NOT_FOUND.
func (o *Office) Runbook(ctx context.Context, call api.Call, codeOrName string) (Runbook, error) {
	if err := o.May(ctx, call, PageOperations); err != nil {
		return Runbook{}, err
	}
	file := codeOrName + ".md"
	if page, known := refund.Runbooks()[refund.Code(codeOrName)]; known {
		file = page
	}
	text, ok := docs.Runbook(file)
	if !ok {
		return Runbook{}, call.Failed(refund.Problem{Code: refund.CodeNotFound, Detail: "no runbook of this name"})
	}
	return Runbook{Name: strings.TrimSuffix(file, ".md"), Codes: codesOf(file), Markdown: text}, nil
}
