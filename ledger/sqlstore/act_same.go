package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// actID names an act within its refund and kind: its own id, or what it can be done to once. Without either
// it is done as often as it is asked for.
func actID(c *caseRow, a refund.Act) (string, error) {
	if id, own := ownID(a); own {
		return string(id), nil
	}
	switch a.Kind {
	case refund.ActWithdraw:
		return fmt.Sprintf("round/%d", c.round), nil
	case refund.ActAnswer:
		q, err := c.asked()
		if err != nil || q == nil {
			return "", err
		}
		return string(q.InfoID), nil
	case refund.ActChoose:
		return a.Choice.AlternativeID + "/" + a.Choice.AssessmentHash, nil
	case refund.ActAnswerOffer:
		return "offer", nil
	case refund.ActDecide, refund.ActResolve, refund.ActClear, refund.ActLookNow, refund.ActAssign, refund.ActAsk,
		refund.ActInspect, refund.ActAppeal:
	}
	return "", nil
}

// answeredBefore answers an act that was heard before: the first answer, or CONFLICT when the body is
// another one under the same id.
func (t *tx) answeredBefore(c *caseRow, a refund.Act) (answer refund.Answer, known bool, err error) {
	switch a.Kind {
	case refund.ActDecide:
		return t.decidedBefore(c, *a.Decision)
	case refund.ActResolve:
		return t.resolvedBefore(c, *a.Resolution)
	case refund.ActWithdraw, refund.ActClear, refund.ActLookNow, refund.ActAssign, refund.ActAsk, refund.ActAnswer,
		refund.ActInspect, refund.ActAppeal, refund.ActChoose, refund.ActAnswerOffer:
	}
	id, err := actID(c, a)
	if err != nil || id == "" {
		return answer, false, err
	}
	var first refund.Act
	var raw, body string
	rows, err := list(t, func(row scanner) (one int, err error) { return 1, row.Scan(&raw, &body) },
		`SELECT answer, body FROM acts WHERE refund = $1 AND kind = $2 AND act_id = $3`, c.id, a.Kind, id)
	if err != nil || len(rows) == 0 {
		return answer, false, err
	}
	if err := fromText(body, &first); err != nil {
		return answer, false, err
	}
	if sameAct(first, a) {
		return answer, true, fromText(raw, &answer)
	}
	if !named(a) {
		return answer, false, nil
	}
	return t.conflicting(c, id, a.By())
}

// sameAct reports whether an act says what another one said.
func sameAct(a, b refund.Act) bool {
	if !refund.SamePerson(a.By(), b.By()) {
		return false
	}
	first, err := text(asSaid(a))
	again, fault := text(asSaid(b))
	return err == nil && fault == nil && first == again
}

// asSaid is an act without what is not the actor's word: how their name is written, and lines that stand for
// "all of it".
func asSaid(a refund.Act) refund.Act {
	switch a.Kind {
	case refund.ActWithdraw:
		said := *a.Withdrawal
		said.By, a.Withdrawal = "", &said
	case refund.ActClear:
		said := *a.Clearing
		said.By, a.Clearing = "", &said
	case refund.ActAsk:
		said := *a.Question
		said.By, a.Question = "", &said
	case refund.ActAnswer:
		said := *a.Reply
		said.By, a.Reply = "", &said
	case refund.ActInspect:
		said := *a.Inspection
		if said.By = ""; said.AllAccepted {
			said.Lines = nil
		}
		a.Inspection = &said
	case refund.ActAppeal:
		said := *a.Appeal
		said.By, a.Appeal = "", &said
	case refund.ActChoose:
		said := *a.Choice
		said.By, a.Choice = "", &said
	case refund.ActAnswerOffer:
		said := *a.OfferReply
		said.By, a.OfferReply = "", &said
	case refund.ActDecide, refund.ActResolve, refund.ActLookNow, refund.ActAssign:
	}
	return a
}

// conflicting keeps, once, that an id came again with another body.
func (t *tx) conflicting(c *caseRow, id string, by refund.Person) (refund.Answer, bool, error) {
	answer := answerOf(refund.CodeConflict, "this id was used for something else: "+refund.Cut(id, codeBytes))
	answer.Status = c.status
	key := "conflict/act/" + id
	known, err := t.recorded(c.id, key)
	if err == nil && !known {
		c.note(event{Name: "DecisionRefused", Key: key, Cause: refund.Cause{Actor: by, Reason: joined(string(refund.CodeConflict), id)}})
	}
	return answer, true, err
}
