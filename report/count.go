package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// Add counts a case into the period it was opened in. Amounts of a request that was rejected or
// withdrawn are not counted: nothing came back for it.
func (b *Builder) Add(c refund.Case) error {
	b.count++
	period := b.every.of(c.OpenedAt)
	var assessed refund.Assessment
	if c.Proposal != nil {
		assessed = c.Proposal.Assessment
	}
	if gaveNothing(c.Status) {
		assessed.TotalMinor, assessed.Components = 0, nil
	}
	unpaid, err := unpaidMinor(c, assessed)
	if err != nil {
		return fmt.Errorf("report: %s: %w", c.ID, err)
	}
	if unpaid > 0 {
		assessed.TotalMinor -= unpaid // at most what it was
		assessed.Components = append(slices.Clone(assessed.Components), refund.Component{Kind: componentNotPaid, AmountMinor: -unpaid})
	}
	b.see(period, c)
	return errors.Join(
		b.add(place{period, SectionReason, string(c.Cancellation.Reason), assessed.Currency}, 1, assessed.TotalMinor),
		b.add(place{period: period, section: SectionStatus, key: string(c.Status)}, 1, 0),
		b.addComponents(period, c, assessed),
		b.addApprovals(period, c),
		b.addRefusals(period, c),
		b.addReviewers(period, c),
		b.addOffers(period, c),
		b.addTime(period, c),
	)
}

// componentNotPaid is what of an assessment was never paid: given up, or its appeal refused.
const componentNotPaid refund.ComponentKind = "NOT_PAID"

// unpaidMinor is what a partly refunded case did not pay of its assessment. Legs beyond 64 bits are a
// refund.Problem AMOUNT_OVERFLOW.
func unpaidMinor(c refund.Case, a refund.Assessment) (int64, error) {
	if c.Status != refund.StatusPartlyRefunded {
		return 0, nil
	}
	var paid []int64
	for _, leg := range c.Legs {
		if leg.Status == refund.LegSettled {
			paid = append(paid, leg.AmountMinor)
		}
	}
	sum, err := refund.SumMinor(paid...)
	if err != nil {
		return 0, err
	}
	return refund.SubMinor(a.TotalMinor, sum)
}

func gaveNothing(status refund.Status) bool {
	switch status {
	case refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return true
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected, refund.StatusAwaitingApproval, refund.StatusNeedsInfo,
		refund.StatusPayingOut, refund.StatusNeedsAttention, refund.StatusRefunded, refund.StatusPartlyRefunded:
		return false
	}
	return false
}

// addComponents sums by kind, by the rule that decided the line, and by the line's category; each
// counts a refund once. What belongs to no line (shipping, fees) has no rule and no category.
func (b *Builder) addComponents(period string, c refund.Case, a refund.Assessment) error {
	sums := map[place][]int64{}
	for _, part := range a.Components {
		at := place{period, SectionComponent, string(part.Kind), a.Currency}
		sums[at] = append(sums[at], part.AmountMinor)
		if part.LineID != "" {
			rule, category := place{period, SectionRule, ruleOf(part.LineID, c, a), a.Currency}, place{period, SectionCategory, categoryOf(part.LineID, c), a.Currency}
			sums[rule], sums[category] = append(sums[rule], part.AmountMinor), append(sums[category], part.AmountMinor)
		}
	}
	var wrong []error
	for at, parts := range sums {
		minor, err := refund.SumMinor(parts...)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("report: %s: %w", c.ID, err))
			continue
		}
		wrong = append(wrong, b.add(at, 1, minor))
	}
	return errors.Join(wrong...)
}

// ruleOf names what decided a line.
func ruleOf(line refund.LineID, c refund.Case, a refund.Assessment) string {
	for _, applied := range a.Rules {
		if applied.LineID == line {
			return applied.Rule
		}
	}
	for _, cancelled := range c.Cancellation.CancelledLines {
		if cancelled.LineID == line && cancelled.Reason != "" {
			return "reason " + string(cancelled.Reason.Known())
		}
	}
	return "reason " + string(c.Cancellation.Reason.Known())
}

// none is the key of goods without a category, and of an order without a channel.
const none = "(none)"

func orNone(text string) string {
	if text == "" {
		return none
	}
	return text
}

func categoryOf(line refund.LineID, c refund.Case) string {
	for _, bought := range c.Cancellation.Order.Lines {
		if bought.LineID == line {
			return orNone(bought.Category)
		}
	}
	return none
}

// addApprovals counts what went through by itself, what a person was asked about, why, and what
// people answered.
func (b *Builder) addApprovals(period string, c refund.Case) error {
	if c.Proposal == nil || c.Proposal.Assessment.Disposition != refund.DispositionPay {
		return nil
	}
	keys := []string{"automatic"}
	if c.Proposal.ApprovalsRequired > 0 {
		keys = []string{"asked"}
		for _, reason := range c.Proposal.ApprovalReasons {
			keys = append(keys, "asked: "+reason)
		}
		switch c.Status {
		case refund.StatusRejected:
			keys = append(keys, "rejected")
		case refund.StatusPartlyRefunded:
			if slices.Contains(c.Proposal.ApprovalReasons, refund.ReasonAppealed) {
				keys = append(keys, "appeal rejected")
				break
			}
			keys = append(keys, "approved")
		case refund.StatusPayingOut, refund.StatusRefunded:
			keys = append(keys, "approved")
		case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected, refund.StatusAwaitingApproval, refund.StatusNeedsInfo,
			refund.StatusNeedsAttention, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		}
	}
	var wrong []error
	for _, key := range keys {
		wrong = append(wrong, b.add(place{period, SectionApproval, key, c.Proposal.Assessment.Currency}, 1, c.Proposal.Assessment.TotalMinor))
	}
	return errors.Join(wrong...)
}

// addOffers counts offers by what became of them, those that were taken by the choice, and alternatives
// that were chosen.
func (b *Builder) addOffers(period string, c refund.Case) error {
	if c.Proposal == nil {
		return nil
	}
	a := c.Proposal.Assessment
	var wrong []error
	if a.Offer != nil && c.Offer != refund.OfferNone && c.Offer != "" {
		key, minor := offered(*a.Offer, c)
		wrong = append(wrong, b.add(place{period, SectionOffer, key, a.Currency}, 1, minor))
	}
	if a.Chosen != nil {
		wrong = append(wrong, b.add(place{period, SectionOffer, a.Chosen.Kind + " chosen", a.Currency}, 1, a.Chosen.TotalMinor))
	}
	return errors.Join(wrong...)
}

// offered names what became of an offer, and what it cost: the choice that was taken, else all that
// could be, and what the budget had set aside for it.
func offered(terms refund.OfferTerms, c refund.Case) (key string, minor int64) {
	became := " " + strings.ToLower(string(c.Offer))
	if choice, ok := terms.Choice(c.OfferChoice); ok && c.Offer == refund.OfferAccepted {
		return string(choice.Kind) + became, choice.AmountMinor
	}
	var kinds []string
	for _, choice := range terms.Choices {
		kinds = append(kinds, string(choice.Kind))
	}
	return strings.Join(kinds, " or ") + became, terms.HeldMinor()
}

// settled is the trail's event of a leg that settled.
const settled = "LegSettled"

// addTime keeps how long a refund took from its request to its last settled leg.
func (b *Builder) addTime(period string, c refund.Case) error {
	if c.Status != refund.StatusRefunded && c.Status != refund.StatusPartlyRefunded {
		return nil
	}
	var last time.Time
	for _, entry := range c.Trail {
		if entry.Event == settled && entry.At.After(last) {
			last = entry.At
		}
	}
	if !last.IsZero() {
		b.times[period] = append(b.times[period], int64(last.Sub(c.OpenedAt)/time.Second))
	}
	return nil
}
