package workflows

import "github.com/makegood/makegood/refund"

// attention waits until a person resolves what stops the whole refund, or the refund is withdrawn.
type attention struct{ *story }

func (a attention) await() {
	code, judged := a.standing.Attention(), a.standing.AssessmentHash
	a.waitsFor = "a person to resolve " + string(code)
	a.index()
	a.tellCustomer(code)
	for a.standing.Status == refund.StatusNeedsAttention && !a.interrupted() {
		a.correct()
		a.waitUntil(func() bool { return a.standing.Status != refund.StatusNeedsAttention || a.uncorrected() != "" }, func() []deadline { return nil })
	}
	a.tellInspected(judged)
}

// tellInspected tells the customer what was found of the goods, where the rules have judged it only now: on a
// person's word.
func (a attention) tellInspected(judged string) {
	now := a.standing.Status
	found := a.standing.Goods != nil && a.standing.Goods.Inspected != "" && a.standing.AssessmentHash != judged
	if found && (now == refund.StatusPayingOut || underReview(now)) && !a.wasTold(refund.NoticeInspected) {
		a.tell(a.ctx, refund.NoticeInspected)
	}
}

// tellCustomer tells the customer that it takes longer. What bounced is corrected (promise 10); an exchange
// is what the customer wanted.
func (a attention) tellCustomer(code refund.Code) {
	if code == refund.CodeExchangeChosen {
		return
	}
	if code == refund.CodeLateFailed {
		a.tell(a.ctx, refund.NoticeCorrected)
		return
	}
	a.tell(a.ctx, refund.NoticeNeedsAttention)
}
