// Package doctor looks for what should not be: books that disagree, and refunds that nobody works
// on any more.
//
// On the path: `makegood doctor` stands beside it and only reads. It is where an operator's
// terminate, which cannot clean up, comes to light.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Codes of what the doctor finds itself; the ledger's audit has its own.
const (
	// CodeNoOpenWorkflow: the case is open (and may hold money and lines), and no workflow runs it.
	CodeNoOpenWorkflow = "NO_OPEN_WORKFLOW"
	// CodeBooksDisagree: the provider moved another amount than the ledger says came back.
	CodeBooksDisagree = "BOOKS_DISAGREE"
	// CodeMovedTwice: the provider moved money twice under one key.
	CodeMovedTwice = "MOVED_TWICE"
)

// caseCountMax bounds how many open cases one examination looks at.
const caseCountMax = 100_000

// Patient is what is examined. A nil Running or Moved is left out, and said so in Skipped.
type Patient struct {
	Books ledger.Reader
	// Running reports whether a workflow with the refund's id is open.
	Running func(ctx context.Context, id refund.ID) (bool, error)
	// Moved is what the provider's own book says really moved.
	Moved func(ctx context.Context) (Moved, error)
}

// Moved is a provider's own book: net minor units by currency, and keys that moved money twice.
type Moved struct {
	Minor map[refund.Currency]int64
	Twice []string
}

// Report is what was found. Healthy books have no findings.
type Report struct {
	OpenCaseCount int              `json:"open_cases"`
	Findings      []ledger.Finding `json:"findings"`
	// Skipped says what could not be examined, and why.
	Skipped []string `json:"skipped"`
}

// Examine examines everything it can reach; the error is the ledger's.
func Examine(ctx context.Context, p Patient) (Report, error) {
	r := Report{Findings: []ledger.Finding{}, Skipped: []string{}}
	audit, err := p.Books.Audit(ctx)
	if err != nil {
		return r, fmt.Errorf("doctor: audit: %w", err)
	}
	r.Findings = append(r.Findings, audit...)
	if err := r.abandoned(ctx, p); err != nil {
		return r, err
	}
	return r, r.compare(ctx, p)
}

// abandoned finds open cases without an open workflow.
func (r *Report) abandoned(ctx context.Context, p Patient) error {
	open, err := p.Books.Cases(ctx, ledger.CaseFilter{Open: true, LimitMax: caseCountMax})
	if err != nil {
		return fmt.Errorf("doctor: open cases: %w", err)
	}
	r.OpenCaseCount = len(open)
	if p.Running == nil {
		r.Skipped = append(r.Skipped, "open workflows: Temporal is not asked")
		return nil
	}
	for _, row := range open {
		running, err := p.Running(ctx, row.ID)
		if err != nil {
			r.Skipped = append(r.Skipped, fmt.Sprintf("open workflows: %v", err))
			return nil
		}
		if running {
			continue
		}
		if err := r.confirm(ctx, p, row); err != nil {
			return err
		}
	}
	return nil
}

// confirm reads the case again: it may have been closed while Temporal was asked.
func (r *Report) confirm(ctx context.Context, p Patient, row ledger.CaseRow) error {
	now, err := p.Books.Case(ctx, row.ID)
	if errors.Is(err, ledger.ErrNotFound) || (err == nil && now.Closed) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("doctor: case %s: %w", row.ID, err)
	}
	r.Findings = append(r.Findings, ledger.Finding{Code: CodeNoOpenWorkflow, Refund: row.ID, Detail: fmt.Sprintf(
		"the case is %s, holds %s and has %s under way, and no workflow runs it", now.Status,
		refund.FormatAmount(row.HeldMinor, row.Currency), refund.FormatAmount(row.SentMinor, row.Currency))})
	return nil
}

// compare holds the provider's book against the ledger's. What is under way may have moved
// already, so the provider may be ahead by at most that.
func (r *Report) compare(ctx context.Context, p Patient) error {
	if p.Moved == nil {
		r.Skipped = append(r.Skipped, "the provider's book: the provider is not asked")
		return nil
	}
	before, err := totals(ctx, p.Books)
	if err != nil {
		return err
	}
	moved, err := p.Moved(ctx)
	if err != nil {
		r.Skipped = append(r.Skipped, fmt.Sprintf("the provider's book: %v", err))
		return nil
	}
	after, err := totals(ctx, p.Books)
	if err != nil {
		return err
	}
	for _, key := range moved.Twice {
		r.Findings = append(r.Findings, ledger.Finding{Code: CodeMovedTwice, Detail: "provider key " + key})
	}
	r.Findings = append(r.Findings, disagreements(before, moved.Minor, after)...)
	return nil
}

func totals(ctx context.Context, books ledger.Reader) (map[refund.Currency]ledger.AssetTotals, error) {
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
