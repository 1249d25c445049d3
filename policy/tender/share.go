package tender

import (
	"fmt"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// Share divides a total over the payments by what each still owes back (MONEY C8, check 8): before fees, of
// which feesMinor were taken. An indivisible instrument goes back whole, once nothing of the order is kept and
// while it is unexpired; otherwise its share is kept back, and never turned into cash, or re-issued where the
// merchant is at fault.
func (p *Plan) Share(totalMinor, feesMinor int64) error {
	d, shares, groups, err := p.sharesOf(totalMinor, feesMinor)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		p.steps.Say("tenders.owe_less", 0, p.steps.Amount("due", totalMinor))
		p.Problem = string(refund.CodeCapExceeded)
		return nil
	}
	if err != nil {
		return err
	}
	p.sayDivision(totalMinor, d)
	p.sayDue(groups, feesMinor)
	return p.planLegs(d, shares)
}

// sharesOf divides a total between instruments and divisible tenders, and what fees leave of the latter's part
// over them.
func (p *Plan) sharesOf(totalMinor, feesMinor int64) (division, []int64, []grouped, error) {
	d, err := p.divide(totalMinor)
	if err != nil {
		return d, nil, nil, err
	}
	shares, groups, err := p.overDivisible(max(0, d.divisibleMinor-feesMinor), p.owed())
	return d, shares, groups, err
}

// owed is what each payment still owes back, as far as the assessment sees: without what a provider's step
// added to it in earlier requests.
func (p *Plan) owed() []int64 {
	owed := make([]int64, len(p.payments))
	for i := range owed {
		owed[i] = max(0, p.payments[i].OwedMinor+p.rounded[p.payments[i].PaymentID])
	}
	return owed
}

// grouped is what a group of tenders gives back together, by payment.
type grouped struct {
	minor          int64
	weights, parts []int64
}

// overDivisible divides an amount over the divisible tenders in the policy's order: all shares, and by group. What
// they do not owe is a Problem CAP_EXCEEDED.
func (p *Plan) overDivisible(minor int64, owed []int64) ([]int64, []grouped, error) {
	left, shares := minor, make([]int64, len(owed))
	var groups []grouped
	for _, group := range p.tenderGroups() {
		weights, sum := make([]int64, len(owed)), int64(0)
		for _, i := range group {
			if !p.indivisible(i) {
				weights[i] = owed[i]
				sum += min(owed[i], left-sum)
			}
		}
		parts, err := refund.ShareTenders(sum, weights)
		if err != nil {
			return nil, nil, err
		}
		if sum > 0 {
			groups = append(groups, grouped{sum, weights, parts})
		}
		for i, part := range parts {
			shares[i] += part
			left -= part
		}
	}
	if left > 0 {
		return nil, nil, refund.Problem{Code: refund.CodeCapExceeded, Detail: fmt.Sprintf("%d is more than the tenders still owe back", minor)}
	}
	return shares, groups, nil
}

// tenderGroups are the payments in the order they give back; those of one group share.
func (p *Plan) tenderGroups() [][]int {
	all := make([]int, len(p.payments))
	for i := range all {
		all[i] = i
	}
	switch p.Sequence {
	case rulebook.TenderSequence:
		return eachAlone(all)
	case rulebook.TenderReverse:
		for i := range all {
			all[i] = len(all) - 1 - i
		}
		return eachAlone(all)
	case rulebook.TenderStoredFirst:
		stored, money := p.byStored(all)
		return [][]int{stored, money}
	case rulebook.TenderStoredLast:
		stored, money := p.byStored(all)
		return [][]int{money, stored}
	case rulebook.TenderProportional:
	}
	return [][]int{all}
}

func eachAlone(all []int) [][]int {
	groups := make([][]int, len(all))
	for i := range all {
		groups[i] = all[i : i+1]
	}
	return groups
}

// byStored parts stored value from money.
func (p *Plan) byStored(all []int) (stored, money []int) {
	for _, i := range all {
		if storedValue(p.payment(i).Kind) {
			stored = append(stored, i)
		} else {
			money = append(money, i)
		}
	}
	return stored, money
}

// storedValue reports whether a kind of payment is value the customer holds with the merchant. A
// payment that is known by its accounts alone is money.
func storedValue(kind refund.PaymentKind) bool {
	switch kind {
	case refund.PaymentGiftCard, refund.PaymentPoints, refund.PaymentStoreCredit, refund.PaymentCoupon, refund.PaymentRedPacket:
		return true
	case refund.PaymentCard, refund.PaymentWallet, refund.PaymentBank:
	}
	return false
}
