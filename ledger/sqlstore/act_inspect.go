package sqlstore

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// inspect takes what was found of the goods, or the proof that they were sent. Where everything came back as it
// should, the proposal stands; anything else is judged again.
func (t *tx) inspect(c *caseRow, in refund.ActRequest, rules ledger.Rules) (done, error) {
	found := *in.Act.Inspection
	if problem, stopped := t.staffOnly(c, in, found.By); stopped {
		return notDoneBy(problem), nil
	}
	p, err := t.proposal(c.id)
	switch {
	case err != nil:
		return done{}, err
	case c.status != refund.StatusAwaitingGoods:
		return notDone(refund.CodeWrongState, "the refund is %s and waits for no goods", c.status), nil
	case p.Assessment.Goods == nil:
		return done{}, invariant("%s waits for goods that nobody named", c.id)
	}
	goods := *p.Assessment.Goods
	if !in.Authority.Holds(goods.Inspector()) {
		return notDone(refund.CodeReviewerRole, "goods are inspected by %s, which %s is not", goods.Inspector(), found.By), nil
	}
	if answer, err := t.verifiedInspector(c, p.Assessment.VerifiedAboveMinor); err != nil || answer.Code != "" {
		return done{Answer: answer}, err
	}
	if found.SentProof != nil {
		return t.sent(c, found, goods)
	}
	if problem, wrong := t.receivedWhen(found); wrong {
		return notDoneBy(problem), nil
	}
	found = found.Whole(goods.Lines)
	if problem, wrong := found.Check(goods.Lines); wrong {
		return notDoneBy(problem), nil
	}
	made := wasDone("what arrived is assessed")
	made.role, made.found = goods.Inspector(), &found // it is kept with its lines
	c.inspected = found.InspectionID
	return made, t.decideByGoods(c, goodsFound{Inspection: found, complete: found.Complete(goods.Lines)}, rules)
}

// sent ends the wait for goods of which the customer has proved that they were sent, where the law lets the money wait
// no longer. Nobody has seen them: the proposal stands.
func (t *tx) sent(c *caseRow, found refund.Inspection, goods refund.GoodsTerms) (done, error) {
	if !goods.ProofSuffices {
		return notDone(refund.CodeBadInspection, "no law lets the proof of their sending stand for these goods: they are inspected when they come"), nil
	}
	proof := *found.SentProof
	proof.Evidence = nil // it stays with the act
	var err error
	if c.sentProof, err = text(proof); err != nil {
		return done{}, err
	}
	made := wasDone("the money waits for the goods no longer: sent by %s", found.SentProof)
	made.role = goods.Inspector()
	cause := refund.Cause{Actor: found.By, Reason: joined("proof of sending:", found.SentProof.String(), found.Note)}
	if err := t.become(c, refund.StatusInspected, event{Name: "SentProved", Cause: cause}); err != nil {
		return done{}, err
	}
	if err := t.enterReview(c, event{Name: "GoodsOnTheirWay", Cause: cause}); err != nil {
		return done{}, err
	}
	return made, t.follow(c, cause) // nothing may be left to pay
}

// goodsFound is an inspection; complete: everything was accepted at its full value.
type goodsFound struct {
	refund.Inspection
	complete bool
}

// decideByGoods decides the refund by what arrived. Where the rules have no answer it waits for a person, who may let
// them try again.
func (t *tx) decideByGoods(c *caseRow, found goodsFound, rules ledger.Rules) error {
	cause := refund.Cause{Actor: found.By, Reason: inspected(found.Inspection)}
	if err := t.become(c, refund.StatusInspected, event{Name: "Inspected", Cause: cause}); err != nil {
		return err
	}
	if err := t.goodsCame(c, found.Inspection); err != nil {
		return err
	}
	if found.complete {
		if err := t.enterReview(c, event{Name: "GoodsAccepted", Cause: cause}); err != nil {
			return err
		}
		return t.follow(c, cause) // nothing may be left to pay
	}
	proposed, problem, err := t.decideAgain(c, rules, func(ask *refund.Reassessment) { ask.Inspection = &found.Inspection })
	if err != nil {
		return err
	}
	if problem == nil && proposed.Assessment.Disposition == refund.DispositionAttention {
		unanswerable := unanswerable(proposed.Assessment)
		problem = &unanswerable
	}
	if problem != nil {
		c.goodsOpen = true
		return t.park(c, *problem, found.By)
	}
	c.goodsOpen = false
	if proposed.Assessment.Disposition != refund.DispositionPay {
		return t.goodsNotAccepted(c, found.Inspection, proposed.Assessment.Reasons)
	}
	c.refusedPart = true
	if err := t.replace(c, proposed, cause); err != nil {
		return err
	}
	if err := t.enterReview(c, event{Name: "GoodsAssessed", Cause: cause}); err != nil {
		return err
	}
	return t.follow(c, cause)
}

// goodsNotAccepted ends a request of whose goods nothing is taken back.
func (t *tx) goodsNotAccepted(c *caseRow, found refund.Inspection, reasons []string) error {
	if len(reasons) == 0 {
		reasons = []string{whyNotAccepted}
	}
	if err := c.refuse(reasons, ""); err != nil {
		return err
	}
	cause := refund.Cause{Actor: found.By, Reason: strings.Join(reasons, " ") + ": " + found.Note}
	return t.endReleased(c, refund.StatusRejected, event{Name: "Released", Cause: cause})
}

// decideByInspection decides the refund by the inspection that is stored.
func (t *tx) decideByInspection(c *caseRow, rules ledger.Rules) error {
	found, err := t.inspection(c)
	if err != nil || found == nil {
		return cmp.Or(err, invariant("%s has no inspection", c.id))
	}
	return t.decideByGoods(c, goodsFound{Inspection: *found}, rules)
}

// inspection is what was found of the goods; nil: nobody has looked.
func (t *tx) inspection(c *caseRow) (*refund.Inspection, error) {
	rows, err := list(t, func(row scanner) (body string, err error) { return body, row.Scan(&body) },
		`SELECT body FROM acts WHERE refund = $1 AND kind = $2 AND act_id = $3`, c.id, refund.ActInspect, c.inspected)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var act refund.Act
	err = fromText(rows[0], &act)
	return act.Inspection, err
}

// inspected says in one line what was found, for the trail.
func inspected(i refund.Inspection) string {
	words := "inspected:"
	for _, line := range first(i.Lines, listedMax) {
		words += strings.TrimSuffix(fmt.Sprintf(" line %s: %d accepted, %d partly, %d refused %s", line.LineID,
			line.AcceptedQuantity, line.PartialQuantity, line.RefusedQuantity, line.Reason), " ") + ";"
	}
	return words + " " + i.Note
}
