package policy_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestTheContractsExamplesComeOutAsTheContractSays(t *testing.T) {
	for _, c := range []struct {
		event       string
		disposition refund.Disposition
		total, tax  int64
		parts       []part
		legs        []leg
	}{
		{"order-cancelled.whole.json", refund.DispositionPay, 14000, 1572,
			[]part{{refund.ComponentLine, "1", 12800}, {refund.ComponentShipping, "", 1200}}, []leg{{"pay-1", 14000}}},
		{"order-cancelled.partial-split-tender.json", refund.DispositionPay, 22000, 2531,
			[]part{{refund.ComponentLine, "1", 22500}, {refund.ComponentClawback, "off10", -500}}, []leg{{"pay-1", 13852}, {"pay-2", 8148}}},
		{"order-cancelled.three-decimals.json", refund.DispositionPay, 12845, 0,
			[]part{{refund.ComponentLine, "1", 12345}, {refund.ComponentShipping, "", 500}}, []leg{{"pay-1", 12845}}},
		{"order-cancelled.unpaid.json", refund.DispositionNothing, 0, 0, nil, nil},
	} {
		t.Run(c.event, func(t *testing.T) {
			a := first(t, contractEvent(t, c.event))
			if a.Disposition != c.disposition || a.TotalMinor != c.total || a.TaxMinor != c.tax || a.ApprovalsRequired != 0 {
				t.Errorf("got %s, total %d, tax %d, approvals %v", a.Disposition, a.TotalMinor, a.TaxMinor, a.ApprovalReasons)
			}
			if !slices.Equal(parts(a), c.parts) || !slices.Equal(legs(a), c.legs) {
				t.Errorf("got parts %v, legs %v", parts(a), legs(a))
			}
			if len(a.Steps) == 0 || a.Policy.Hash == "" {
				t.Errorf("the amount has no explanation or no policy: %v, %v", a.Steps, a.Policy)
			}
		})
	}
}

func TestAnUnpaidOrderSaysThatNothingWasCaptured(t *testing.T) {
	a := first(t, contractEvent(t, "order-cancelled.unpaid.json"))
	if !slices.Equal(a.Reasons, []string{"NOTHING_CAPTURED"}) {
		t.Errorf("got %v", a.Reasons)
	}
}

func TestAMerchantsFaultEarnsAnOfferAndAChangeOfMindDoesNot(t *testing.T) {
	fault := first(t, contractEvent(t, "order-cancelled.three-decimals.json"))
	want := refund.OfferTerms{Choices: []refund.OfferChoice{{ID: "COUPON", Kind: refund.OfferCoupon, AmountMinor: 1285, Promotion: "sorry-2026"}},
		Budget: "goodwill", BudgetMonthlyMinor: 900000, ExpirySeconds: 604800}
	if fault.Offer == nil || !reflect.DeepEqual(*fault.Offer, want) {
		t.Errorf("got %+v, want %+v", fault.Offer, want)
	}
	if mind := first(t, contractEvent(t, "order-cancelled.whole.json")); mind.Offer != nil {
		t.Errorf("a change of mind earned %+v", mind.Offer)
	}
}
