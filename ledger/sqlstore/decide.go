package sqlstore

import (
	"context"
	"database/sql"
	"strings"

	"github.com/makegood/makegood/refund"
)

// authorizeDecision implements ledger.Decisions: behind the decision, not only in a UI.
func (s *Store) authorizeDecision(ctx context.Context, in refund.DecisionRequest) (out refund.Answer, err error) {
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

func (t *tx) decide(c caseRow, in refund.DecisionRequest) (refund.Answer, error) {
	first, err := list(t, answerFromRow, `SELECT answer FROM decisions WHERE refund = $1 AND decision_id = $2`,
		c.id, in.Decision.DecisionID)
	if err != nil {
		return refund.Answer{}, err
	}
	if len(first) > 0 {
		return first[0], nil
	}
	before, err := t.approvers(c)
	if err != nil {
		return refund.Answer{}, err
	}
	answer := judgeDecision(c, in, before)
	answer.Status = c.status
	if in.Decision.DecisionID == "" {
		return answer, nil
	}
	return answer, t.storeDecision(c, in, answer, len(before))
}

func answerFromRow(row scanner) (a refund.Answer, err error) {
	var raw string
	if err := row.Scan(&raw); err != nil {
		return a, err
	}
	return a, fromText(raw, &a)
}

// approvers are the people who approved the assessment as it stands.
func (t *tx) approvers(c caseRow) ([]refund.Person, error) {
	return list(t, func(row scanner) (p refund.Person, err error) { return p, row.Scan(&p) },
		`SELECT reviewer FROM decisions WHERE refund = $1 AND verb = $2 AND assessment_hash = $3 AND accepted ORDER BY decided_at`,
		c.id, refund.VerbApprove, c.assessmentHash)
}

// judgeDecision checks shape, state, person, amount, in that order; the first hit answers.
func judgeDecision(c caseRow, in refund.DecisionRequest, before []refund.Person) refund.Answer {
	d := in.Decision
	reviewer := strings.TrimSpace(string(d.Reviewer))
	switch {
	case d.DecisionID == "":
		return refusal(refund.CodeBadDecision, "a decision needs a decision_id")
	case d.Verb != refund.VerbApprove && d.Verb != refund.VerbReject:
		return refusal(refund.CodeBadDecision, "decision is approve or reject, not "+string(d.Verb))
	case reviewer == "":
		return refusal(refund.CodeBadDecision, "a decision needs a reviewer")
	case c.decided != "" && c.decided != d.Verb: // the same word again is heard: the story may have lost it
		return refusal(refund.CodeAlreadyDecided, "decided before: "+string(c.decided))
	case c.status != refund.StatusAwaitingApproval:
		return refusal(refund.CodeWrongState, "the refund is "+string(c.status))
	case strings.EqualFold(reviewer, strings.TrimSpace(string(c.requestedBy))):
		return refusal(refund.CodeReviewerIsAuthor, "the reviewer asked for this refund")
	case d.AmountMinor != nil && *d.AmountMinor != c.totalMinor:
		return refusal(refund.CodeAmountMoved, "the refund's amount is not the one decided on")
	case in.AssessmentHash != c.assessmentHash:
		return refusal(refund.CodeAmountMoved, "the assessment is not the one decided on")
	}
	for _, p := range before {
		if strings.EqualFold(reviewer, strings.TrimSpace(string(p))) && d.Verb == refund.VerbApprove && c.decided == "" {
			return refusal(refund.CodeAlreadyDecided, "this reviewer approved before; another person must agree")
		}
	}
	return refund.Answer{Accepted: true}
}

func refusal(code refund.Code, detail string) refund.Answer {
	return refund.Answer{Code: code, Detail: detail}
}

// storeDecision keeps a decision, refused ones too, and what it makes of the case.
func (t *tx) storeDecision(c caseRow, in refund.DecisionRequest, a refund.Answer, approvedBefore int) error {
	d := in.Decision
	raw, err := text(a)
	if err != nil {
		return err
	}
	var amount sql.NullInt64
	if d.AmountMinor != nil {
		amount = sql.NullInt64{Int64: *d.AmountMinor, Valid: true}
	}
	err = t.exec(`INSERT INTO decisions (refund, decision_id, verb, reviewer, amount_minor, note, assessment_hash, accepted, answer, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		c.id, d.DecisionID, d.Verb, d.Reviewer, amount, d.Note, in.AssessmentHash, a.Accepted, raw, micros(t.now))
	if err != nil {
		return err
	}
	name, final := decisionEvent(c, d, a, approvedBefore)
	if final {
		err = t.exec(`UPDATE refunds SET decided = $1, changed_at = $2 WHERE refund = $3`, d.Verb, micros(t.now), c.id)
		if err != nil {
			return err
		}
	}
	cause := refund.Cause{Actor: d.Reviewer, Reason: strings.TrimSpace(string(a.Code) + " " + d.Note)}
	return t.record(c, event{Name: name, Cause: cause})
}

// decisionEvent names what a decision did, and whether it is the last word.
func decisionEvent(c caseRow, d refund.Decision, a refund.Answer, approvedBefore int) (name string, final bool) {
	switch {
	case !a.Accepted:
		return "DecisionRefused", false
	case d.Verb == refund.VerbReject:
		return "RejectedByReviewer", true
	case approvedBefore+1 >= c.approvals:
		return "Approved", true
	}
	return "ApprovalGiven", false
}
