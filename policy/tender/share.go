package tender

import (
	"fmt"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// Share divides a total over the payments by what each still owes back (MONEY C8, check
// 8). An indivisible instrument goes back whole, once nothing of the order is kept and while it is
// unexpired; otherwise its share is kept back, and never turned into cash.
func (p *Plan) Share(totalMinor int64) error {
	owed, restored := p.owed(), p.restorable(totalMinor)
	shares, err := p.sharesOf(totalMinor, owed, restored)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		p.steps.Say("tenders.owe_less", 0, p.steps.Amount("due", totalMinor))
		p.Problem = string(refund.CodeCapExceeded)
		return nil
	}
	if err != nil {
		return err
	}
	if len(p.progress.Settled) == 0 && !p.keepSteps(shares, owed, restored) {
		return nil
	}
	return p.planLegs(shares, restored)
}

// owed is what each payment still owes back, as far as the assessment sees.
func (p *Plan) owed() []int64 {
	owed := make([]int64, len(p.payments))
	for i := range owed {
		owed[i] = max(0, p.payments[i].OwedMinor)
	}
	return owed
}

// restorable returns the indices of the instruments that go back whole with this request. One
// that is worth more than what is left of the entitlement (deductions took it) is not.
// What this request has sent back already stays so, also where goods are kept again since.
func (p *Plan) restorable(entitled int64) []bool {
	restored := make([]bool, len(p.payments))
	for i := range p.payments {
		balance := &p.payments[i]
		payment := p.Payment(balance.PaymentID)
		whole := p.WholeOrder || p.settledOf(refund.PlannedLeg{PaymentID: balance.PaymentID})
		if !whole || !payment.Indivisible() || p.Expired(payment) || balance.OwedMinor > entitled {
			continue
		}
		restored[i] = true
		entitled -= max(0, balance.OwedMinor)
	}
	return restored
}

// sharesOf gives restored instruments all they owe, and shares the rest over the others in the
// policy's order. What the tenders do not owe is a Problem CAP_EXCEEDED.
func (p *Plan) sharesOf(entitled int64, owed []int64, restored []bool) ([]int64, error) {
	rest, shares := entitled, make([]int64, len(owed))
	for i := range owed {
		if restored[i] {
			shares[i] = owed[i]
			rest -= owed[i]
		}
	}
	for _, group := range p.tenderGroups() {
		weights := make([]int64, len(owed))
		sum := int64(0)
		for _, i := range group {
			if !restored[i] {
				weights[i] = owed[i]
				sum += min(owed[i], rest-sum)
			}
		}
		parts, err := refund.ShareTenders(sum, weights)
		if err != nil {
			return nil, err
		}
		for i, part := range parts {
			shares[i] += part
			rest -= part
		}
	}
	if rest > 0 {
		return nil, refund.Problem{Code: refund.CodeCapExceeded, Detail: fmt.Sprintf("%d is more than the tenders still owe back", entitled)}
	}
	return shares, nil
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
		if storedValue(p.Payment(p.payments[i].PaymentID).Kind) {
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
