package sqlstore

import (
	"cmp"
	"database/sql"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// decide checks a decision and carries it out: a no releases the refund, the last yes pays it, and a lower
// amount takes the place of what was proposed.
func (t *tx) decide(c *caseRow, in refund.ActRequest, rules ledger.Rules) (done, error) {
	q, err := t.question(c, in)
	if err != nil {
		return done{}, err
	}
	role, answer := q.check()
	made := done{Answer: answer, role: role, hash: c.assessmentHash}
	if !answer.Accepted {
		return made, nil
	}
	d := *in.Act.Decision
	switch d.Verb {
	case refund.VerbReject:
		made.Detail = "rejected"
		return made, t.rejectedByReviewer(c, d)
	case refund.VerbAdjust:
		return t.adjust(c, in, rules)
	case refund.VerbApprove:
	}
	final, next := q.after(role)
	made.Detail = effect(final, next)
	return made, t.agreed(c, d, final, next)
}

// effect tells the reviewer what the agreement came to.
func effect(final bool, next refund.Role) string {
	if final {
		return "approved"
	}
	return "agreed; " + cmp.Or(string(next), "another person") + " is asked next"
}

func (t *tx) rejectedByReviewer(c *caseRow, d refund.Decision) error {
	if err := c.refuse([]string{whyReviewer}, d.Message); err != nil {
		return err
	}
	c.decided = refund.VerbReject
	cause := refund.Cause{Actor: d.Reviewer, Reason: "reject: " + d.Note}
	return t.endReleased(c, refund.StatusRejected, event{Name: "RejectedByReviewer", Cause: cause})
}

// agreed keeps an agreement: the last one pays, another one asks the next role.
func (t *tx) agreed(c *caseRow, d refund.Decision, final bool, next refund.Role) error {
	c.message = cmp.Or(d.Message, c.message) // who agrees to a lowered amount does not take back why it was lowered
	cause := refund.Cause{Actor: d.Reviewer, Reason: string(d.Verb) + ": " + d.Note}
	if !final {
		c.nextRole, c.assignee = next, ""
		c.note(event{Name: "ApprovalGiven", Cause: cause})
		return nil
	}
	c.decided = refund.VerbApprove
	if err := t.enterPayout(c, event{Name: "Approved", Cause: cause}); err != nil || c.status != refund.StatusPayingOut {
		return err
	}
	return t.follow(c, cause)
}

// storeDecision keeps a decision, refused ones too.
func (t *tx) storeDecision(c *caseRow, d refund.Decision, made done) error {
	answer, err := text(made.Answer)
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO decisions (refund, decision_id, verb, reviewer, amount_minor, note, assessment_hash, accepted, answer, decided_at,
			role, message, bound_hash, round, verified, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		c.id, d.DecisionID, d.Verb, d.Reviewer, optionalMinor(d.AmountMinor), d.Note, made.hash, made.Accepted, answer, micros(t.now),
		made.role, d.Message, d.AssessmentHash, c.asRead.round, c.acting.Verified, c.acting.ID)
}

// decidedBefore answers a decision id that was heard before.
func (t *tx) decidedBefore(c *caseRow, d refund.Decision) (answer refund.Answer, known bool, err error) {
	rows, err := list(t, storedDecisionFromRow, `SELECT answer, verb, reviewer, amount_minor, note, message, bound_hash, subject
		FROM decisions WHERE refund = $1 AND decision_id = $2`, c.id, d.DecisionID)
	if err != nil || len(rows) == 0 {
		return answer, false, err
	}
	if !rows[0].same(d) || !c.sameSubject(rows[0].subject) {
		return t.conflicting(c, string(d.DecisionID), d.Reviewer)
	}
	return rows[0].answer, true, nil
}

// storedDecision is a decision as it was stored, with its answer.
type storedDecision struct {
	refund.Decision
	answer  refund.Answer
	subject refund.SubjectID
}

func storedDecisionFromRow(row scanner) (h storedDecision, err error) {
	var raw string
	var amount sql.NullInt64
	if err := row.Scan(&raw, &h.Verb, &h.Reviewer, &amount, &h.Note, &h.Message, &h.AssessmentHash, &h.subject); err != nil {
		return h, err
	}
	if amount.Valid {
		h.AmountMinor = &amount.Int64
	}
	return h, fromText(raw, &h.answer)
}

// same reports whether a decision says what this one said.
func (h storedDecision) same(d refund.Decision) bool {
	return h.Verb == d.Verb && refund.SamePerson(h.Reviewer, d.Reviewer) && optionalMinor(h.AmountMinor) == optionalMinor(d.AmountMinor) &&
		h.Note == d.Note && h.Message == d.Message && h.AssessmentHash == d.AssessmentHash
}

func optionalMinor(minor *int64) sql.NullInt64 {
	if minor == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: *minor, Valid: true}
}

func joined(parts ...string) string { return strings.TrimSpace(strings.Join(parts, " ")) }
