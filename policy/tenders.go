package policy

import (
	"fmt"
	"strconv"

	"github.com/makegood/makegood/refund"
)

// shareTenders divides the request over the payments by what each still owes back (MONEY C8, check
// 8). An indivisible instrument goes back whole, once nothing of the order is kept and while it is
// unexpired; otherwise its share is kept back, and never turned into cash.
func (w *work) shareTenders() error {
	owed, restored := w.owed(), w.restorable(w.out.TotalMinor)
	shares, err := w.sharesOf(w.out.TotalMinor, owed, restored)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		w.say("tenders.owe_less", 0, w.amount("due", w.out.TotalMinor))
		w.answer(refund.DispositionAttention, string(refund.CodeCapExceeded))
		return nil
	}
	if err != nil {
		return err
	}
	if len(w.again.settledLegs()) == 0 && !w.keepSteps(shares, owed, restored) {
		return nil
	}
	return w.planLegs(shares, restored)
}

// owed is what each payment still owes back, as far as the assessment sees.
func (w *work) owed() []int64 {
	owed := make([]int64, len(w.history.Payments))
	for i := range owed {
		owed[i] = max(0, w.history.Payments[i].OwedMinor)
	}
	return owed
}

// restorable returns the indices of the instruments that go back whole with this request. One
// that is worth more than what is left of the entitlement (deductions took it) is not.
// What this request has sent back already stays so, also where goods are kept again since.
func (w *work) restorable(entitled int64) []bool {
	restored := make([]bool, len(w.history.Payments))
	for i := range w.history.Payments {
		balance := &w.history.Payments[i]
		payment := w.payment(balance.PaymentID)
		whole := w.whole || w.settledOf(refund.PlannedLeg{PaymentID: balance.PaymentID})
		if !whole || !payment.Indivisible() || w.expired(payment) || balance.OwedMinor > entitled {
			continue
		}
		restored[i] = true
		entitled -= max(0, balance.OwedMinor)
	}
	return restored
}

// expired reports whether an instrument's life was over at the customer's act.
func (w *work) expired(payment *refund.Payment) bool {
	return payment.ExpiresAt != nil && !w.request.OccurredAt.Before(*payment.ExpiresAt)
}

// sharesOf gives restored instruments all they owe, and shares the rest over the others in the
// policy's order. What the tenders do not owe is a Problem CAP_EXCEEDED.
func (w *work) sharesOf(entitled int64, owed []int64, restored []bool) ([]int64, error) {
	rest, shares := entitled, make([]int64, len(owed))
	for i := range owed {
		if restored[i] {
			shares[i] = owed[i]
			rest -= owed[i]
		}
	}
	for _, group := range w.tenderGroups() {
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
func (w *work) tenderGroups() [][]int {
	all := make([]int, len(w.history.Payments))
	for i := range all {
		all[i] = i
	}
	switch w.tenderOrder() {
	case TenderSequence:
		return eachAlone(all)
	case TenderReverse:
		for i := range all {
			all[i] = len(all) - 1 - i
		}
		return eachAlone(all)
	case TenderStoredFirst:
		stored, money := w.byStored(all)
		return [][]int{stored, money}
	case TenderStoredLast:
		stored, money := w.byStored(all)
		return [][]int{money, stored}
	case TenderProportional:
	}
	return [][]int{all}
}

// tenderOrder is the first item's: a request has one.
func (w *work) tenderOrder() TenderOrder {
	if len(w.items) == 0 {
		return TenderProportional
	}
	return w.items[0].grant.terms.TenderOrder
}

func eachAlone(all []int) [][]int {
	groups := make([][]int, len(all))
	for i := range all {
		groups[i] = all[i : i+1]
	}
	return groups
}

// byStored parts stored value from money.
func (w *work) byStored(all []int) (stored, money []int) {
	for _, i := range all {
		if storedValue(w.payment(w.history.Payments[i].PaymentID).Kind) {
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

// addLeg numbers and plans a leg.
func (w *work) addLeg(leg refund.PlannedLeg) {
	w.lastLeg++
	leg.LegID = refund.LegID(strconv.Itoa(w.lastLeg))
	w.out.Legs = append(w.out.Legs, leg)
}
