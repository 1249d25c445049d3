package policy

import (
	"math"
	"slices"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// Propose joins an assessment and a verdict: how many people of which roles must agree, by the order's
// and the customer's cumulative amount of the day and by risk (MONEY, check 11; promise 9), and
// whether the goods come before the money. Nobody is asked less than the assessment's own reasons or
// the policy's handling want. Sums that do not fit are above every limit; there is no error today.
func (p *Policy) Propose(c refund.Cancellation, a refund.Assessment, v refund.RiskVerdict, h refund.OrderHistory) (refund.Proposal, error) {
	out := refund.Proposal{Assessment: a, Verdict: v, ApprovalsRequired: a.ApprovalsRequired, ApprovalReasons: slices.Clone(a.ApprovalReasons)}
	if a.Disposition != refund.DispositionPay {
		return out, nil
	}
	minor := cumulative(a, h)
	handled := p.HandlingNamed(a.Handling)
	out.ApprovalRoles = p.rolesFor(a, handled, stake{minor: minor, risk: v.Band})
	out.ApprovalsRequired = len(out.ApprovalRoles)
	out.ClearRoles = slices.Clone(p.Approval.ClearRoles)
	out.ElsewhereAloneMinor = p.Approval.ElsewhereAloneMax[a.Currency]
	out.RolesUpToMinor = p.rolesUpTo(a, handled, stake{minor: minor, risk: v.Band})
	if v.Band == refund.RiskHigh {
		out.ApprovalReasons = append(out.ApprovalReasons, refund.ReasonHighRisk)
	}
	if low := p.matrix(a, stake{minor: minor, risk: refund.RiskLow}); v.Band == refund.RiskMedium && !slices.Equal(low, p.matrix(a, stake{minor: minor, risk: v.Band})) {
		out.ApprovalReasons = append(out.ApprovalReasons, ReasonMediumRisk)
	}
	out.Assessment.Review.EscalateTo = p.Approval.Above(out.Assessment.Review.EscalateTo, out.ApprovalRoles)
	p.orderGoods(&out.Assessment, handled, v.Band)
	return out, nil
}

// stake is what the matrix is asked with: an amount (minor units, cumulative) and a risk.
type stake struct {
	minor int64
	risk  refund.RiskBand
}

// rolesFor are whose people must agree. What a person is asked about for a reason of its own needs at
// least the default roles where the matrix asks nobody.
func (p *Policy) rolesFor(a refund.Assessment, h rulebook.Handling, s stake) []refund.Role {
	roles := p.Approval.Join(p.matrix(a, s), h.RolesAsked(p.Approval))
	if len(roles) == 0 && (a.ApprovalsRequired > 0 || len(a.ApprovalReasons) > 0) {
		roles = slices.Clone(p.Approval.DefaultRoles)
	}
	for len(roles) < a.ApprovalsRequired { // a handling that is gone by now asked for so many
		roles = p.Approval.Ranked(append(roles, p.Approval.DefaultRoles[0]))
	}
	return roles
}

// rolesUpTo is up to which amount the same people are enough: the end of the last band in a row that asks
// no others. Nil: there is no end, or no money moves. The ledger holds a proposal to it under its locks,
// where another refund of the customer may have come between.
func (p *Policy) rolesUpTo(a refund.Assessment, h rulebook.Handling, s stake) *int64 {
	if a.TotalMinor == 0 {
		return nil
	}
	var end *int64
	enough := p.rolesFor(a, h, s)
	for _, band := range p.Approval.Bands[a.Currency] {
		if !band.Open && band.UpToMinor < s.minor {
			continue
		}
		at := stake{minor: band.UpToMinor, risk: s.risk}
		if band.Open {
			at.minor = math.MaxInt64
		}
		if !slices.Equal(p.rolesFor(a, h, at), enough) {
			return end
		}
		end = &at.minor
	}
	return nil
}

// matrix is the cell of the currency's matrix. What moves no money is in the lowest band; a currency
// without bands then asks for risk alone.
func (p *Policy) matrix(a refund.Assessment, s stake) []refund.Role {
	if a.TotalMinor == 0 {
		s.minor = 0
		if len(p.Approval.Bands[a.Currency]) == 0 && (s.risk == refund.RiskLow || s.risk == refund.RiskMedium) {
			return nil
		}
	}
	return p.Approval.RolesFor(a.Currency, s.minor, s.risk)
}

// cumulative is the larger of the order's refunds and the customer's of the day, this one included.
func cumulative(a refund.Assessment, h refund.OrderHistory) int64 {
	return refund.SumAtMost(max(refundedBefore(h), h.Customer.TodayMinor), a.TotalMinor)
}

// orderGoods decides whether the goods come before the money: as handling says, else by risk.
func (p *Policy) orderGoods(a *refund.Assessment, h rulebook.Handling, risk refund.RiskBand) {
	if a.Goods == nil {
		return
	}
	goods := *a.Goods
	goods.First = p.Goods.First(risk)
	if h.GoodsFirst != nil {
		goods.First = *h.GoodsFirst
	}
	a.Goods = &goods
	if goods.First && !slices.Contains(a.Reasons, ReasonGoodsFirst) {
		a.Reasons = append(slices.Clone(a.Reasons), ReasonGoodsFirst)
	}
}
