package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// shipAndCharge is the order of issue 9: 10000 authorised, of which the shipped line's 5000 are captured.
func shipAndCharge() refund.Order {
	o := order([]refund.Line{goods("A", 1, 5000), goods("B", 1, 5000)}, card(5000))
	o.Payments[0].AuthorizedMinor = ptr(10000)
	o.Lines[0].Fulfilment, o.Lines[1].Fulfilment = refund.FulfilmentShipped, refund.FulfilmentUnfulfilled
	return o
}

func partOf(kind refund.ComponentKind, of string, minor int64) part { return part{kind, of, minor} }

// MONEY C13: what was never captured is voided, and nothing is refunded out of another line's capture.
func TestALineThatWasNeverCapturedIsVoided(t *testing.T) {
	o := shipAndCharge()
	a, h := settle(t, policyWith(t), some(o, refund.ReasonOther, take("B", 1)), historyOf(t, o))
	want := []part{{refund.ComponentLine, "B", 5000}, {refund.ComponentVoid, "", -5000}}
	if a.Disposition != refund.DispositionPay || a.TotalMinor != 0 || !slices.Equal(parts(a), want) || len(a.Legs) != 1 || !a.Legs[0].Void {
		t.Fatalf("%s %v %d of %v over %+v", a.Disposition, a.Reasons, a.TotalMinor, parts(a), a.Legs)
	}
	if a.ApprovalReasons != nil || !slices.Contains(a.Reasons, policy.ReasonNeverCaptured) {
		t.Errorf("reasons %v, approvals %v", a.Reasons, a.ApprovalReasons)
	}
	if next := assess(t, policyWith(t), some(o, refund.ReasonOther, take("A", 1)), h); next.TotalMinor != 5000 || !slices.Equal(legs(next), []leg{{"card", 5000}}) {
		t.Errorf("the captured line: %d over %v of %v", next.TotalMinor, legs(next), parts(next))
	}
}

func TestCapturedInPart(t *testing.T) {
	line := func(id refund.LineID, minor int64) part { return partOf(refund.ComponentLine, string(id), minor) }
	void := func(minor int64) part { return partOf(refund.ComponentVoid, "", minor) }
	for name, c := range map[string]struct {
		change func(*refund.Order)
		asked  []refund.CancelledLine
		total  int64
		parts  []part
		voids  bool
	}{
		// The authorisation stays while a line must still be captured.
		"the shipped line, while the other is to be shipped": {func(*refund.Order) {}, []refund.CancelledLine{take("A", 1)}, 0, []part{line("A", 5000), void(-5000)}, false},
		"both": {func(*refund.Order) {}, []refund.CancelledLine{take("A", 1), take("B", 1)}, 5000, []part{line("A", 5000), line("B", 5000), void(-5000)}, true},
		"more is asked than was not captured": {func(o *refund.Order) { o.Payments[0].CapturedMinor = 7000 }, []refund.CancelledLine{take("B", 1)}, 2000,
			[]part{line("B", 5000), void(-3000)}, true},
		"a third line waits": {func(o *refund.Order) {
			o.Lines = append(o.Lines, goods("C", 1, 1000))
			o.Lines[2].Fulfilment, o.Payments[0].AuthorizedMinor = refund.FulfilmentUnfulfilled, ptr(11000)
		}, []refund.CancelledLine{take("B", 1)}, 0, []part{line("B", 5000), void(-5000)}, false},
		"all is captured": {func(o *refund.Order) { o.Payments[0].CapturedMinor = 10000 }, []refund.CancelledLine{take("B", 1)}, 5000, []part{line("B", 5000)}, false},
		// Without an authorisation the amounts do not add up: a person looks at the whole.
		"nothing is authorised": {func(o *refund.Order) { o.Payments[0].AuthorizedMinor = nil }, []refund.CancelledLine{take("B", 1)}, 5000, []part{line("B", 5000)}, false},
	} {
		o := shipAndCharge()
		c.change(&o)
		a := assess(t, policyWith(t), some(o, refund.ReasonOther, c.asked...), historyOf(t, o))
		voids := slices.ContainsFunc(a.Legs, func(l refund.PlannedLeg) bool { return l.Void })
		if !a.Eligible() || a.TotalMinor != c.total || !slices.Equal(parts(a), c.parts) || voids != c.voids {
			t.Errorf("%s: %s %d of %v over %+v", name, a.Disposition, a.TotalMinor, parts(a), a.Legs)
		}
	}
}

func TestTaxOfWhatWasVoidedIsNotCredited(t *testing.T) {
	o := shipAndCharge()
	o.Lines[1].Taxes = []refund.Tax{tax(refund.TaxInclusive, 575)}
	o.Payments[0].CapturedMinor = 7000
	// 575 x 3000 / 5000 = 345 of the tax were never due.
	if a := assess(t, policyWith(t), some(o, refund.ReasonOther, take("B", 1)), historyOf(t, o)); a.TotalMinor != 2000 || a.TaxMinor != 230 {
		t.Errorf("total %d, tax %d", a.TotalMinor, a.TaxMinor)
	}
}

// captured is the history once so much more was captured of the only payment.
func captured(h refund.OrderHistory, minor int64) refund.OrderHistory {
	h.Payments = slices.Clone(h.Payments)
	h.Payments[0].CapturedMinor += minor
	h.Payments[0].OpenMinor += minor
	h.Payments[0].OwedMinor += minor
	return h
}

// MONEY C13, issue 9: a void does not spend the claim.
func TestACaptureAfterAVoidBringsTheClaimBack(t *testing.T) {
	p, o := policyWith(t), authorised(order([]refund.Line{goods("1", 1, 5000)}, card(0)), 5000)
	c := whole(o, refund.ReasonOther)
	first, h := settle(t, p, c, historyOf(t, o))
	if first.TotalMinor != 0 || len(first.Legs) != 1 || !first.Legs[0].Void {
		t.Fatalf("authorised only: %d over %+v of %v", first.TotalMinor, first.Legs, parts(first))
	}
	if a := assess(t, p, c, h); a.Disposition != refund.DispositionNothing || !slices.Equal(a.Reasons, []string{string(refund.CodeAlreadyRefunded)}) {
		t.Errorf("again, before the capture: %s %v", a.Disposition, a.Reasons)
	}
	if a := assess(t, p, c, captured(h, 5000)); a.TotalMinor != 5000 || !slices.Equal(legs(a), []leg{{"card", 5000}}) {
		t.Errorf("after the capture: %s %v %d over %v", a.Disposition, a.Reasons, a.TotalMinor, legs(a))
	}
	// Half of it is captured: half is paid, half stays void.
	if a := assess(t, p, c, captured(h, 2000)); a.TotalMinor != 2000 || sumOf(a, refund.ComponentVoid) != -3000 {
		t.Errorf("after a part of it: %d of %v", a.TotalMinor, parts(a))
	}
	// Captured in part: B was voided, then captured all the same.
	split := shipAndCharge()
	_, h = settle(t, p, some(split, refund.ReasonOther, take("B", 1)), historyOf(t, split))
	if a := assess(t, p, some(split, refund.ReasonOther, take("B", 1)), captured(h, 5000)); a.TotalMinor != 5000 || len(a.Components) != 1 {
		t.Errorf("B after its capture: %s %v %d of %v", a.Disposition, a.Reasons, a.TotalMinor, parts(a))
	}
	// A request that was paid in part keeps its claim: the next one gives back what was voided of it.
	both := shipAndCharge()
	both.Lines = append(both.Lines, goods("C", 1, 1000))
	both.Payments[0].AuthorizedMinor, both.Payments[0].CapturedMinor = ptr(11000), 6000
	_, h = settle(t, p, some(both, refund.ReasonOther, take("A", 1), take("B", 1)), historyOf(t, both))
	a := assess(t, p, some(both, refund.ReasonOther, take("C", 1)), captured(h, 5000))
	if a.TotalMinor != 6000 || !slices.Equal(parts(a), []part{{refund.ComponentLine, "C", 1000}, {refund.ComponentVoid, "", 5000}}) {
		t.Errorf("the next request: %d of %v", a.TotalMinor, parts(a))
	}
}

// The next request of the order pays a claim that a capture brought back, whatever the request is for; what asks for
// the voided goods themselves has them once.
func TestAnyLaterRequestPaysAClaimThatACaptureBroughtBack(t *testing.T) {
	line := func(id refund.LineID) part { return partOf(refund.ComponentLine, string(id), 5000) }
	back := func(minor int64) part { return partOf(refund.ComponentVoid, "", minor) }
	for name, c := range map[string]struct {
		since int64
		asked []refund.CancelledLine
		parts []part
		total int64
	}{
		"for another line":          {5000, []refund.CancelledLine{take("A", 1)}, []part{line("A"), back(5000)}, 10000},
		"of a part of it":           {2000, []refund.CancelledLine{take("A", 1)}, []part{line("A"), back(2000)}, 7000},
		"for the voided line":       {5000, []refund.CancelledLine{take("B", 1)}, []part{line("B")}, 5000},
		"for both lines":            {5000, []refund.CancelledLine{take("A", 1), take("B", 1)}, []part{line("A"), line("B")}, 10000},
		"while nothing is captured": {0, []refund.CancelledLine{take("A", 1)}, []part{line("A")}, 5000},
	} {
		p, o := policyWith(t), shipAndCharge()
		_, h := settle(t, p, some(o, refund.ReasonOther, take("B", 1)), historyOf(t, o))
		a, h := settle(t, p, some(o, refund.ReasonOther, c.asked...), captured(h, c.since))
		if a.TotalMinor != c.total || !slices.Equal(parts(a), c.parts) {
			t.Errorf("%s: %s %v %d of %v, want %d of %v", name, a.Disposition, a.Reasons, a.TotalMinor, parts(a), c.total, c.parts)
		}
		for _, again := range [][]refund.CancelledLine{{take("A", 1)}, {take("B", 1)}} {
			more := assess(t, p, some(o, refund.ReasonOther, again...), h)
			if paid := a.TotalMinor + more.TotalMinor; paid > 5000+c.since {
				t.Errorf("%s: %d are paid of %d captured", name, paid, 5000+c.since)
			}
		}
	}
}
