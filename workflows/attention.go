package workflows

import "github.com/makegood/makegood/refund"

// attention waits until a person resolves what stops the whole refund, or the refund is withdrawn.
type attention struct{ *story }

func (a attention) await() {
	code := a.standing.Attention()
	a.waitsFor = "a person to resolve " + string(code)
	a.index()
	switch code {
	case refund.CodeExchangeChosen: // it is what the customer wanted
	case refund.CodeLateFailed:
		a.tell(a.ctx, refund.NoticeCorrected)
	default:
		a.tell(a.ctx, refund.NoticeNeedsAttention)
	}
	a.waitUntil(func() bool { return a.standing.Status != refund.StatusNeedsAttention }, func() []deadline { return nil })
}
