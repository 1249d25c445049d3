package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// closedPage is how many refunds are read in one transaction.
const closedPage = 1000

// EachClosed implements ledger.SampleReader.
func (s *Store) EachClosed(ctx context.Context, filter ledger.ClosedFilter, visit func(ledger.ClosedCase) error) error {
	after := ledger.ClosedCase{ClosedAt: filter.From}
	for {
		page, err := s.closedPage(ctx, filter, after)
		if err != nil {
			return err
		}
		for _, one := range page {
			if err := visit(one); err != nil {
				return err
			}
		}
		if len(page) < closedPage {
			return nil
		}
		after = page[len(page)-1]
	}
}

func (s *Store) closedPage(ctx context.Context, filter ledger.ClosedFilter, after ledger.ClosedCase) (out []ledger.ClosedCase, err error) {
	where, args := closedWhere(filter, after)
	err = s.read(ctx, "closed refunds", func(t *tx) error {
		out, err = list(t, func(row scanner) (c ledger.ClosedCase, err error) {
			var closed int64
			err = row.Scan(&c.ID, &closed)
			c.ClosedAt = fromMicros(closed)
			return c, err
		}, `SELECT r.refund, r.closed_at FROM refunds r WHERE `+where+fmt.Sprintf(` ORDER BY r.closed_at, r.refund LIMIT %d`, closedPage), args...)
		return err
	})
	return out, err
}

// closedWhere is a filter as a condition, for what comes after a refund.
func closedWhere(f ledger.ClosedFilter, after ledger.ClosedCase) (where string, args []any) {
	args = []any{micros(after.ClosedAt), after.ID, micros(f.To)}
	conditions := []string{"r.closed_at IS NOT NULL AND r.closed", "(r.closed_at > $1 OR r.closed_at = $1 AND r.refund > $2)", "r.closed_at < $3"}
	add := func(condition string, value any) {
		args = append(args, value)
		conditions = append(conditions, strings.ReplaceAll(condition, "?", fmt.Sprintf("$%d", len(args))))
	}
	if f.Merchant != "" {
		add("r.merchant = ?", f.Merchant)
	}
	if f.Currency != "" {
		add("r.currency = ?", f.Currency)
	}
	if f.AtLeastMinor > 0 {
		add("r.total_minor >= ?", f.AtLeastMinor)
	}
	if f.LessThanMinor > 0 {
		add("r.total_minor < ?", f.LessThanMinor)
	}
	if f.Risk != "" {
		add("r.risk_band = ?", f.Risk)
	}
	if f.Way != "" {
		add("EXISTS (SELECT 1 FROM legs l JOIN payments p ON p.id = l.payment WHERE l.refund = r.refund AND (l.via = ? OR p.provider = ?))", f.Way)
	}
	return strings.Join(conditions, " AND "), args
}

// samplesMax bounds lists of samples and exports.
const samplesMax = 500

const sampleColumns = `SELECT sample, terms, population, digest, drawn_by, verified, subject, drawn_at FROM audit_samples `

// Samples implements ledger.SampleReader.
func (s *Store) Samples(ctx context.Context) (out []ledger.Sample, err error) {
	err = s.read(ctx, "samples", func(t *tx) error {
		out, err = list(t, sampleFromRow, sampleColumns+fmt.Sprintf(`ORDER BY number DESC LIMIT %d`, samplesMax))
		return err
	})
	return out, err
}

func sampleFromRow(row scanner) (s ledger.Sample, err error) {
	var terms string
	var drawn int64
	if err := row.Scan(&s.ID, &terms, &s.Population, &s.Digest, &s.By, &s.Verified, &s.Subject, &drawn); err != nil {
		return s, err
	}
	s.DrawnAt = fromMicros(drawn)
	return s, fromText(terms, &s.Terms)
}

// Sample implements ledger.SampleReader.
func (s *Store) Sample(ctx context.Context, id string) (out ledger.Sample, err error) {
	err = s.read(ctx, "sample "+id, func(t *tx) error {
		found, err := list(t, sampleFromRow, sampleColumns+`WHERE sample = $1`, id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ledger.ErrNotFound
		}
		out = found[0]
		if out.Results, err = list(t, sampleResultFromRow, `SELECT refund, result, checks FROM audit_results WHERE sample = $1 ORDER BY position`, id); err != nil {
			return err
		}
		return t.addNotes(&out)
	})
	return out, err
}

func sampleResultFromRow(row scanner) (r ledger.SampleResult, err error) {
	var checks string
	if err := row.Scan(&r.Refund, &r.Result, &checks); err != nil {
		return r, err
	}
	return r, fromText(checks, &r.Checks)
}

// addNotes adds what auditors concluded to a sample's refunds.
func (t *tx) addNotes(s *ledger.Sample) error {
	notes, err := list(t, func(row scanner) (n ledger.SampleNote, err error) {
		var at int64
		err = row.Scan(&n.Sample, &n.Refund, &n.Conclusion, &n.Note, &n.By, &n.Verified, &n.Subject, &at)
		n.At = fromMicros(at)
		return n, err
	}, `SELECT sample, refund, conclusion, note, noted_by, verified, subject, noted_at FROM audit_notes WHERE sample = $1 ORDER BY refund, number`, s.ID)
	of := map[refund.ID][]ledger.SampleNote{}
	for _, n := range notes {
		of[n.Refund] = append(of[n.Refund], n)
	}
	for i := range s.Results {
		s.Results[i].Notes = of[s.Results[i].Refund]
	}
	return err
}

// AuditExports implements ledger.SampleReader.
func (s *Store) AuditExports(ctx context.Context) (out []ledger.AuditExport, err error) {
	err = s.read(ctx, "exports", func(t *tx) error {
		out, err = list(t, func(row scanner) (e ledger.AuditExport, err error) {
			var at int64
			err = row.Scan(&e.Number, &e.Of, &e.Masked, &e.Digest, &e.Key, &e.By, &e.Verified, &e.Subject, &at)
			e.At = fromMicros(at)
			return e, err
		}, `SELECT number, subject_of, masked, digest, signed_by, exported_by, verified, subject, exported_at FROM audit_exports
			`+fmt.Sprintf(`ORDER BY number DESC LIMIT %d`, samplesMax))
		return err
	})
	return out, err
}
