package sqlstore

import (
	"github.com/makegood/makegood/refund"
)

// storeResolution keeps a resolution, refused ones too.
func (t *tx) storeResolution(c *caseRow, r refund.Resolution, made done) error {
	answer, err := text(made.Answer)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO resolutions (refund, resolution_id, action, person, leg, reference, via, note, round, accepted, answer, resolved_at,
			verified, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		c.id, r.ResolutionID, r.Action, r.By, r.Leg, r.Reference, r.Via, r.Note, c.asRead.round, made.Accepted, answer, micros(t.now),
		c.acting.Verified, c.acting.ID)
}

// resolvedBefore answers a resolution id that was heard before.
func (t *tx) resolvedBefore(c *caseRow, r refund.Resolution) (answer refund.Answer, known bool, err error) {
	first := refund.Resolution{ResolutionID: r.ResolutionID}
	var by refund.SubjectID
	rows, err := list(t, func(row scanner) (raw string, err error) {
		return raw, row.Scan(&first.Action, &first.By, &first.Leg, &first.Reference, &first.Via, &first.Note, &raw, &by)
	}, `SELECT action, person, leg, reference, via, note, answer, subject FROM resolutions WHERE refund = $1 AND resolution_id = $2`, c.id, r.ResolutionID)
	if err != nil || len(rows) == 0 {
		return answer, false, err
	}
	same := refund.SamePerson(first.By, r.By) && c.sameSubject(by)
	if first.By, first.Seen = r.By, r.Seen; !same || first != r {
		return t.conflicting(c, string(r.ResolutionID), r.By)
	}
	return answer, true, fromText(rows[0], &answer)
}
