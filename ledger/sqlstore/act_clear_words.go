package sqlstore

import (
	"github.com/makegood/makegood/refund"
)

// clearing is a word that was taken.
type clearing struct {
	refund.Clearing
	role     refund.Role
	at       int64
	subject  refund.SubjectID
	verified refund.Verification
}

// clearings are the words about a leg's present generation: of each person the latest.
func (t *tx) clearings(c *caseRow, l *legRow) ([]clearing, error) {
	all, err := list(t, clearingFromRow, `SELECT body, role, acted_at, subject, verified FROM acts
		WHERE refund = $1 AND kind = $2 AND leg = $3 AND generation = $4 AND accepted ORDER BY acted_at, act_id`,
		c.id, refund.ActClear, l.LegID, l.Generation)
	var latest []clearing
	for i, w := range all {
		again := false
		for _, later := range all[i+1:] {
			again = again || refund.SamePerson(later.By, w.By)
		}
		if !again {
			latest = append(latest, w)
		}
	}
	return latest, err
}

func clearingFromRow(row scanner) (w clearing, err error) {
	var body string
	if err := row.Scan(&body, &w.role, &w.at, &w.subject, &w.verified); err != nil {
		return w, err
	}
	var act refund.Act
	if err := fromText(body, &act); err != nil {
		return w, err
	}
	w.Clearing = *act.Clearing
	return w, nil
}

// clearances are the same words, as the standing shows them.
func (t *tx) clearances(c *caseRow, l *legRow) (out []refund.Clearance, err error) {
	words, err := t.clearings(c, l)
	for _, w := range words {
		out = append(out, refund.Clearance{By: w.By, Role: w.role, Fact: w.Fact, At: fromMicros(w.at)})
	}
	return out, err
}
