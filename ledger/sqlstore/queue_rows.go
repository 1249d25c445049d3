package sqlstore

import (
	"database/sql"
	"fmt"
	"math"

	"github.com/makegood/makegood/ledger"
)

// queueRowsMax is how many refunds one statement reads: a page has a few of them, so that statements are few.
const queueRowsMax = 50

// queueRows reads what a page shows of its refunds, in the sequence of their places.
func (t *tx) queueRows(places []ledger.QueuePlace) ([]ledger.QueueRow, error) {
	out := make([]ledger.QueueRow, 0, len(places))
	for len(places) > 0 {
		some := places[:min(len(places), queueRowsMax)]
		places = places[len(some):]
		rows, err := t.queueRowsOf(some)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

func (t *tx) queueRowsOf(places []ledger.QueuePlace) ([]ledger.QueueRow, error) {
	today := t.now.Truncate(day)
	c := selection{args: []any{micros(today), micros(today.Add(day)), micros(t.now)}}
	ids := make([]string, 0, len(places))
	for _, place := range places {
		ids = append(ids, string(place.ID))
	}
	rows, err := list(t, queueRowFromRow, `SELECT `+caseListColumns(1, 2)+`, r.customer, `+queueDue+`,
			COALESCE((SELECT COUNT(*) FROM legs l WHERE `+unknownLeg+`), 0), CAST(COALESCE((SELECT SUM(l.amount_minor) FROM legs l WHERE `+unknownLeg+`), 0) AS BIGINT),
			COALESCE(k.person, ''), COALESCE(k.claimed_at, 0), COALESCE(k.until_at, 0)
		FROM refunds r LEFT JOIN desk_claims k ON k.refund = r.refund AND k.until_at > $3 WHERE `+oneOf(&c, `r.refund`, ids, queueRowsMax), c.args...)
	if err != nil {
		return nil, err
	}
	found := make(map[string]ledger.QueueRow, len(rows))
	for _, row := range rows {
		found[string(row.ID)] = row
	}
	out := make([]ledger.QueueRow, 0, len(places))
	for _, place := range places {
		row, ok := found[string(place.ID)]
		if !ok {
			return nil, fmt.Errorf("refund %s was found and is not there", place.ID)
		}
		row.Place = place
		out = append(out, row)
	}
	return out, nil
}

// unknownLeg: a leg l of a refund r is unknown.
const unknownLeg = `l.refund = r.refund AND l.status = 'Unknown' AND NOT l.replaced`

func queueRowFromRow(row scanner) (r ledger.QueueRow, err error) {
	var due, claimed, until int64
	var claim ledger.DeskClaim
	r.CaseRow, err = caseListFromRow(withMore{row, []any{&r.Customer, &due, &r.UnknownCount, &r.UnknownMinor, &claim.Person, &claimed, &until}})
	if due != math.MaxInt64 {
		r.DueAt = optionalTime(sql.NullInt64{Int64: due, Valid: true})
		r.ByLaw = r.PayBy != nil && micros(*r.PayBy) == due && (r.ReviewDueAt == nil || r.PayBy.Before(*r.ReviewDueAt))
	}
	if claim.Person != "" {
		claim.Refund, claim.ClaimedAt, claim.UntilAt = r.ID, fromMicros(claimed), fromMicros(until)
		r.Claim = &claim
	}
	return r, err
}

// withMore reads further columns after those that are asked for.
type withMore struct {
	scanner
	more []any
}

// Scan implements scanner.
func (w withMore) Scan(into ...any) error { return w.scanner.Scan(append(into, w.more...)...) }
