package sqlstore

import (
	"database/sql"
	"strings"

	"github.com/makegood/makegood/refund"
)

// decidedBefore answers a decision id that was heard before: the first answer, or CONFLICT when
// the body is another one. An adjustment comes with the case as it stands.
func (t *tx) decidedBefore(c caseRow, d refund.Decision) (out refund.Ruling, known bool, err error) {
	rows, err := list(t, heardFromRow, `SELECT answer, verb, reviewer, amount_minor, note, message, bound_hash
		FROM decisions WHERE refund = $1 AND decision_id = $2`, c.id, d.DecisionID)
	if err != nil || len(rows) == 0 {
		return out, false, err
	}
	first := rows[0]
	if !first.same(d) {
		return ruled(c, conflicting("decision_id")), true, t.recordOtherBody(c, string(d.DecisionID), d.Reviewer)
	}
	if first.ruling.Accepted && d.Verb == refund.VerbAdjust {
		now, err := t.reservedBefore(c)
		first.ruling.Reserved = &now
		return first.ruling, true, err
	}
	return first.ruling, true, nil
}

func conflicting(id string) refund.Answer {
	return refusal(refund.CodeConflict, "this "+id+" was used for something else")
}

// recordOtherBody keeps, once, that an id came again with another body.
func (t *tx) recordOtherBody(c caseRow, id string, by refund.Person) error {
	key := "conflict/act/" + id
	if known, err := t.recorded(c.id, key); err != nil || known {
		return err
	}
	return t.record(c, event{Name: "DecisionRefused", Key: key, Cause: refund.Cause{Actor: by, Reason: joined(string(refund.CodeConflict), id)}})
}

// heard is a decision as it was stored, with its answer.
type heard struct {
	refund.Decision
	ruling refund.Ruling
}

func heardFromRow(row scanner) (h heard, err error) {
	var raw string
	var amount sql.NullInt64
	if err := row.Scan(&raw, &h.Verb, &h.Reviewer, &amount, &h.Note, &h.Message, &h.AssessmentHash); err != nil {
		return h, err
	}
	if amount.Valid {
		h.AmountMinor = &amount.Int64
	}
	return h, fromText(raw, &h.ruling)
}

// same reports whether a decision says what this one said.
func (h heard) same(d refund.Decision) bool {
	return h.Verb == d.Verb && refund.SamePerson(h.Reviewer, d.Reviewer) && optionalMinor(h.AmountMinor) == optionalMinor(d.AmountMinor) &&
		h.Note == d.Note && h.Message == d.Message && h.AssessmentHash == d.AssessmentHash
}

func joined(parts ...string) string { return strings.TrimSpace(strings.Join(parts, " ")) }
