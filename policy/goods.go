package policy

import (
	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/law"
	"github.com/makegood/makegood/refund"
)

// lawfulReturnSeconds is how long a request that goes back by law waits for its goods, at least: the customer may
// send them on the last of the law's days, and goods sent then are given as many days to arrive.
const lawfulReturnSeconds = 2 * law.SendDays * 24 * 3600

// askForGoods says which goods have to come back: those the customer has, by terms that want them.
// Whether they come first is decided with the risk.
func (w *work) askForGoods() error {
	w.sayWaived()
	if w.changes.goodsSettled() || w.out.TotalMinor == 0 {
		return nil
	}
	lines := w.entitlement.GoodsExpected()
	if len(lines) == 0 {
		return nil
	}
	w.out.Goods = &refund.GoodsTerms{ReturnSeconds: w.policy.Goods.ReturnSeconds, RemindSeconds: w.policy.Goods.RemindSeconds,
		InspectRole: w.policy.Goods.InspectRole, Lines: lines,
		ProofSuffices: w.entitlement.ProofSuffices()}
	if w.out.Goods.ProofSuffices {
		w.out.Goods.ReturnSeconds = max(w.out.Goods.ReturnSeconds, lawfulReturnSeconds)
	}
	for _, line := range lines {
		w.steps.Say("goods.required", 0, explain.Word("line", line.LineID), explain.Number("quantity", line.Quantity))
	}
	return nil
}

// sayWaived says which goods are paid back and stay with the customer.
func (w *work) sayWaived() {
	for i := range w.entitlement.Items {
		if it := &w.entitlement.Items[i]; it.GoodsWaived {
			w.steps.Say("goods.waived", 0, explain.Word("line", it.Line.LineID), explain.Number("quantity", it.Taken.Now))
		}
	}
}

// takeInspected leaves of the request what was taken back of the goods that had to come.
func (w *work) takeInspected() error {
	if w.changes == nil || w.changes.Inspection == nil {
		return nil
	}
	expected := w.entitlement.GoodsExpected()
	if goods := w.changes.Stored.Assessment.Goods; goods != nil {
		expected = goods.Lines
	}
	return computed(func(c *entitlement.Calculation) error { return c.TakeInspected(*w.changes.Inspection, expected) })(w)
}

// deductInspected takes what goods that were taken back for less are worth less.
func (w *work) deductInspected() error {
	if w.changes == nil || w.changes.Inspection == nil {
		return nil
	}
	return w.entitlement.DeductInspected(*w.changes.Inspection)
}
