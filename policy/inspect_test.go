package policy_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// stored assesses a request for the first time, as a proposal that is stored.
func stored(t testing.TB, p *policy.Policy, c refund.Cancellation, h refund.OrderHistory) refund.Reassessment {
	t.Helper()
	return refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: assess(t, p, c, h)}, AssessmentHash: "h1"}
}

func reassess(t testing.TB, p *policy.Policy, in refund.Reassessment, h refund.OrderHistory) refund.Assessment {
	t.Helper()
	a, err := reassessed(t, p, in, h)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func codeOf(err error) refund.Code {
	problem, _ := refund.ProblemIn(err)
	return problem.Code
}

func found(lines ...refund.InspectedLine) *refund.Inspection { return &refund.Inspection{Lines: lines} }

func TestWhatIsPaidIsWhatWasTakenBack(t *testing.T) {
	// Line 1: 2 x 11300 with 2600 tax inside; line 2: 1 x 1000, 100 tax on top; line 3 was never sent.
	o := arrived(goods("1", 2, 11300, tax(refund.TaxInclusive, 2600)), goods("2", 1, 1000, tax(refund.TaxExclusive, 100)), goods("3", 1, 700))
	o.Lines[2].Fulfilment = refund.FulfilmentUnfulfilled
	all := whole(o, refund.ReasonCustomerChangedMind)
	for name, c := range map[string]struct {
		inspection *refund.Inspection
		total, tax int64
		parts      []part
	}{
		"everything as it should be": {found(refund.InspectedLine{LineID: "1", AcceptedQuantity: 2}, refund.InspectedLine{LineID: "2", AcceptedQuantity: 1}), 24400, 2700,
			[]part{{refund.ComponentLine, "1", 22600}, {refund.ComponentLine, "2", 1000}, {refund.ComponentTax, "2", 100}, {refund.ComponentLine, "3", 700}}},
		"one of two, the other line refused": {found(refund.InspectedLine{LineID: "1", AcceptedQuantity: 1}, refund.InspectedLine{LineID: "2", RefusedQuantity: 1}), 12000, 1300,
			[]part{{refund.ComponentLine, "1", 11300}, {refund.ComponentLine, "3", 700}}},
		"taken for 500 less, with the tax inside it": {found(refund.InspectedLine{LineID: "1", AcceptedQuantity: 1, PartialQuantity: 1, DeductMinor: 500}), 22800, 2542,
			[]part{{refund.ComponentLine, "1", 22600}, {refund.ComponentLine, "3", 700}, {refund.ComponentAdjustment, "1", -500}}},
		"taken for 333 less, with the tax on top of it": {found(refund.InspectedLine{LineID: "2", PartialQuantity: 1, DeductMinor: 333}), 1434, 67,
			[]part{{refund.ComponentLine, "2", 1000}, {refund.ComponentTax, "2", 100}, {refund.ComponentLine, "3", 700}, {refund.ComponentAdjustment, "2", -333}, {refund.ComponentTax, "2", -33}}},
		"taken for more less than the line comes to": {found(refund.InspectedLine{LineID: "2", PartialQuantity: 1, DeductMinor: 5000}), 700, 0,
			[]part{{refund.ComponentLine, "2", 1000}, {refund.ComponentTax, "2", 100}, {refund.ComponentLine, "3", 700}, {refund.ComponentAdjustment, "2", -1000}, {refund.ComponentTax, "2", -100}}},
		"nothing came: what was never sent is paid": {found(), 700, 0, []part{{refund.ComponentLine, "3", 700}}},
	} {
		t.Run(name, func(t *testing.T) {
			p, h := defaultPolicy(t), historyOf(t, o)
			in := stored(t, p, all, h)
			in.Inspection = c.inspection
			a := reassess(t, p, in, h)
			if !a.Eligible() || a.TotalMinor != c.total || a.TaxMinor != c.tax || !slices.Equal(parts(a), c.parts) || a.DeductionTaxMinor != 0 {
				t.Errorf("got %s %d, tax %d, %v; want %d, tax %d, %v", a.Disposition, a.TotalMinor, a.TaxMinor, parts(a), c.total, c.tax, c.parts)
			}
			if a.Goods != nil || !reflect.DeepEqual(a.Legs, []refund.PlannedLeg{{LegID: "2", PaymentID: "card", AmountMinor: c.total}}) {
				t.Errorf("goods %+v, legs %+v", a.Goods, a.Legs)
			}
		})
	}
}

func TestGoodsThatDoNotComeOrAreNotTakenBackArePaidNothing(t *testing.T) {
	o := arrived(goods("1", 2, 1000), goods("2", 1, 500))
	for name, c := range map[string]struct {
		inspection *refund.Inspection
		want       string
	}{
		"nothing came":               {found(), policy.ReasonGoodsNotReceived},
		"a line of zeros came":       {found(refund.InspectedLine{LineID: "1"}), policy.ReasonGoodsNotReceived},
		"what came was not accepted": {found(refund.InspectedLine{LineID: "1", RefusedQuantity: 1}), policy.ReasonGoodsNotAccepted},
	} {
		p, h := defaultPolicy(t), historyOf(t, o)
		in := stored(t, p, whole(o, refund.ReasonCustomerChangedMind), h)
		in.Inspection = c.inspection
		a := reassess(t, p, in, h)
		if a.Disposition != refund.DispositionReject || !slices.Equal(a.Reasons, []string{c.want}) || a.TotalMinor != 0 || a.Legs != nil || a.AppealSeconds != 1209600 {
			t.Errorf("%s: got %s %v of %d", name, a.Disposition, a.Reasons, a.TotalMinor)
		}
		// An appeal judges the request as it was made, and waits for no goods again.
		again := refund.Reassessment{Cancellation: in.Cancellation, Stored: refund.Proposal{Assessment: a}, Appealed: true}
		if a := reassess(t, p, again, h); a.TotalMinor != 2500 || a.Goods != nil || !slices.Contains(a.ApprovalReasons, refund.ReasonAppealed) {
			t.Errorf("%s: the appeal comes to %d, goods %+v, %v", name, a.TotalMinor, a.Goods, a.ApprovalReasons)
		}
	}
}

func TestGoodsThatStayKeepTheirPromotion(t *testing.T) {
	// 2 x 10000, 10 % from 15000: one unit back costs the kept one its discount, two cost nothing.
	line := off(goods("1", 2, 10000), "p", 2000)
	o := promoted(arrived(line), percentFrom("p", 15000, "0.10"))
	p, h := defaultPolicy(t), historyOf(t, o)
	in := stored(t, p, whole(o, refund.ReasonCustomerChangedMind), h)
	in.Inspection = found(refund.InspectedLine{LineID: "1", AcceptedQuantity: 1, RefusedQuantity: 1})
	a := reassess(t, p, in, h)
	if want := []part{{refund.ComponentLine, "1", 9000}, {refund.ComponentClawback, "p", -1000}}; a.TotalMinor != 8000 || !slices.Equal(parts(a), want) {
		t.Errorf("got %d %v", a.TotalMinor, parts(a))
	}
}

func TestALineTakenForTwoReasonsLosesTheUnitsThatNeedGoods(t *testing.T) {
	o := arrived(goods("1", 3, 1000))
	broken := refund.CancelledLine{LineID: "1", Quantity: 1, Reason: refund.ReasonDamaged}
	p, h := defaultPolicy(t), historyOf(t, o)
	in := stored(t, p, mind(o, take("1", 2), broken), h)
	if goods := in.Stored.Assessment.Goods; goods == nil || goods.Lines[0].Quantity != 2 {
		t.Fatalf("wanted back: %+v", goods)
	}
	in.Inspection = found(refund.InspectedLine{LineID: "1", AcceptedQuantity: 1})
	if a := reassess(t, p, in, h); a.TotalMinor != 2000 || !slices.Equal(parts(a), []part{{refund.ComponentLine, "1", 1000}, {refund.ComponentLine, "1", 1000}}) {
		t.Errorf("got %d %v", a.TotalMinor, parts(a))
	}
	in.Inspection = found()
	if a := reassess(t, p, in, h); a.TotalMinor != 1000 {
		t.Errorf("nothing came: got %d %v, want the damaged one", a.TotalMinor, parts(a))
	}
}

func TestAnInspectionOfWhatWasNotExpectedIsRefused(t *testing.T) {
	o := arrived(goods("1", 2, 1000))
	for name, lines := range map[string][]refund.InspectedLine{
		"another line":              {{LineID: "9", AcceptedQuantity: 1}},
		"more than was expected":    {{LineID: "1", AcceptedQuantity: 1, PartialQuantity: 1, RefusedQuantity: 1}},
		"a negative quantity":       {{LineID: "1", AcceptedQuantity: -1}},
		"a line twice":              {{LineID: "1", AcceptedQuantity: 1}, {LineID: "1", AcceptedQuantity: 1}},
		"less for nothing in part":  {{LineID: "1", AcceptedQuantity: 2, DeductMinor: 1}},
		"more for being damaged":    {{LineID: "1", PartialQuantity: 1, DeductMinor: -1}},
		"quantities beyond 64 bits": {{LineID: "1", AcceptedQuantity: 1 << 62, PartialQuantity: 1 << 62, RefusedQuantity: 1 << 62}},
	} {
		p, h := defaultPolicy(t), historyOf(t, o)
		in := stored(t, p, whole(o, refund.ReasonCustomerChangedMind), h)
		in.Inspection = found(lines...)
		if _, err := reassessed(t, p, in, h); codeOf(err) != refund.CodeBadInspection {
			t.Errorf("%s: got %v, want BAD_INSPECTION", name, err)
		}
	}
}
