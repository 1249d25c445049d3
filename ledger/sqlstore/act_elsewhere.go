package sqlstore

import (
	"database/sql"
	"strings"

	"github.com/makegood/makegood/refund"
)

// word is one person's word that a leg was paid outside makegood. While it waits for another person's, nothing is sent
// for the leg.
type word struct {
	by        refund.Person
	reference string
	at        sql.NullInt64
	// subject is who by is in a verifier's words, as the trail has it; it is read where it counts.
	subject  refund.SubjectID
	verified refund.Verification
}

// waits reports whether somebody has said it, and nobody else yet.
func (w word) waits() bool { return w.by != "" }

// agreedBy reports whether a resolution is another person's, and says the same.
func (w word) agreedBy(r refund.Resolution, who refund.SubjectID) bool {
	if !w.waits() || w.reference != strings.TrimSpace(r.Reference) {
		return false
	}
	agrees, _ := asked{by: w.by, subject: w.subject}.said(r.By, who, "")
	return agrees
}

// askElsewhere keeps a person's word that legs were paid outside makegood, and says who has to say so too. It is not
// accepted, and nothing is kept, where the word is enough: another person has said the same of each leg, or the policy
// takes one person's for the amount. Who says another reference takes the place of the first.
func (t *tx) askElsewhere(c *caseRow, r refund.Resolution, stake refund.Stake, targets []*legRow) (done, error) {
	b, err := t.brief(c)
	if err != nil || stake.Minor() <= b.Proposal.ElsewhereAloneMinor {
		return done{}, err
	}
	if agreed, err := t.agreedOnAll(c, targets, r, isAbove(b.Assessment.VerifiedAboveMinor, stake)); err != nil || agreed {
		return done{}, err
	}
	made := wasDone(askAnother)
	for _, l := range targets {
		if w := l.elsewhere; w.waits() && w.reference != strings.TrimSpace(r.Reference) {
			made.Detail = askAnother + "; " + string(w.by) + " had said reference " + refund.Cut(w.reference, codeBytes)
		}
		l.elsewhere = word{by: r.By, reference: strings.TrimSpace(r.Reference), at: t.nowMicros()}
		if err := t.saveLeg(c, l); err != nil {
			return done{}, err
		}
		cause := refund.Cause{Actor: r.By, Reason: joined(l.elsewhere.reference+":", r.Note)}
		c.note(event{Name: eventElsewhereSaid, Leg: l.LegID, Cause: cause})
	}
	if c.status != refund.StatusPayingOut { // what the refund waits for stays what it was
		return made, nil
	}
	return made, t.follow(c, refund.Cause{Actor: r.By, Reason: string(refund.CodeElsewhereUnconfirmed)})
}

// agreedOnAll reports whether another person has said the same of each leg; where only verified people count, a verified one.
func (t *tx) agreedOnAll(c *caseRow, targets []*legRow, r refund.Resolution, verified bool) (bool, error) {
	for _, l := range targets {
		w := l.elsewhere
		last, err := list(t, func(row scanner) (said word, err error) { return said, row.Scan(&said.subject, &said.verified) },
			`SELECT subject, verified FROM refund_event WHERE refund = $1 AND event = $2 AND leg = $3 ORDER BY id DESC LIMIT 1`,
			c.id, eventElsewhereSaid, l.LegID)
		if err != nil {
			return false, err
		}
		for _, said := range last {
			w.subject, w.verified = said.subject, said.verified
		}
		if verified && !w.verified.Proven() || !w.agreedBy(r, c.acting.ID) {
			return false, nil
		}
	}
	return true, nil
}

// eventElsewhereSaid is the row of the trail that says whose word waits for another's.
const eventElsewhereSaid = "ElsewhereSaid"

// toldElsewhere reports whether a leg that nobody knows to be paid, or asks a provider about, waits for another
// person's word.
func (l *legRow) toldElsewhere() bool {
	return l.elsewhere.waits() && !l.Status.Undecided() && l.Status != refund.LegSettled && l.Status != refund.LegReleased
}

// elsewhereStanding is the word as the standing shows it; nil: none waits.
func elsewhereStanding(l *legRow) *refund.ElsewhereWord {
	if !l.toldElsewhere() {
		return nil
	}
	return &refund.ElsewhereWord{By: l.elsewhere.by, Reference: refund.Cut(l.elsewhere.reference, codeBytes), At: fromMicros(l.elsewhere.at.Int64)}
}
