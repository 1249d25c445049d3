package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// adjusted assesses a request again with a person's amount.
func adjusted(t testing.TB, c refund.Cancellation, minor int64) (refund.Assessment, error) {
	t.Helper()
	p, h := defaultPolicy(t), historyOf(t, c.Order)
	in := stored(t, p, c, h)
	in.AdjustToMinor = &minor
	return reassessed(t, p, in, h)
}

func TestAPersonsAmountIsTheTotalWithItsTaxInProportion(t *testing.T) {
	inclusive := order([]refund.Line{goods("1", 1, 11300, tax(refund.TaxInclusive, 1300))}, card(11300))
	exclusive := order([]refund.Line{goods("1", 1, 1000, tax(refund.TaxExclusive, 80))}, card(600), tender("gift", refund.PaymentGiftCard, 480))
	packet := order([]refund.Line{goods("1", 1, 4000), goods("2", 1, 6000)}, card(9500), tender("rp", refund.PaymentRedPacket, 500))
	one := mind(packet, take("1", 1))
	for name, c := range map[string]struct {
		request    refund.Cancellation
		minor, tax int64
		parts      []part
		legs       []leg
	}{
		// 1300 x 1 / 11300 = 0.12; 1300 x 5650 / 11300 = 650.
		"a cent less":      {whole(inclusive, refund.ReasonOther), 11299, 1300, []part{{refund.ComponentLine, "1", 11300}, {refund.ComponentAdjustment, "", -1}}, []leg{{"card", 11299}}},
		"half, tax inside": {whole(inclusive, refund.ReasonOther), 5650, 650, []part{{refund.ComponentLine, "1", 11300}, {refund.ComponentAdjustment, "", -5650}}, []leg{{"card", 5650}}},
		"a cent alone":     {whole(inclusive, refund.ReasonOther), 1, 0, []part{{refund.ComponentLine, "1", 11300}, {refund.ComponentAdjustment, "", -11299}}, []leg{{"card", 1}}},
		// 80 x 81 / 1080 = 6: of the 81 taken off 6 are tax on top. The tenders share 999 by 600 to 480.
		"less, with tax on top": {whole(exclusive, refund.ReasonOther), 999, 74, []part{{refund.ComponentLine, "1", 1000}, {refund.ComponentTax, "1", 80}, {refund.ComponentAdjustment, "", -75}, {refund.ComponentTax, "", -6}}, []leg{{"card", 555}, {"gift", 444}}},
		// 1000 of the entitlement leave 3000: 2850 of the card, 150 of the packet are kept back.
		"a red packet keeps back its share of less": {one, 2850, 0, []part{{refund.ComponentLine, "1", 4000}, {refund.ComponentAdjustment, "", -1000}, {refund.ComponentTenderNotRestored, "rp", -150}}, []leg{{"card", 2850}}},
		// Nothing is kept: the packet goes back whole as long as there is room for it.
		"a red packet that goes back whole": {whole(packet, refund.ReasonOther), 7000, 0, []part{{refund.ComponentLine, "1", 4000}, {refund.ComponentLine, "2", 6000}, {refund.ComponentAdjustment, "", -3000}}, []leg{{"card", 6500}, {"rp", 500}}},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := adjusted(t, c.request, c.minor)
			if err != nil {
				t.Fatal(err)
			}
			if a.TotalMinor != c.minor || a.TaxMinor != c.tax || !slices.Equal(parts(a), c.parts) || !slices.Equal(legs(a), c.legs) {
				t.Errorf("got %d, tax %d, %v, %v", a.TotalMinor, a.TaxMinor, parts(a), legs(a))
			}
		})
	}
}

func TestAnAmountThatIsNoLowerOneIsRefused(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 1000)}, tender("rp", refund.PaymentRedPacket, 900), card(100))
	kuwait := dinars(by(card(15003), "stripe"))
	for name, c := range map[string]struct {
		request refund.Cancellation
		minor   int64
		want    refund.Code
	}{
		"nothing":                            {whole(twoLines(), refund.ReasonOther), 0, refund.CodeBadDecision},
		"less than nothing":                  {whole(twoLines(), refund.ReasonOther), -1, refund.CodeBadDecision},
		"the total itself":                   {whole(twoLines(), refund.ReasonOther), 5000, refund.CodeBadDecision},
		"more than the total":                {whole(twoLines(), refund.ReasonOther), 5001, refund.CodeBadDecision},
		"less than a packet, more than cash": {whole(o, refund.ReasonOther), 500, policy.CodeAdjustImpossible},
		"below the provider's step":          {whole(kuwait, refund.ReasonOther), 14999, policy.CodeAdjustImpossible},
		"of what is refused":                 {whole(oneOf(refund.ModelPhysicalGoods, day(9), nil), refund.ReasonCustomerChangedMind), 100, policy.CodeAdjustImpossible},
	} {
		if _, err := adjusted(t, c.request, c.minor); codeOf(err) != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	if a, err := adjusted(t, whole(o, refund.ReasonOther), 90); err != nil || !slices.Equal(legs(a), []leg{{"card", 90}}) {
		t.Errorf("the cash alone: got %v, %v", legs(a), err)
	}
}

// An adjustment belongs to one request (MONEY C2): the next one of the order is worth what it always was.
func TestAnAdjustmentDoesNotEnterTheOrdersNextRequest(t *testing.T) {
	p, o := defaultPolicy(t), order([]refund.Line{goods("1", 3, 333, tax(refund.TaxExclusive, 82))}, card(1081))
	h, one := historyOf(t, o), damaged(o, take("1", 1))
	in := stored(t, p, one, h)
	in.AdjustToMinor = ptr(300)
	h = policy.Settle(h, one, reassess(t, p, in, h))
	if a := assess(t, p, one, h); a.TotalMinor != 361 || a.TaxMinor != 28 {
		t.Errorf("the second comes to %d, tax %d; want 361, 28", a.TotalMinor, a.TaxMinor)
	}
}

func TestWhatArrivedIsAppliedBeforeAPersonsAmount(t *testing.T) {
	o := arrived(goods("1", 2, 1000))
	p, h := defaultPolicy(t), historyOf(t, o)
	in := stored(t, p, whole(o, refund.ReasonCustomerChangedMind), h)
	in.Inspection, in.AdjustToMinor = found(refund.InspectedLine{LineID: "1", PartialQuantity: 1, DeductMinor: 100}), ptr(850)
	want := []part{{refund.ComponentLine, "1", 1000}, {refund.ComponentAdjustment, "1", -100}, {refund.ComponentAdjustment, "", -50}}
	if a := reassess(t, p, in, h); a.TotalMinor != 850 || !slices.Equal(parts(a), want) {
		t.Errorf("got %d %v", a.TotalMinor, parts(a))
	}
	in.AdjustToMinor = ptr(900)
	if _, err := reassessed(t, p, in, h); codeOf(err) != refund.CodeBadDecision {
		t.Errorf("no less than what arrived is worth: got %v", err)
	}
}
