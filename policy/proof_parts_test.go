package policy_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// 400 of 1000 and 300 of 500 were free from 5000 on, and A of 3000 comes back. 13 % inside the prices are 69 of 600 and
// 23 of 200; of 1000 they are 115 and of 500 58. 10 % on top are 60 and 20, of 1000 and 500 they are 100 and 50.
func TestTheTaxOfLostFreeDeliveriesIsShownForEachOfThem(t *testing.T) {
	free := func(amount, off int64, taxes ...refund.Tax) refund.Shipping {
		return refund.Shipping{AmountMinor: amount, DiscountMinor: off, Taxes: taxes, Discounts: []refund.DiscountShare{{PromotionID: "free", AmountMinor: off}}}
	}
	deliveries := func(own, other refund.Tax) refund.Order {
		o := order([]refund.Line{goods("A", 1, 3000), goods("B", 1, 3000)}, card(7000))
		o.Shipping = free(1000, 400, own)
		o.Shipments = []refund.Shipment{{ShipmentID: "s-1", LineIDs: []refund.LineID{"B"}, Shipping: free(500, 300, other)}}
		return promoted(o, refund.Promotion{PromotionID: "free", Kind: refund.PromotionFreeShipping, ThresholdMinor: ptr(5000)})
	}
	inside := first(t, mind(deliveries(at(tax(refund.TaxInclusive, 69), "0.13"), at(tax(refund.TaxInclusive, 23), "0.13")), take("A", 1)))
	says(t, inside, "Discounts of promotion free on deliveries: what it took off each delivery that did not go back = 7.00 CNY",
		"the order's own shipping: discount 4.00 CNY = 4.00 CNY", "s-1: discount 3.00 CNY = 3.00 CNY",
		"the order's own shipping: paid 6.00 CNY · recorded tax 0.69 CNY · dearer by 4.00 CNY · rate 0.13/1.13 = 0.46 CNY",
		"s-1: paid 2.00 CNY · recorded tax 0.23 CNY · dearer by 3.00 CNY · rate 0.13/1.13 = 0.35 CNY")
	if inside.TotalMinor != 2300 || inside.TaxMinor != -81 {
		t.Errorf("it comes to %d with tax %d", inside.TotalMinor, inside.TaxMinor)
	}
	onTop := first(t, mind(deliveries(at(tax(refund.TaxExclusive, 60), "0.10"), at(tax(refund.TaxExclusive, 20), "0.10")), take("A", 1)))
	says(t, onTop, "the order's own shipping: paid 6.00 CNY · recorded tax 0.60 CNY · dearer by 4.00 CNY · rate 0.10 = 0.40 CNY",
		"s-1: paid 2.00 CNY · recorded tax 0.20 CNY · dearer by 3.00 CNY · rate 0.10 = 0.30 CNY")
	if onTop.TotalMinor != 2230 {
		t.Errorf("it comes to %d", onTop.TotalMinor)
	}
}

func TestTheDaysOfADeliveryShowTheGrace(t *testing.T) {
	o := arrived(goods("1", 1, 10000))
	o.Shipping.AmountMinor, o.Payments[0].CapturedMinor = 800, 10800
	p := policyWith(t, "grace_days: 0", "grace_days: 2")
	a := assess(t, p, late(o, sent("", 300)), historyOf(t, o))
	arrivedAt, on := o.DeliveredAt.Format(time.DateOnly), occurredAt.Format(time.DateOnly)
	says(t, a, "Eligible shipping: late delivery on day 0 of 180: the days from "+arrivedAt+" to "+on+", less 2 days of grace (Asia/Shanghai)")
}

func TestAnAppealAboutADeliveryIsSaidAsSuch(t *testing.T) {
	o := threeParcels(card(7000))
	c := late(o, sent("", 50))
	c.Reason = refund.ReasonCustomerChangedMind
	p, h := defaultPolicy(t), historyOf(t, o)
	refused := assess(t, p, c, h)
	a, err := reassessed(t, p, refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: refused}, Appealed: true}, h)
	if err != nil || len(a.Reasons) == 0 || a.Reasons[0] != refund.ReasonAppealed {
		t.Fatalf("%v, %v", a.Reasons, err)
	}
	says(t, a, "Eligible shipping: appealed: a person decides, whatever the rule says")
}

// The wallet owes 10000, and its one capture has 4000 left.
func TestCapturesWithTooLittleLeftShowWhatIsMissing(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 10000)}, card(10000))
	h := historyOf(t, o)
	h.Payments[0].Captures = []refund.CaptureBalance{{CaptureID: "a", AmountMinor: 4000}}
	a := assess(t, defaultPolicy(t), whole(o, refund.ReasonDamaged), h)
	if a.Disposition != refund.DispositionAttention || a.Reasons[0] != string(refund.CodeCaptureExceeded) {
		t.Fatalf("%s %v", a.Disposition, a.Reasons)
	}
	says(t, a, "Of it to capture a of payment card: 100.00 CNY less 0.00 CNY to older captures, at most what is left of this one: 40.00 CNY captured - 0.00 CNY used = 40.00 CNY, in steps of 0.01 CNY = 40.00 CNY",
		"Captures of payment card: 100.00 CNY is its share, less 40.00 CNY that captures give back: they have too little left = 60.00 CNY")
}

// A seller keeps half of the units used: the platform keeps its commission on them. The rest is lowered by a person.
func TestASellersStepsShowHowMuchOfEachAmountIsIts(t *testing.T) {
	used := int64(5)
	course := soldBy(goods("1", 1, 6000), "s1", "0.10")
	course.BusinessModel, course.UnitsUsed, course.UnitsTotal = refund.ModelCourse, &used, ptr(10)
	o := order([]refund.Line{course, goods("2", 1, 4000)}, card(10000))
	p, h := policyWith(t), historyOf(t, o)
	c := whole(o, refund.ReasonCustomerChangedMind)
	a := assess(t, p, c, h)
	target := int64(3500)
	lowered, err := reassessed(t, p, refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: a}, AdjustToMinor: &target}, h)
	if err != nil {
		t.Fatal(err)
	}
	says(t, lowered, "Commission kept on line 1: 6.00 CNY that goes back × 30.00 CNY of 60.00 CNY that stays sold, rounded, at most 6.00 CNY = -3.00 CNY",
		"the platform: has of it 40.00 CNY = -20.00 CNY", "s1: has of it 30.00 CNY = -15.00 CNY",
		"s1: commission 3.00 CNY · part -15.00 CNY · of 30.00 CNY = -1.50 CNY",
		"Back for what seller s1 sold: 30.00 CNY of the lines, and -15.00 CNY of what concerns all = 15.00 CNY",
		"Borne by seller s1: 15.00 CNY goes back for what it sold, less 1.50 CNY of the platform's commission = 13.50 CNY",
		"Borne by the platform, commission aside: 35.00 CNY in all, less 15.00 CNY that goes back for what the sellers sold = 20.00 CNY")
}
