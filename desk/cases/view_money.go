package cases

import (
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// amountView is how the amount came about.
type amountView struct {
	*support.Explained
	// TaxMinor is the tax in the total; Reasons are codes of why it is what it is.
	TaxMinor int64
	Reasons  []string
	Others   []otherView
	// Tree are the steps, each below the first later step that is computed from it. Hidden counts those that are not shown.
	Tree   []*stepView
	Hidden int
}

// stepsShownMax bounds the steps that a page shows. All are proved.
const stepsShownMax = 1000

// stepView is a step with the steps that it is computed from.
type stepView struct {
	support.ExplainedStep
	Inputs   []inputView
	Currency refund.Currency
	Counts   bool
	Parts    []*stepView
	// Wrong anywhere in it or below it: it is shown opened.
	Open bool
}

// inputView is an input: what it is called, its value as people read it, what it counts, and where it comes from.
type inputView struct {
	Name, Value, Unit, From string
	// Step is the place of the step that it comes from; 0: it comes from elsewhere.
	Step int
}

// otherView is another way to be made good.
type otherView struct {
	ID, Label              string
	TotalMinor, BonusMinor int64
	Currency               refund.Currency
	Chosen                 bool
}

func amountOf(say explain.Speaker, c support.Case) *amountView {
	if c.Explained == nil || c.Proposal == nil {
		return nil
	}
	a := c.Proposal.Assessment
	out := &amountView{Explained: c.Explained, TaxMinor: a.TaxMinor, Reasons: a.Reasons}
	for _, other := range a.Alternatives {
		out.Others = append(out.Others, otherView{
			other.ID, say.Alternative(other.Kind), other.TotalMinor, other.BonusMinor, a.Currency, other.ID != "" && other.ID == c.Chosen,
		})
	}
	out.Tree, out.Hidden = treeOf(c.Explained.Steps, a.Currency)
	return out
}

// treeOf puts steps below the first later step that is computed from them; a later step comes to a result of those above it.
func treeOf(steps []support.ExplainedStep, currency refund.Currency) (roots []*stepView, hidden int) {
	views := make([]*stepView, len(steps))
	for i, step := range steps {
		views[i] = stepOf(step, currency)
	}
	shown := views
	if len(views) > stepsShownMax { // the last ones are what the others lead to
		hidden = len(views) - stepsShownMax
		shown = views[hidden:]
	}
	for _, view := range shown {
		if view.Parent == 0 {
			roots = append(roots, view)
			continue
		}
		above := views[view.Parent-1]
		above.Parts = append(above.Parts, view)
	}
	for _, root := range roots {
		root.open()
	}
	return roots, hidden
}

func stepOf(step support.ExplainedStep, currency refund.Currency) *stepView {
	out := &stepView{ExplainedStep: step, Currency: currency, Counts: step.Step.Counts(), Open: len(step.Wrong) > 0}
	for i, input := range step.Step.Inputs {
		one := inputView{Name: input.Name, Value: input.Value, Unit: input.Unit.String(), From: input.From.String(), Step: int(input.Step)}
		if i < len(step.Names) {
			one.Name = step.Names[i]
		}
		out.Inputs = append(out.Inputs, one)
	}
	return out
}

// open opens a step where something below it is wrong. Steps lead to later ones alone, so this ends.
func (s *stepView) open() bool {
	for _, part := range s.Parts {
		if part.open() {
			s.Open = true
		}
	}
	return s.Open
}

// lineView is a line of the order: what was bought, what others took, what this refund takes, what is left.
type lineView struct {
	refund.Line
	// NetMinor is what was paid for it before tax on top.
	NetMinor int64
	// Asked is what is asked for now; Now and NowMinor what this refund takes; Before and BeforeMinor what everything else takes;
	// Kept what stays. Known: the ledger said so.
	Asked, Now, Before, Kept int64
	NowMinor, BeforeMinor    int64
	Known                    bool
	// Allowance is money that is asked for without goods.
	Allowance *int64
}

// linesOf are the pinned order's lines, or the request's where the ledger did not answer.
func linesOf(c support.Case) (out []lineView) {
	order := c.Around.Order
	if c.AroundError != nil {
		order = c.Cancellation.Order
	}
	now := takenNow(c)
	before := map[refund.LineID]takenView{}
	for _, one := range c.Around.Taken {
		before[one.LineID] = takenView{one.Quantity, one.AmountMinor}
	}
	for _, line := range order.Lines {
		net, err := line.NetMinor()
		if err != nil {
			net = 0 // more than any order may come to: the refund waits for a person because of it
		}
		mine, theirs := now[line.LineID], before[line.LineID]
		view := lineView{
			Line: line, NetMinor: net, Now: mine.quantity, NowMinor: mine.minor, Before: theirs.quantity, BeforeMinor: theirs.minor,
			Kept: line.Quantity - mine.quantity - theirs.quantity, Known: c.AroundError == nil,
		}
		view.Asked, view.Allowance = askedOf(c.Cancellation, line)
		out = append(out, view)
	}
	return out
}

type takenView struct{ quantity, minor int64 }

// takenNow is what this refund takes of each line; nothing where it has given that up.
func takenNow(c support.Case) map[refund.LineID]takenView {
	out := map[refund.LineID]takenView{}
	if !counts(c.Standing) {
		return out
	}
	for _, part := range componentsOf(c) {
		if part.LineID == "" {
			continue
		}
		sum := out[part.LineID]
		if part.Kind == refund.ComponentLine {
			sum.quantity += part.Quantity
		}
		sum.minor += part.AmountMinor
		out[part.LineID] = sum
	}
	return out
}

// counts reports whether what was assessed is, or may be, paid.
func counts(s refund.Standing) bool {
	switch s.Status {
	case refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return s.PaidMinor > 0
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected, refund.StatusAwaitingApproval,
		refund.StatusNeedsInfo, refund.StatusPayingOut, refund.StatusNeedsAttention, refund.StatusRefunded, refund.StatusPartlyRefunded:
		return true
	}
	return true
}

func componentsOf(c support.Case) []refund.Component {
	if c.Proposal == nil {
		return nil
	}
	return c.Proposal.Assessment.Components
}

func askedOf(in refund.Cancellation, line refund.Line) (quantity int64, allowance *int64) {
	if in.Scope == refund.ScopeWholeOrder {
		return line.Quantity, nil
	}
	for _, asked := range in.CancelledLines {
		if asked.LineID == line.LineID {
			quantity += asked.Quantity
			allowance = asked.AmountMinor
		}
	}
	return quantity, allowance
}

// partView is a part of the total beside goods: delivery and fees, and what is deducted.
type partView struct {
	Label, About string
	AmountMinor  int64
	Deducted     bool
}

func partsOf(say explain.Speaker, c support.Case) (out []partView) {
	for _, part := range componentsOf(c) {
		if part.AmountMinor == 0 || part.Kind == refund.ComponentLine || part.Kind == refund.ComponentTax && part.AmountMinor > 0 {
			continue
		}
		about := string(part.LineID)
		for _, id := range []string{part.FeeID, string(part.PromotionID), string(part.PaymentID), string(part.ShipmentID)} {
			if id != "" {
				about = id
			}
		}
		out = append(out, partView{say.Component(part.Kind), about, part.AmountMinor, part.AmountMinor < 0})
	}
	return out
}

// paymentView is a payment of the order, with what may still go back to it.
type paymentView struct {
	refund.PaymentBalance
	Kind     refund.PaymentKind
	Provider string
	// RemainingMinor is what may still be decided against it for this order.
	RemainingMinor int64
}

func paymentsOf(c support.Case) (out []paymentView) {
	for _, balance := range c.Around.Payments {
		of, _ := c.Around.Order.Payment(balance.PaymentID)
		out = append(out, paymentView{balance, of.Kind, of.Provider, balance.RemainingMinor()})
	}
	return out
}
