package policy

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// goodsRules say how goods come back, where the terms want them back.
type goodsRules struct {
	returnSeconds int64
	remindSeconds int64
	// firstFromRisk is the lowest risk band whose money waits for the goods; riskNever: none.
	firstFromRisk refund.RiskBand
}

func (g goodsRules) open() GoodsWords {
	words := GoodsWords{ReturnSeconds: g.returnSeconds, RemindSeconds: g.remindSeconds, FirstFromRisk: g.firstFromRisk}
	if g.firstFromRisk == riskNever {
		words.FirstFromRisk = ""
	}
	return words
}

// first reports whether the money of a risk band waits for the goods. A risk nobody has scored waits.
func (g goodsRules) first(risk refund.RiskBand) bool {
	bands := []refund.RiskBand{refund.RiskLow, refund.RiskMedium, refund.RiskHigh}
	from, at := slices.Index(bands, g.firstFromRisk), slices.Index(bands, risk)
	return from >= 0 && (at < 0 || at >= from)
}

// askForGoods says which goods have to come back: those the customer has, by terms that want them.
// Whether they come first is decided with the risk.
func (w *work) askForGoods() error {
	if w.again.goodsSettled() || w.out.TotalMinor == 0 {
		return nil
	}
	lines := w.goodsExpected()
	if len(lines) == 0 {
		return nil
	}
	w.out.Goods = &refund.GoodsTerms{ReturnSeconds: w.policy.goods.returnSeconds, RemindSeconds: w.policy.goods.remindSeconds, Lines: lines}
	for _, line := range lines {
		w.say("goods.required", 0, in("line", line.LineID), number("quantity", line.Quantity))
	}
	return nil
}

// goodsExpected lists the quantities that have to come back, by line.
func (w *work) goodsExpected() []refund.GoodsLine {
	var lines []refund.GoodsLine
	for i := range w.items {
		it := &w.items[i]
		quantity := w.goodsOf(it)
		if quantity == 0 {
			continue
		}
		if last := len(lines) - 1; last >= 0 && lines[last].LineID == it.line.LineID {
			lines[last].Quantity += quantity
			continue
		}
		lines = append(lines, refund.GoodsLine{LineID: it.line.LineID, Quantity: quantity, Title: it.line.Title})
	}
	return lines
}

// goodsOf is how many units of an item have to come back. Of a line that was sent in part, the units
// that were never sent are taken for cancelled first: nobody can send those back.
func (w *work) goodsOf(it *item) int64 {
	if it.allowance != nil || !it.grant.terms.GoodsRequired || !w.handedOver(it) {
		return 0
	}
	if it.line.FulfilledQuantity == nil {
		return it.taken.Now
	}
	unsent := it.line.Quantity - *it.line.FulfilledQuantity - it.taken.Before
	return max(0, it.taken.Now-max(0, unsent))
}
