package workflows

import "github.com/makegood/makegood/refund"

// goods waits for what has to come back before the money goes. What was found is told to the customer
// before it is final; what never arrives ends the request without money. Where the law lets the proof of their sending
// be enough, the money waits no longer, and nothing was found that could be told.
type goods struct{ *story }

func (g goods) await() {
	g.waitsFor = "the goods"
	g.index()
	g.tell(g.ctx, refund.NoticeAwaitingGoods)
	g.waitUntil(func() bool { return g.standing.Status != refund.StatusAwaitingGoods }, g.deadlines)
	if now := g.standing; (now.Status == refund.StatusPayingOut || underReview(now.Status)) && !now.GoodsSentAlone() {
		g.tell(g.ctx, refund.NoticeInspected)
	}
}

func (g goods) deadlines() (out []deadline) {
	terms := g.standing.Goods
	if terms == nil {
		return nil
	}
	if terms.RemindAt != nil && !g.wasTold(refund.NoticeGoodsReminder) {
		out = append(out, deadline{at: *terms.RemindAt, name: "remind of the goods", do: func() { g.tell(g.ctx, refund.NoticeGoodsReminder) }})
	}
	if terms.By != nil {
		out = append(out, g.ledgerDeadline(refund.DeadlineGoods, *terms.By, "the goods are due"))
	}
	return out
}
