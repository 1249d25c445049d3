package sqlstore

import (
	"database/sql"

	"github.com/makegood/makegood/ledger"
)

// bankFigures counts disputes that are not decided, refunds made elsewhere that nobody has attributed,
// and says since when a notification is stored and not used.
func (t *tx) bankFigures(out *ledger.Figures) error {
	err := t.row(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN evidence_due_at < $1 THEN 1 ELSE 0 END), 0) FROM disputes WHERE stage IN ('INQUIRY', 'OPENED')`,
		micros(t.now.Add(ledger.EvidenceNotice))).Scan(&out.OpenDisputeCount, &out.EvidenceDueCount)
	if err != nil {
		return err
	}
	var since sql.NullInt64
	err = t.row(`SELECT COUNT(*), MIN(first_heard_at) FROM outside_refunds WHERE attributed_as = '' AND booked_minor > 0`).Scan(&out.UnattributedCount, &since)
	if err != nil {
		return err
	}
	out.UnattributedSince = optionalTime(since)
	err = t.row(`SELECT MIN(at) FROM notifications WHERE done_at IS NULL`).Scan(&since)
	out.UnusedSince = optionalTime(since)
	return err
}
