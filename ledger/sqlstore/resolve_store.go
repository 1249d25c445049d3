package sqlstore

import (
	"github.com/makegood/makegood/refund"
)

// carryOut does what a resolution does to the legs, and returns the case's status after it. Giving
// up is the release that follows.
func (t *tx) carryOut(c caseRow, r refund.Resolution, legs []legRow) (refund.Status, error) {
	switch r.Action {
	case refund.ResolveGiveUp:
		return c.status, nil
	case refund.ResolveRetry:
		return c.status, t.allowRetry(c, legs)
	case refund.ResolvePaidElsewhere, refund.ResolvePayAnotherWay:
		return t.substitute(c, r, legs)
	}
	return c.status, invariant("resolution %q", r.Action)
}

// allowRetry lets what bounced be begun again. What was refused needs no leave, for it moved nothing;
// what was paid outside is not makegood's to pay again.
func (t *tx) allowRetry(c caseRow, legs []legRow) error {
	for _, l := range live(legs) {
		if l.Status != refund.LegLateFailed || l.Via == refund.ViaElsewhere {
			continue
		}
		l.mayRetry = true
		if err := t.flagLeg(c, l); err != nil {
			return err
		}
	}
	return nil
}

// storeResolution keeps a resolution, refused ones too.
func (t *tx) storeResolution(c caseRow, r refund.Resolution, out refund.Ruling) error {
	raw, err := text(out)
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO resolutions (refund, resolution_id, action, person, reference, via, note, round, accepted, answer, resolved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		c.id, r.ResolutionID, r.Action, r.By, r.Reference, r.Via, r.Note, c.round, out.Accepted, raw, micros(t.now))
	if err != nil {
		return err
	}
	name := "Resolved"
	if !out.Accepted {
		name = "ResolutionRefused"
	}
	cause := refund.Cause{Actor: r.By, Reason: joined(string(out.Code), string(r.Action), r.Reference, r.Note)}
	return t.record(c, event{Name: name, To: out.Status, Cause: cause})
}

// resolvedBefore answers a resolution id that was heard before: the first answer, or CONFLICT when
// the body is another one.
func (t *tx) resolvedBefore(c caseRow, r refund.Resolution) (out refund.Ruling, known bool, err error) {
	type heard struct {
		refund.Resolution
		answer string
	}
	rows, err := list(t, func(row scanner) (h heard, err error) {
		return h, row.Scan(&h.Action, &h.By, &h.Reference, &h.Via, &h.Note, &h.answer)
	}, `SELECT action, person, reference, via, note, answer FROM resolutions WHERE refund = $1 AND resolution_id = $2`, c.id, r.ResolutionID)
	if err != nil || len(rows) == 0 {
		return out, false, err
	}
	first := rows[0].Resolution
	first.ResolutionID = r.ResolutionID
	if !refund.SamePerson(first.By, r.By) {
		return ruled(c, conflicting("resolution_id")), true, t.recordOtherBody(c, string(r.ResolutionID), r.By)
	}
	if first.By = r.By; first != r {
		return ruled(c, conflicting("resolution_id")), true, t.recordOtherBody(c, string(r.ResolutionID), r.By)
	}
	if err := fromText(rows[0].answer, &out); err != nil {
		return out, true, err
	}
	out, err = t.withCase(c, r, out)
	return out, true, err
}

// withCase adds the case as it stands to a resolution that changed its legs.
func (t *tx) withCase(c caseRow, r refund.Resolution, out refund.Ruling) (refund.Ruling, error) {
	if !out.Accepted || !substitutes(r) {
		return out, nil
	}
	now, err := t.findCase(c.id)
	if err != nil {
		return out, err
	}
	reserved, err := t.reservedBefore(now)
	out.Reserved = &reserved
	return out, err
}
