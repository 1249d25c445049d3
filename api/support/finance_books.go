package support

import (
	"context"
	"slices"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// trialLinesMax bounds the lines of a trial balance that are shown; the sums count all.
const trialLinesMax = 1000

// TrialQuery selects a trial balance. Zero values: of all merchants, since ever, until now.
type TrialQuery struct {
	From, To time.Time
	Merchant refund.MerchantID
}

// Trial is a trial balance. LeftOffCount lines are in the sums and not listed.
type Trial struct {
	Lines        []ledger.TrialLine
	Sums         []ledger.TrialSum
	LeftOffCount int
}

// Zero reports whether every asset's books balance.
func (t Trial) Zero() bool {
	return !slices.ContainsFunc(t.Sums, func(s ledger.TrialSum) bool { return !s.Zero() })
}

// TrialBalance is the accounts that have moved, and what they come to (BAD_FILTER: it ends before it begins).
func (o *Office) TrialBalance(ctx context.Context, call api.Call, in TrialQuery) (Part[Trial], error) {
	if err := o.May(ctx, call, PageFinance); err != nil {
		return Part[Trial]{}, err
	}
	if !in.To.IsZero() && !in.From.Before(in.To) {
		return Part[Trial]{}, call.Failed(refund.Problem{Code: api.CodeBadFilter, Detail: "it begins a day before it ends"})
	}
	return ofBooks(ctx, o, call, func(ctx context.Context, books OfficeBooks) (out Trial, err error) {
		out.Sums, err = books.TrialBalance(ctx, ledger.TrialFilter{From: in.From, To: in.To, Merchant: in.Merchant}, func(l ledger.TrialLine) error {
			if len(out.Lines) == trialLinesMax {
				out.LeftOffCount++
				return nil
			}
			out.Lines = append(out.Lines, l)
			return nil
		})
		return out, err
	}), nil
}

// OpenItemsQuery selects what an account of merchants consists of. RowsMax: 0 means RowsUsual, RowsMax at most.
type OpenItemsQuery struct {
	Account  ledger.OpenAccount
	Merchant refund.MerchantID
	RowsMax  int
}

// OpenAccounts lists the accounts that can be asked for.
func OpenAccounts() []ledger.OpenAccount {
	return []ledger.OpenAccount{ledger.OpenPayable, ledger.OpenSuspense, ledger.OpenReceivable}
}

// OpenItems lists what an account consists of, by age (BAD_FILTER: there is no such account).
func (o *Office) OpenItems(ctx context.Context, call api.Call, in OpenItemsQuery) (Part[ledger.OpenItems], error) {
	if err := o.May(ctx, call, PageFinance); err != nil {
		return Part[ledger.OpenItems]{}, err
	}
	if !slices.Contains(OpenAccounts(), in.Account) {
		return Part[ledger.OpenItems]{}, call.Failed(refund.Problem{Code: api.CodeBadFilter, Detail: "there is no such account of open items"})
	}
	return ofBooks(ctx, o, call, func(ctx context.Context, books OfficeBooks) (ledger.OpenItems, error) {
		return books.OpenItems(ctx, ledger.OpenItemFilter{Account: in.Account, Merchant: in.Merchant, LimitMax: rowsOf(in.RowsMax)})
	}), nil
}

// Reconciliations lists the runs that were kept, the latest period first, without their items: 0 means RowsUsual.
func (o *Office) Reconciliations(ctx context.Context, call api.Call, in OperationsQuery) (Part[Rows[ledger.Reconciliation]], error) {
	if err := o.May(ctx, call, PageFinance); err != nil {
		return Part[Rows[ledger.Reconciliation]]{}, err
	}
	rows := rowsOf(in.RowsMax)
	return ofBooks(ctx, o, call, func(ctx context.Context, books OfficeBooks) (Rows[ledger.Reconciliation], error) {
		all, err := books.Reconciliations(ctx, ledger.ReconciliationFilter{LimitMax: rows + 1})
		return beginning(all, rows), err
	}), nil
}

// Reconciliation returns a run with its items, of which RowsMax are kept: 0 means RowsUsual. A run that there is not is a
// Problem NOT_FOUND.
func (o *Office) Reconciliation(ctx context.Context, call api.Call, id string, in OperationsQuery) (run ledger.Reconciliation, more bool, err error) {
	if err := o.May(ctx, call, PageFinance); err != nil {
		return run, false, err
	}
	books, err := o.ports.Books(ctx)
	if err != nil {
		return run, false, call.Failed(err)
	}
	if run, err = books.Reconciliation(ctx, id); err != nil {
		return run, false, call.Failed(o.ports.Away(err))
	}
	items := beginning(run.Items, rowsOf(in.RowsMax))
	run.Items = items.Rows
	return run, items.More, nil
}
