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
// another one under the same id, or somebody else's.
func (t *tx) answeredBefore(c *caseRow, a refund.Act) (answer refund.Answer, known bool, err error) {
	answer, known, err = t.keptAnswer(c, a)
	answer.Replayed = known && answer.Code != refund.CodeConflict
	if err != nil || known || !c.acting.Verified.Proven() || !named(a) {
		return answer, known, err
	}
	return t.usedOtherwise(c, a)
}

func (t *tx) keptAnswer(c *caseRow, a refund.Act) (answer refund.Answer, known bool, err error) {
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
	var by refund.SubjectID
	rows, err := list(t, func(row scanner) (one int, err error) { return 1, row.Scan(&raw, &body, &by) },
		`SELECT answer, body, subject FROM acts WHERE refund = $1 AND kind = $2 AND act_id = $3`, c.id, a.Kind, id)
	if err != nil || len(rows) == 0 {
		return answer, false, err
	}
	if err := fromText(body, &first); err != nil {
		return answer, false, err
	}
	if sameAct(first, a) && c.sameSubject(by) {
		return answer, true, fromText(raw, &answer)
	}
	if !named(a) {
		return answer, false, nil
	}
	return t.conflicting(c, id, a.By())
}

// sameSubject reports whether who acts may be the subject of an earlier act: two that are verified as two are not.
func (c *caseRow) sameSubject(earlier refund.SubjectID) bool {
	return earlier == "" || c.acting.ID == "" || earlier == c.acting.ID
}

// usedOtherwise refuses the key of a call through a door that an act of another kind has.
func (t *tx) usedOtherwise(c *caseRow, a refund.Act) (refund.Answer, bool, error) {
	id := string(a.ID())
	found, err := list(t, anyRow, `SELECT 1 FROM acts WHERE refund = $1 AND kind <> $2 AND act_id IN ($3, $4)
		UNION ALL SELECT 1 FROM decisions WHERE refund = $1 AND decision_id = $3 AND $2 <> 'decide'
		UNION ALL SELECT 1 FROM resolutions WHERE refund = $1 AND resolution_id = $3 AND $2 <> 'resolve'`, c.id, string(a.Kind), id, keyPrefix+id)
	if err != nil || len(found) == 0 {
		return refund.Answer{}, false, err
	}
	return t.conflicting(c, id, a.By())
}

// sameAct reports whether an act says what another one said. A choice that names no assessment is of any.
func sameAct(a, b refund.Act) bool {
	if !refund.SamePerson(a.By(), b.By()) {
		return false
	}
	if a.Kind == refund.ActChoose && b.Choice.AssessmentHash == "" {
		said := *a.Choice
		said.AssessmentHash, a.Choice = "", &said
	}
	first, err := text(asSaid(a))
	again, fault := text(asSaid(b))
	return err == nil && fault == nil && first == again
}

// asSaid is an act without what is not the actor's word: how their name is written, how they saw the refund, and lines
// that stand for "all of it".
func asSaid(a refund.Act) refund.Act {
	switch a.Kind {
	case refund.ActWithdraw:
		said := *a.Withdrawal
		said.By, said.Seen, a.Withdrawal = "", refund.Seen{}, &said
	case refund.ActClear:
		said := *a.Clearing
		said.By, said.Seen, a.Clearing = "", refund.Seen{}, &said
	case refund.ActAsk:
		said := *a.Question
		said.By, said.Seen, a.Question = "", refund.Seen{}, &said
	case refund.ActAnswer:
		said := *a.Reply
		said.By, said.Seen, a.Reply = "", refund.Seen{}, &said
	case refund.ActInspect:
		said := *a.Inspection
		if said.By, said.Seen = "", (refund.Seen{}); said.AllAccepted {
			said.Lines = nil
		}
		a.Inspection = &said
	case refund.ActAppeal:
		said := *a.Appeal
		said.By, said.Seen, a.Appeal = "", refund.Seen{}, &said
	case refund.ActChoose:
		said := *a.Choice
		said.By, said.Seen, a.Choice = "", refund.Seen{}, &said
	case refund.ActAnswerOffer:
		said := *a.OfferReply
		said.By, said.Seen, a.OfferReply = "", refund.Seen{}, &said
	case refund.ActLookNow:
		said := *a.LookNow
		said.By, said.Seen, a.LookNow = "", refund.Seen{}, &said
	case refund.ActAssign:
		said := *a.Assignment
		said.By, said.Seen, a.Assignment = "", refund.Seen{}, &said
	case refund.ActDecide, refund.ActResolve:
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
