package sqlstore

import (
	"cmp"

	"github.com/makegood/makegood/refund"
)

// keepAct stores an act with its answer.
func (t *tx) keepAct(c *caseRow, a refund.Act, made done) error {
	switch a.Kind {
	case refund.ActDecide:
		return t.storeDecision(c, *a.Decision, made)
	case refund.ActResolve:
		return t.storeResolution(c, *a.Resolution, made)
	case refund.ActWithdraw, refund.ActClear, refund.ActLookNow, refund.ActAssign, refund.ActAsk, refund.ActAnswer,
		refund.ActInspect, refund.ActAppeal, refund.ActChoose, refund.ActAnswerOffer:
	}
	return t.storeAct(c, a, made)
}

func (t *tx) storeAct(c *caseRow, a refund.Act, made done) error {
	id, err := actID(&caseRow{caseColumns: c.asRead}, a) // as it was when it was done
	if err != nil || id == "" {
		return err
	}
	if made.found != nil {
		a.Inspection = made.found
	}
	body, err := text(a)
	if err != nil {
		return err
	}
	answer, err := text(made.Answer)
	if err != nil {
		return err
	}
	var leg refund.LegID
	generation := 0
	if made.leg != nil {
		leg, generation = made.leg.LegID, made.leg.Generation
	}
	err = t.exec(`INSERT INTO acts (refund, kind, act_id, person, leg, generation, role, body, accepted, answer, round, acted_at,
			verified, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		c.id, a.Kind, id, a.By(), leg, generation, made.role, body, made.Accepted, answer, c.asRead.round, micros(t.now),
		c.acting.Verified, c.acting.ID)
	if err != nil || !made.Accepted {
		return err
	}
	source, all := evidenceOf(a)
	return t.keepEvidence(c, source, all)
}

// noteRefusedAct counts a refused act, and keeps its answer where it has an id of its own: nothing else is
// changed by it.
func (t *tx) noteRefusedAct(c *caseRow, a refund.Act, made done) error {
	r, err := t.refusals(c.id)
	if err != nil {
		return err
	}
	before := r.count
	r.count++
	c.noteRefused(before, r.count, event{Name: refusedEvent(a.Kind), Cause: refund.Cause{
		Actor: a.By(), Reason: joined(string(made.Code), string(a.Kind)+":", refund.Cut(made.Detail, refund.ReasonBytesMax)),
	}})
	if named(a) && !made.passing && made.Code != refund.CodeReviewerNotVerified && r.stored < refusedStoredMax {
		r.stored++
		made.hash = cmp.Or(made.hash, c.assessmentHash)
		if err := t.keepAct(c, a, made); err != nil {
			return err
		}
	}
	return t.saveRefusals(c.id, r)
}

func refusedEvent(kind refund.ActKind) string {
	switch kind {
	case refund.ActDecide:
		return "DecisionRefused"
	case refund.ActResolve:
		return "ResolutionRefused"
	case refund.ActWithdraw, refund.ActClear, refund.ActLookNow, refund.ActAssign, refund.ActAsk, refund.ActAnswer,
		refund.ActInspect, refund.ActAppeal, refund.ActChoose, refund.ActAnswerOffer:
	}
	return "ActRefused"
}
