package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

func TestAReasonThePolicyDoesNotGrantIsRefused(t *testing.T) {
	p := policyWith(t, "OTHER: {eligible: true}", "OTHER: {eligible: false}")
	for _, reason := range []refund.Reason{refund.ReasonOther, "A_REASON_OF_TOMORROW"} {
		a := assess(t, p, whole(twoLines(), reason), historyOf(t, twoLines()))
		if a.Disposition != refund.DispositionReject || !slices.Equal(a.Reasons, []string{"REASON_NOT_ELIGIBLE"}) {
			t.Errorf("%s: got %s %v", reason, a.Disposition, a.Reasons)
		}
	}
}

func TestALinesOwnDeliveryCountsBeforeTheOrders(t *testing.T) {
	o := twoLines()
	long, lately := occurredAt.AddDate(0, 0, -60), occurredAt.AddDate(0, 0, -1)
	o.DeliveredAt, o.Lines[0].DeliveredAt = &long, &lately
	a := first(t, some(o, refund.ReasonCustomerChangedMind, take("1", 1)))
	if !a.Eligible() || a.TotalMinor != 1000 || !slices.Equal(a.Reasons, []string{"WITHIN_WINDOW", "GOODS_REQUIRED"}) {
		t.Errorf("the line delivered lately: got %s %v %d", a.Disposition, a.Reasons, a.TotalMinor)
	}
	if a := first(t, some(o, refund.ReasonCustomerChangedMind, take("2", 1))); a.Disposition != refund.DispositionReject {
		t.Errorf("the line delivered long ago: got %s %v", a.Disposition, a.Reasons)
	}
}

func TestShippingStaysWithTheMerchantWhereThePolicySaysSo(t *testing.T) {
	o := twoLines()
	o.Shipping, o.Payments[0].CapturedMinor = refund.Shipping{AmountMinor: 300}, 5300
	p := policyWith(t, "shipping: WHOLE_ORDER", "shipping: NEVER")
	if a := assess(t, p, whole(o, refund.ReasonOther), historyOf(t, o)); a.TotalMinor != 5000 || len(a.Components) != 2 {
		t.Errorf("got %d, %v", a.TotalMinor, parts(a))
	}
}

func TestEachMarketLivesByItsOwnCalendar(t *testing.T) {
	// Delivered and cancelled 31 days and a little apart: whether that is day 31 or day 30 by the
	// calendar depends on where midnight lies.
	deliveredAt := time.Date(2026, 6, 1, 0, 30, 0, 0, time.UTC)
	for market, want := range map[string]refund.Disposition{
		"CN": refund.DispositionReject, "HK": refund.DispositionReject, "JP": refund.DispositionReject, "KR": refund.DispositionReject,
		"SG": refund.DispositionReject, "KW": refund.DispositionReject, "AE": refund.DispositionReject, "AU": refund.DispositionReject,
		"DE": refund.DispositionReject, "FR": refund.DispositionReject, "GB": refund.DispositionReject,
		"US": refund.DispositionReject, "CA": refund.DispositionReject, "CL": refund.DispositionReject,
		"": refund.DispositionPay, "ZZ": refund.DispositionPay,
	} {
		o := twoLines()
		o.Market, o.DeliveredAt = market, &deliveredAt
		request := whole(o, refund.ReasonCustomerChangedMind)
		// 23:30 UTC on day 30: already day 31 east of Greenwich (and in summer London); west of it
		// the day of delivery was still May 31.
		request.OccurredAt = time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC)
		if a := assess(t, policyWith(t), request, historyOf(t, o)); a.Disposition != want {
			t.Errorf("market %q: got %s %v, want %s", market, a.Disposition, a.Reasons, want)
		}
	}
}
