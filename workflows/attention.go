package workflows

import "github.com/makegood/makegood/refund"

// attention waits until a person resolves what stops the whole refund, or the refund is withdrawn.
type attention struct{ *story }

func (a attention) await() {
	code := a.standing.Attention()
	a.waitsFor = "a person to resolve " + string(code)
	a.index()
	a.tellCustomer(code)
	for a.standing.Status == refund.StatusNeedsAttention && !a.interrupted() {
		a.correct()
		a.waitUntil(func() bool { return a.standing.Status != refund.StatusNeedsAttention || a.uncorrected() != "" }, func() []deadline { return nil })
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
