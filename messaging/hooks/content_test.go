package hooks_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging/hooks"
	"github.com/makegood/makegood/refund"
)

// TestWhatTheCustomerAloneIsToldIsNotPosted: the customer's message is made from the same notice.
func TestWhatTheCustomerAloneIsToldIsNotPosted(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	err := d.publisher.Publish(t.Context(), refund.Notice{
		Refund: d.refund, Kind: refund.NoticeNeedsInfo, Status: refund.StatusNeedsInfo, At: d.Clock.Now(), Sequence: 2, Reason: "DAMAGED", Why: []string{"NO_EVIDENCE"},
		Customer: "private-customer", Locale: "private-locale", TimeZone: "Private/Zone", Message: "private message", Question: "private question",
		Goods:      []refund.GoodsLine{{LineID: "private-line"}},
		OfferTerms: &refund.OfferTerms{Choices: []refund.OfferChoice{{ID: "c1", Kind: "COUPON", AmountMinor: 500}}}, OfferCode: "private-code",
	})
	if err != nil {
		t.Fatal(err)
	}
	d.pass(to)
	got := r.got()
	if len(got) != 1 || strings.Contains(strings.ToLower(got[0].Body), "private") {
		t.Errorf("posted %+v", got)
	}
	if !strings.Contains(got[0].Body, "NO_EVIDENCE") || !strings.Contains(got[0].Body, "DAMAGED") {
		t.Errorf("codes are left out: %s", got[0].Body)
	}
}

func TestTheTraceOfAnEventIsCarriedOn(t *testing.T) {
	const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	to, _ := d.tells(r)
	publisher, err := hooks.NewPublisher(hooks.PublisherConfig{Keeper: d.Store, Endpoints: d.inForce, Carry: func(_ context.Context, set func(key, value string)) {
		set("tracestate", "vendor=1")
		set("traceparent", trace)
	}}, d.kafka)
	if err != nil {
		t.Fatal(err)
	}
	if err := publisher.Publish(t.Context(), refund.Notice{Refund: d.refund, Kind: refund.NoticeSent, At: d.Clock.Now()}); err != nil {
		t.Fatal(err)
	}
	d.happens(refund.NoticeRefunded) // by a publisher without tracing
	d.pass(to)
	traces := map[string]bool{}
	for _, p := range r.got() {
		traces[p.Trace] = true
	}
	if len(traces) != 2 || !traces[trace] || !traces[""] {
		t.Errorf("the traces are %v", traces)
	}
}

func TestWhoWasNeverToldOfAForgottenEventIsSaid(t *testing.T) {
	d := setup(t)
	r := startReceiver(t, "crm", d.Clock)
	d.tells(r)
	d.happens(refund.NoticeSent)
	d.happens(refund.NoticeRefunded)
	d.Clock.Advance(31 * 24 * time.Hour)
	d.sender.Prune(t.Context())
	if len(d.troubles) != 1 || d.troubles[0] != (hooks.Trouble{Endpoint: "crm", GivenUp: true, Problem: "2 events waited for 720h0m0s, and are forgotten"}) || d.stands("crm").WaitingCount != 0 {
		t.Errorf("said %+v, the endpoint stands as %+v", d.troubles, d.stands("crm"))
	}
}
