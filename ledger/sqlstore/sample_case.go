package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// CasePostings implements ledger.SampleReader.
func (s *Store) CasePostings(ctx context.Context, id refund.ID) (out []ledger.CasePosting, err error) {
	err = s.read(ctx, "postings of "+string(id), func(t *tx) error {
		lines, err := list(t, func(row scanner) (p ledger.CasePosting, err error) {
			var at int64
			var e ledger.CaseEntry
			err = row.Scan(&p.ID, &p.Template, &p.Leg, &p.Fact, &at, &e.Account, &e.Asset, &e.AmountMinor)
			p.At, p.Entries = fromMicros(at), []ledger.CaseEntry{e}
			return p, err
		}, `SELECT p.id, p.template, p.leg, p.fact, p.posted_at, e.account, e.asset, e.amount_minor
			FROM postings p JOIN entries e ON e.posting = p.id WHERE p.subject = $1 ORDER BY p.id, e.position`, id)
		for _, line := range lines {
			if last := len(out) - 1; last >= 0 && out[last].ID == line.ID {
				out[last].Entries = append(out[last].Entries, line.Entries...)
				continue
			}
			out = append(out, line)
		}
		return err
	})
	return out, err
}

// CaseDifferences implements ledger.SampleReader.
func (s *Store) CaseDifferences(ctx context.Context, id refund.ID) (out []ledger.CaseDifference, err error) {
	err = s.read(ctx, "differences of "+string(id), func(t *tx) error {
		out, err = list(t, func(row scanner) (d ledger.CaseDifference, err error) {
			var ended int64
			var body string
			if err := row.Scan(&d.Run, &ended, &body); err != nil {
				return d, err
			}
			d.EndedAt = fromMicros(ended)
			return d, fromText(body, &d.Item)
		}, `SELECT i.run, r.ended_at, i.body FROM reconciliation_items i JOIN reconciliations r ON r.id = i.run
			WHERE i.refund = $1 AND i.refund <> '' ORDER BY r.ended_at DESC, i.run DESC, i.position LIMIT 200`, id)
		return err
	})
	return out, err
}
