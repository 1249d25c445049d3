package sqlstore

import (
	"context"
	"math"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// archivePage is how many refunds are read in one transaction.
const archivePage = 200

// archived is a refund's place in the archive.
type archived struct {
	openedAt int64
	id       refund.ID
}

// EachCase implements ledger.Archive. Each page is one snapshot; what is opened while it reads is
// seen or not, but never twice.
func (s *Store) EachCase(ctx context.Context, opened ledger.Period, visit func(refund.Case) error) error {
	after := archived{openedAt: math.MinInt64}
	if !opened.From.IsZero() {
		after.openedAt = micros(opened.From) - 1
		after.id = lastID
	}
	for {
		page, last, err := s.archivePage(ctx, opened, after)
		if err != nil {
			return err
		}
		for _, one := range page {
			if err := visit(one); err != nil {
				return err
			}
		}
		if len(page) < archivePage {
			return nil
		}
		after = last
	}
}

// lastID is after every refund id: they are ASCII.
const lastID refund.ID = "\x7f"

func (s *Store) archivePage(ctx context.Context, opened ledger.Period, after archived) (page []refund.Case, last archived, err error) {
	before := int64(math.MaxInt64)
	if !opened.To.IsZero() {
		before = micros(opened.To)
	}
	err = s.read(ctx, "archive", func(t *tx) error {
		places, err := list(t, archivedFromRow, `SELECT opened_at, refund FROM refunds
			WHERE (opened_at > $1 OR opened_at = $1 AND refund > $2) AND opened_at < $3
			ORDER BY opened_at, refund LIMIT $4`, after.openedAt, after.id, before, archivePage)
		if err != nil {
			return err
		}
		for _, place := range places {
			one, err := t.caseOf(place.id)
			if err != nil {
				return err
			}
			page, last = append(page, one), place
		}
		return nil
	})
	return page, last, err
}

func archivedFromRow(row scanner) (a archived, err error) {
	return a, row.Scan(&a.openedAt, &a.id)
}
