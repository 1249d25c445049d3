package ledger

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

func TestDifferencesNameWhatContradictsThePinnedOrder(t *testing.T) {
	share, other := int64(100), int64(90)
	order := func(change func(*refund.Order)) refund.Order {
		o := refund.Order{
			Currency: "CNY", Shipping: refund.Shipping{AmountMinor: 10},
			Lines: []refund.Line{{LineID: "1", Quantity: 2, UnitPriceMinor: 50, Measure: &refund.Measure{Amount: "2.350", Unit: "kg"}, Discounts: []refund.DiscountShare{
				{PromotionID: "a", AmountMinor: 1}, {PromotionID: "b", AmountMinor: 2},
			}}},
			Fees:      []refund.Fee{{FeeID: "f", AmountMinor: 3}},
			Shipments: []refund.Shipment{{ShipmentID: "s", Shipping: refund.Shipping{AmountMinor: 4}}},
			Payments:  []refund.Payment{{PaymentID: "p", Currency: "CNY", CapturedMinor: 100, OrderShareMinor: &share}},
		}
		change(&o)
		return o
	}
	for _, row := range []struct {
		name   string
		change func(*refund.Order)
		want   string
	}{
		{"nothing", func(*refund.Order) {}, ""},
		{"fulfilment and customer", func(o *refund.Order) { o.Customer.Tier, o.Lines[0].Fulfilment = "gold", "SHIPPED" }, ""},
		{"discounts in another sequence", func(o *refund.Order) {
			d := o.Lines[0].Discounts
			o.Lines[0].Discounts = []refund.DiscountShare{d[1], d[0]}
		}, ""},
		{"an outside refund", func(o *refund.Order) { o.Payments[0].RefundedBeforeMinor = 5 }, ""},
		{"currency", func(o *refund.Order) { o.Currency = "USD" }, "currency_code: USD, was CNY"},
		{"quantity", func(o *refund.Order) { o.Lines[0].Quantity = 3 }, "lines[1].quantity: 3, was 2"},
		{"a discount", func(o *refund.Order) { o.Lines[0].Discounts = o.Lines[0].Discounts[:1] }, "lines[1].discounts: [a=1], was [a=1, b=2]"},
		{"tax", func(o *refund.Order) { o.Lines[0].Taxes = []refund.Tax{{Mode: "INCLUSIVE", AmountMinor: 7}} }, "lines[1].taxes: [ INCLUSIVE=7], was []"},
		{"a line more", func(o *refund.Order) { o.Lines = append(o.Lines, refund.Line{LineID: "2"}) }, "lines[2]: not in the pinned order"},
		{"a line less", func(o *refund.Order) { o.Lines = nil }, "lines[1]: missing"},
		{"shipping", func(o *refund.Order) { o.Shipping.AmountMinor = 0 }, "shipping.amount_minor: 0, was 10"},
		{"what a shipment cost", func(o *refund.Order) { o.Shipments[0].AmountMinor = 5 }, "shipments[s].amount_minor: 5, was 4"},
		{"which lines a shipment sent", func(o *refund.Order) { o.Shipments[0].LineIDs = []refund.LineID{"1"} }, ""},
		{"a shipment more", func(o *refund.Order) { o.Shipments = append(o.Shipments, refund.Shipment{ShipmentID: "t"}) }, "shipments[t]: not in the pinned order"},
		{"a measure", func(o *refund.Order) { o.Lines[0].Measure.Amount = "2.36" }, "lines[1].measure: 2.36 kg, was 2.35 kg"},
		{"a measure in other digits", func(o *refund.Order) { o.Lines[0].Measure.Amount = "2.3500" }, ""},
		{"a fee", func(o *refund.Order) { o.Fees[0].AmountMinor = 4 }, "fees[f].amount_minor: 4, was 3"},
		{"a share", func(o *refund.Order) { o.Payments[0].OrderShareMinor = &other }, "payments[p].order_share_minor: 90, was 100"},
		{"a payment more", func(o *refund.Order) { o.Payments = append(o.Payments, refund.Payment{PaymentID: "q"}) }, "payments[q]: not in the pinned order"},
	} {
		got := strings.Join(Differences(order(func(*refund.Order) {}), order(row.change)), "; ")
		if got != row.want {
			t.Errorf("%s: got %q, want %q", row.name, got, row.want)
		}
	}
}

func TestCapturesAreASetThatNeverCountsTheSameMoneyTwice(t *testing.T) {
	implied := []KnownCapture{{ID: "p", AmountMinor: 100, Implied: true}}
	k1 := []KnownCapture{{ID: "k1", AmountMinor: 60}}
	plain := func(captured int64) refund.Payment { return refund.Payment{PaymentID: "p", CapturedMinor: captured} }
	listed := func(captures ...refund.Capture) refund.Payment {
		return refund.Payment{PaymentID: "p", Captures: captures}
	}
	a, b := refund.Capture{CaptureID: "k1", AmountMinor: 60}, refund.Capture{CaptureID: "k2", AmountMinor: 40}
	for _, row := range []struct {
		name   string
		known  []KnownCapture
		seen   refund.Payment
		fresh  int64
		differ int
	}{
		{"first amount", nil, plain(100), 100, 0},
		{"same amount", implied, plain(100), 0, 0},
		{"another amount", implied, plain(120), 0, 1},
		{"not captured", implied, plain(0), 0, 0},
		{"first captures", nil, listed(a, b), 100, 0},
		{"one more capture", k1, listed(a, b), 40, 0},
		{"only the other capture", k1, listed(b), 40, 0},
		{"the same capture, other amount", k1, listed(refund.Capture{CaptureID: "k1", AmountMinor: 61}), 0, 1},
		{"ids after an amount, same sum", implied, listed(a, b), 0, 0},
		{"ids after an amount, other sum", implied, listed(a), 0, 1},
		{"an amount after ids, same sum", k1, plain(60), 0, 0},
		{"an amount after ids, other sum", k1, plain(100), 0, 1},
	} {
		got := JoinCaptures(row.known, row.seen)
		if total(got.Fresh) != row.fresh || len(got.Differences) != row.differ || got.Overflows || got.Named != nil {
			t.Errorf("%s: got %+v; want %d new, %d differences", row.name, got, row.fresh, row.differ)
		}
	}
}

func TestAReferenceOfACaptureIsLearnedOnceAndNeverReplaced(t *testing.T) {
	noon, later := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 20, 13, 0, 0, 0, time.UTC)
	seen := func(reference string, at *time.Time) refund.Payment {
		return refund.Payment{PaymentID: "p", Captures: []refund.Capture{{CaptureID: "k1", AmountMinor: 60, ProviderReference: reference, CapturedAt: at}}}
	}
	plain, named := KnownCapture{ID: "k1", AmountMinor: 60}, KnownCapture{ID: "k1", AmountMinor: 60, Reference: "cap_1", CapturedAt: &noon}
	for _, row := range []struct {
		name  string
		known KnownCapture
		seen  refund.Payment
		want  JoinedCaptures
	}{
		{"first named", plain, seen("cap_1", &noon), JoinedCaptures{Named: []KnownCapture{named}}},
		{"named again", named, seen("cap_1", &noon), JoinedCaptures{}},
		{"not named again", named, seen("", nil), JoinedCaptures{}},
		{"at another time", named, seen("cap_1", &later), JoinedCaptures{}},
		{"another reference", named, seen("cap_2", nil), JoinedCaptures{Differences: []string{"payments[p].captures[k1].provider_reference: cap_2, was cap_1"}}},
	} {
		if got := JoinCaptures([]KnownCapture{row.known}, row.seen); !reflect.DeepEqual(got, row.want) {
			t.Errorf("%s: got %+v, want %+v", row.name, got, row.want)
		}
	}
}

func TestCapturesNeverSumToMoreThanAnOrderMay(t *testing.T) {
	known := []KnownCapture{{ID: "k1", AmountMinor: refund.CountMax - 10}}
	seen := func(minor int64) refund.Payment {
		return refund.Payment{PaymentID: "p", Captures: []refund.Capture{{CaptureID: "k2", AmountMinor: minor}}}
	}
	if got := JoinCaptures(known, seen(10)); got.Overflows || total(got.Fresh) != 10 {
		t.Errorf("as much as fits: got %+v", got)
	}
	for _, minor := range []int64{11, math.MaxInt64} {
		if got := JoinCaptures(known, seen(minor)); !got.Overflows || got.Fresh != nil {
			t.Errorf("%d more: got %+v", minor, got)
		}
	}
}

func TestTheHashIsTheSameAfterStorageAndAnotherForAnotherAmount(t *testing.T) {
	limit := int64(5)
	p := refund.Proposal{Assessment: refund.Assessment{
		Disposition: refund.DispositionPay, TotalMinor: 100, Components: []refund.Component{}, AutoApproveMaxMinor: &limit,
	}}
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var stored refund.Proposal
	if err := json.Unmarshal(raw, &stored); err != nil {
		t.Fatal(err)
	}
	if AssessmentHash(p) != AssessmentHash(stored) || len(AssessmentHash(p)) != 64 {
		t.Errorf("got %s before and %s after storage", AssessmentHash(p), AssessmentHash(stored))
	}
	stored.Assessment.TotalMinor++
	if AssessmentHash(p) == AssessmentHash(stored) {
		t.Error("another amount has the same hash")
	}
}

func TestOnlyASendThatProvablyStayedHereIsNotSent(t *testing.T) {
	for _, row := range []struct {
		leg     LegFacts
		kind    refund.OutcomeKind
		booking Booking
		next    refund.LegStatus
	}{
		{LegFacts{Status: refund.LegSending}, refund.OutcomeNotSent, BookState, refund.LegNotSent},
		{LegFacts{Status: refund.LegSending, MayHaveLeft: true}, refund.OutcomeNotSent, BookState, refund.LegUnknown},
		{LegFacts{Status: refund.LegUnknown, MayHaveLeft: true}, refund.OutcomeNotSent, BookNothing, refund.LegUnknown},
		{LegFacts{Status: refund.LegPending}, refund.OutcomeNotSent, BookNothing, refund.LegPending},
		{LegFacts{Status: refund.LegPending}, refund.OutcomeUnknown, BookRepeat, refund.LegPending},
		{LegFacts{Status: refund.LegRequiresAction}, refund.OutcomeUnknown, BookRepeat, refund.LegRequiresAction},
		{LegFacts{Status: refund.LegAbnormal}, refund.OutcomeUnknown, BookRepeat, refund.LegAbnormal},
		{LegFacts{Status: refund.LegSending}, refund.OutcomeUnknown, BookState, refund.LegUnknown},
		{LegFacts{Status: refund.LegUnknown}, refund.OutcomeDeclined, BookDecline, refund.LegDeclined},
		{LegFacts{Status: refund.LegSettled}, refund.OutcomeDeclined, BookNothing, refund.LegSettled},
		{LegFacts{Status: refund.LegSettled}, refund.OutcomeFailed, BookLateFailure, refund.LegLateFailed},
		{LegFacts{Status: refund.LegSettled, GivenUp: true}, refund.OutcomeFailed, BookOverReturnFailed, refund.LegReleased},
		{LegFacts{Status: refund.LegLateFailed}, refund.OutcomeSettled, BookLateSettle, refund.LegSettled},
		{LegFacts{Status: refund.LegReleased}, refund.OutcomeSettled, BookOverReturn, refund.LegSettled},
		{LegFacts{Status: refund.LegReleased}, refund.OutcomeUnknown, BookNothing, refund.LegReleased},
		{LegFacts{Status: refund.LegDeclined}, refund.OutcomeDeclined, BookRepeat, refund.LegDeclined},
	} {
		booking, next := Judge(row.leg, refund.Outcome{Kind: row.kind})
		if booking != row.booking || next != row.next {
			t.Errorf("%+v, %s: got %s %s, want %s %s", row.leg, row.kind, booking, next, row.booking, row.next)
		}
	}
}
