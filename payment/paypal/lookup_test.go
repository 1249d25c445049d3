package paypal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paypal/paypaltest"
	"github.com/makegood/makegood/refund"
)

// resources answers each path with its text, and anything else with 404.
func resources(t *testing.T, texts map[string]string) string {
	t.Helper()
	texts["/v1/oauth2/token"] = `{"access_token":"t","expires_in":3600}`
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := texts[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			text = complaint("RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
		}
		_, _ = fmt.Fprint(w, text)
	}))
	t.Cleanup(web.Close)
	return web.URL
}

func TestALookUpIsAbsentOnlyByTheOrdersOwnList(t *testing.T) {
	const captured, ordered, shown = "/v2/payments/captures/" + captureID, "/v2/checkout/orders/O1", "/v2/payments/refunds/R1"
	capture := func(status, order string) string {
		return fmt.Sprintf(`{"id":%q,"status":%q,"supplementary_data":{"related_ids":{"order_id":%q}}}`, captureID, status, order)
	}
	order := func(refunds string) string {
		return `{"id":"O1","purchase_units":[{"payments":{"refunds":[` + refunds + `]}}]}`
	}
	of := func(capture, customID, value string) string {
		return fmt.Sprintf(`{"id":"R1","status":"COMPLETED","amount":{"currency_code":"USD","value":%q},"custom_id":%q,"links":[{"rel":"up","href":"https://x/v2/payments/captures/%s"}]}`, value, customID, capture)
	}
	mine := of(captureID, "makegood_k1", "45.00")
	for _, c := range []struct {
		name   string
		texts  map[string]string
		absent bool
		kind   refund.OutcomeKind
	}{
		{"nothing was refunded", map[string]string{captured: capture("COMPLETED", "O1"), ordered: order("")}, true, ""},
		{"another key was refunded", map[string]string{captured: capture("PARTIALLY_REFUNDED", "O1"), ordered: order(of(captureID, "makegood_k2", "1.00"))}, true, ""},
		{"it was refunded", map[string]string{captured: capture("REFUNDED", "O1"), ordered: order(mine), shown: mine}, false, refund.OutcomeSettled},
		{"another amount lies under the key", map[string]string{captured: capture("REFUNDED", "O1"), ordered: order(mine), shown: of(captureID, "makegood_k1", "44.00")}, false, refund.OutcomeAbnormal},
		{"another capture of the order was refunded", map[string]string{captured: capture("COMPLETED", "O1"), ordered: order(mine), shown: of("OTHER", "makegood_k1", "45.00")}, false, refund.OutcomeAbnormal},
		{"the list is behind the capture", map[string]string{captured: capture("PARTIALLY_REFUNDED", "O1"), ordered: order("")}, false, refund.OutcomeUnknown},
		{"the list has another capture's refund alone", map[string]string{captured: capture("REFUNDED", "O1"), ordered: order(of("OTHER", "x", "1.00"))}, false, refund.OutcomeUnknown},
		{"the refund itself is not found", map[string]string{captured: capture("REFUNDED", "O1"), ordered: order(mine)}, false, refund.OutcomeUnknown},
		{"the capture names no order", map[string]string{captured: capture("COMPLETED", "")}, false, refund.OutcomeUnknown},
		{"the order is gone", map[string]string{captured: capture("COMPLETED", "O1")}, false, refund.OutcomeUnknown},
		{"the capture is unknown", map[string]string{}, false, refund.OutcomeUnknown},
		{"the capture is no JSON", map[string]string{captured: "<html>"}, false, refund.OutcomeUnknown},
	} {
		got, err := adapter(t, resources(t, c.texts)).Lookup(t.Context(), ask("k1"))
		if err != nil || got.Absent != c.absent || got.Outcome.Kind != c.kind {
			t.Errorf("%s: got %+v, %v; want absent %t, %s", c.name, got, err, c.absent, c.kind)
		}
	}
}

func TestAVoidIsTheAuthorisationsState(t *testing.T) {
	for status, want := range map[string]payment.Found{
		"CREATED": {Absent: true}, "PENDING": {Absent: true}, "PARTIALLY_CAPTURED": {Absent: true},
		"VOIDED":   {Outcome: refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: authorizationID}},
		"EXPIRED":  {Outcome: refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: authorizationID}},
		"DENIED":   {Outcome: refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: authorizationID}},
		"CAPTURED": {Outcome: refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: "it was captured"}},
		"ODD":      {Outcome: refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "unknown status ODD"}},
	} {
		url := resources(t, map[string]string{"/v2/payments/authorizations/" + authorizationID: fmt.Sprintf(`{"id":%q,"status":%q}`, authorizationID, status)})
		if got, err := adapter(t, url).Lookup(t.Context(), voiding("k1")); err != nil || got != want {
			t.Errorf("%s: got %+v, %v; want %+v", status, got, err, want)
		}
	}
}

func TestAnAuthorisationThatIsVoidedAlreadyHoldsNothing(t *testing.T) {
	server := paypaltest.New(t)
	a := adapter(t, server.URL)
	for _, key := range []string{"k1", "k2"} {
		if got, err := a.Refund(t.Context(), voiding(key)); err != nil || got.Kind != refund.OutcomeSettled {
			t.Errorf("%s: got %+v, %v; want settled", key, got, err)
		}
	}
	if got := server.Voided(authorizationID); got != 1 {
		t.Errorf("%d voids stand, want 1", got)
	}
}

func voiding(key string) payment.Instruction {
	in := ask(key)
	in.Reference, in.AmountMinor, in.Void = authorizationID, 0, true
	return in
}
