package sqlstore

import (
	"context"
	"database/sql"

	"github.com/makegood/makegood/refund"
)

// AuthorizeDecision implements ledger.Decisions: behind the decision, not only in a UI.
func (s *Store) AuthorizeDecision(ctx context.Context, in refund.DecisionRequest) (out refund.Ruling, err error) {
	err = s.write(ctx, "decide "+string(in.Refund), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		out, err = t.decide(c, in)
		return err
	})
	return out, err
}

func (t *tx) decide(c caseRow, in refund.DecisionRequest) (refund.Ruling, error) {
	if in.Decision.DecisionID == "" {
		return ruled(c, refusal(refund.CodeBadDecision, "a decision needs a decision_id")), nil
	}
	if first, known, err := t.decidedBefore(c, in.Decision); err != nil || known {
		return first, err
	}
	q, err := t.question(c, in)
	if err != nil {
		return refund.Ruling{}, err
	}
	role, answer := q.judge()
	made := decisionMade{Ruling: ruled(c, answer), role: role, hash: in.AssessmentHash}
	switch {
	case !answer.Accepted:
	case in.Decision.Verb == refund.VerbAdjust:
		if err := t.adjust(c, in, &made); err != nil || made.HistoryMoved {
			return made.Ruling, err
		}
	default:
		made.Final, made.NextRole = q.after(role)
	}
	return made.Ruling, t.storeDecision(c, in, made)
}

// decisionMade is a decision as it is stored: the ruling, as which role, on which assessment.
type decisionMade struct {
	refund.Ruling
	role refund.Role
	hash string
}

func ruled(c caseRow, a refund.Answer) refund.Ruling {
	a.Status = c.status
	return refund.Ruling{Answer: a}
}

func refusal(code refund.Code, detail string) refund.Answer {
	return refund.Answer{Code: code, Detail: detail}
}

// storeDecision keeps a decision, refused ones too, and what it makes of the case.
func (t *tx) storeDecision(c caseRow, in refund.DecisionRequest, made decisionMade) error {
	d := in.Decision
	answer := made.Ruling
	answer.Reserved = nil // the case has it
	raw, err := text(answer)
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO decisions (refund, decision_id, verb, reviewer, amount_minor, note, assessment_hash, accepted, answer, decided_at,
			role, message, bound_hash, round)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, (SELECT round FROM refunds WHERE refund = $1))`,
		c.id, d.DecisionID, d.Verb, d.Reviewer, optionalMinor(d.AmountMinor), d.Note, made.hash, made.Accepted, raw, micros(t.now),
		made.role, d.Message, d.AssessmentHash)
	if err != nil {
		return err
	}
	if made.Final {
		err = t.exec(`UPDATE refunds SET decided = $1, changed_at = $2 WHERE refund = $3`, lastWord(d.Verb), micros(t.now), c.id)
		if err != nil {
			return err
		}
	}
	c.status = made.Status
	return t.record(c, event{Name: decisionEvent(d, made), Cause: refund.Cause{Actor: d.Reviewer, Reason: joined(string(made.Code), d.Note)}})
}

// lastWord is what a case keeps of its last decision: who lowers the amount agrees to it.
func lastWord(v refund.Verb) refund.Verb {
	if v == refund.VerbAdjust {
		return refund.VerbApprove
	}
	return v
}

// decisionEvent names what a decision did.
func decisionEvent(d refund.Decision, made decisionMade) string {
	switch {
	case !made.Accepted:
		return "DecisionRefused"
	case d.Verb == refund.VerbReject:
		return "RejectedByReviewer"
	case d.Verb == refund.VerbAdjust:
		return "Adjusted"
	case made.Final:
		return "Approved"
	}
	return "ApprovalGiven"
}

func optionalMinor(minor *int64) sql.NullInt64 {
	if minor == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: *minor, Valid: true}
}
