package stripe_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/stripe"
	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/refund"
)

func TestTheConnectedAccountIsNamedOnlyWhereConfigured(t *testing.T) {
	for connected, want := range map[bool]string{true: "acct_1", false: ""} {
		server := answering(t, refundOf(4500, "cny", "succeeded", ""), listed())
		a := adapterOf(t, stripe.Config{BaseURL: server.URL, Connected: connected})
		if _, err := a.Refund(t.Context(), asking(4500, "CNY")); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Lookup(t.Context(), asking(4500, "CNY")); err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			if got := server.request(t, i).header.Get("Stripe-Account"); got != want {
				t.Errorf("connected %t: request %d names %q, want %q", connected, i, got, want)
			}
		}
	}
}

func TestTransferAndFeeAreTakenBackOnlyWhereConfigured(t *testing.T) {
	for _, c := range []struct {
		reverse, fee         bool
		wantReverse, wantFee string
	}{{false, false, "", ""}, {true, false, "true", ""}, {false, true, "", "true"}, {true, true, "true", "true"}} {
		server := answering(t, refundOf(4500, "cny", "succeeded", ""))
		a := adapterOf(t, stripe.Config{BaseURL: server.URL, ReverseTransfer: c.reverse, RefundApplicationFee: c.fee})
		if _, err := a.Refund(t.Context(), asking(4500, "CNY")); err != nil {
			t.Fatal(err)
		}
		form := server.request(t, 0).form
		if form.Get("reverse_transfer") != c.wantReverse || form.Get("refund_application_fee") != c.wantFee {
			t.Errorf("%+v: asked %v", c, form)
		}
	}
}

func TestTheSettlementIsAskedForAndReadInItsOwnCurrency(t *testing.T) {
	server := answering(t, refundOf(10000, "eur", "succeeded", `,"balance_transaction":{"id":"txn_1","amount":-11200,"currency":"usd","fee":30}`))
	got, err := adapter(t, server.URL).Refund(t.Context(), asking(10000, "EUR"))
	if err != nil || got.Settlement == nil || *got.Settlement != (refund.Settlement{AmountMinor: 11200, Currency: "USD"}) {
		t.Errorf("got %+v, %v; want a settlement of 112.00 USD", got, err)
	}
	if expanded := server.request(t, 0).form["expand[0]"]; len(expanded) != 1 || expanded[0] != "balance_transaction" {
		t.Errorf("expanded %v", server.request(t, 0).form)
	}
	if got := outcome(t, refundOf(4500, "cny", "pending", `,"balance_transaction":"txn_1"`)); got.Settlement != nil {
		t.Errorf("of a transaction that was not sent along: %+v", got.Settlement)
	}
}

func TestTheBankReferenceIsReadWhereverStripeHasOne(t *testing.T) {
	for _, kind := range []string{
		"card", "eu_bank_transfer", "gb_bank_transfer", "us_bank_transfer", "jp_bank_transfer", "br_bank_transfer", "mx_bank_transfer", "th_bank_transfer",
		"blik", "mb_way", "multibanco", "p24", "swish",
	} {
		says := refundOf(4500, "cny", "succeeded", fmt.Sprintf(`,"destination_details":{"type":%q,%q:{"reference":"R-%s"}}`, kind, kind, kind))
		if got := outcome(t, says); got.BankReference != "R-"+kind {
			t.Errorf("%s: got %q", kind, got.BankReference)
		}
	}
	if got := outcome(t, refundOf(4500, "cny", "succeeded", `,"destination_details":{"type":"alipay","alipay":{}}`)); got.BankReference != "" || got.Kind != refund.OutcomeSettled {
		t.Errorf("a wallet without one: %+v", got)
	}
}

// TestABalanceThatIsTooLowLeavesACardsRefundPending: finance reads why; other methods fail at once.
func TestABalanceThatIsTooLowLeavesACardsRefundPending(t *testing.T) {
	if got := outcome(t, refundOf(4500, "cny", "pending", `,"pending_reason":"insufficient_funds"`)); got.Kind != refund.OutcomePending || got.Reason != "insufficient_funds" {
		t.Errorf("a card: %+v", got)
	}
	if got := outcome(t, refundOf(4500, "cny", "failed", `,"failure_reason":"insufficient_funds"`)); got.Kind != refund.OutcomeFailed || got.Reason != "insufficient_funds" {
		t.Errorf("another method: %+v", got)
	}
	if got := outcome(t, refundOf(4500, "cny", "a_new_state", "")); got.Kind != refund.OutcomeAbnormal || got.ProviderRefundID != "re_1" {
		t.Errorf("a state nobody knows: %+v", got)
	}
}

func TestANewKeyCountsFromTheNextCall(t *testing.T) {
	server := answering(t, refundOf(4500, "cny", "succeeded", ""))
	secret := "sk_test_old"
	a := adapterOf(t, stripe.Config{BaseURL: server.URL, Secret: func() (string, error) { return secret, nil }})
	for i, want := range []string{"sk_test_old", "sk_test_new"} {
		secret = want
		if _, err := a.Refund(t.Context(), asking(4500, "CNY")); err != nil {
			t.Fatal(err)
		}
		if got := server.request(t, i).header.Get("Authorization"); got != "Bearer "+want {
			t.Errorf("call %d is signed with %q, want %s", i, got, want)
		}
	}
}

func TestAKeyThatCannotBeReadSendsNothing(t *testing.T) {
	server := answering(t, listed())
	a := adapterOf(t, stripe.Config{BaseURL: server.URL, Secret: func() (string, error) { return "", fmt.Errorf("the file is away") }})
	if got, err := a.Refund(t.Context(), asking(4500, "CNY")); err != nil || got.Kind != refund.OutcomeNotSent {
		t.Errorf("refund: %+v, %v", got, err)
	}
	if found, err := a.Lookup(t.Context(), asking(4500, "CNY")); err != nil || found.Absent || found.Outcome.Kind != refund.OutcomeUnknown {
		t.Errorf("look-up: %+v, %v", found, err)
	}
	if len(server.requests) != 0 {
		t.Errorf("%d requests left", len(server.requests))
	}
}

// TestTheKeyIsInNoWordThatLeavesTheAdapter: whoever stands between may echo what was sent to him.
func TestTheKeyIsInNoWordThatLeavesTheAdapter(t *testing.T) {
	const secret = "sk_live_9c4ehunter2"
	for name, says := range map[string]said{
		"a refusal":         {400, `{"error":{"type":"invalid_request_error","message":"you sent Bearer ` + secret + `"}}`},
		"a wrong key":       {401, `{"error":{"type":"invalid_request_error","message":"Invalid API Key provided: ` + secret + `"}}`},
		"no error":          {400, `{"authorization":"` + secret + `"}`},
		"no JSON":           {502, secret},
		"another key's use": {400, `{"error":{"type":"idempotency_error","message":"` + secret + `"}}`},
	} {
		a := adapterOf(t, stripe.Config{BaseURL: answering(t, says).URL, Secret: key(secret)})
		got, err := a.Refund(t.Context(), asking(4500, "CNY"))
		found, lookErr := a.Lookup(t.Context(), asking(4500, "CNY"))
		words := fmt.Sprintf("%+v %v %+v %v", got, err, found, lookErr)
		for one, err := range a.List(t.Context(), payment.ListQuery{}) {
			words += fmt.Sprintf("%+v %v", one, err)
		}
		if strings.Contains(words, secret) {
			t.Errorf("%s: it says %s", name, words)
		}
	}
	a := adapterOf(t, stripe.Config{BaseURL: closedAddress(), Secret: key(secret)})
	if got, err := a.Refund(t.Context(), asking(4500, "CNY")); strings.Contains(fmt.Sprint(got, err), secret) || got.Kind != refund.OutcomeNotSent {
		t.Errorf("nobody there: %+v, %v", got, err)
	}
}

// TestMoreRefundsThanAPageAreAllLookedAt: the refund that is looked for is the oldest of 251, on the third page.
func TestMoreRefundsThanAPageAreAllLookedAt(t *testing.T) {
	server := stripetest.New(t)
	a := adapter(t, server.URL)
	in := instructionOf("k1")
	if _, err := a.Refund(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	for range 250 {
		server.Outside(in.Reference, 1, "CNY")
	}
	if found, err := a.Lookup(t.Context(), in); err != nil || found.Outcome.Kind != refund.OutcomeSettled {
		t.Errorf("the look-up finds %+v, %v", found, err)
	}
	if found, err := a.Lookup(t.Context(), instructionOf("k2")); err != nil || !found.Absent {
		t.Errorf("a key without a refund: %+v, %v", found, err)
	}
	seen := map[string]bool{}
	for one, err := range a.List(t.Context(), payment.ListQuery{Reference: in.Reference}) {
		if err != nil {
			t.Fatal(err)
		}
		seen[one.ProviderRefundID] = true
	}
	if len(seen) != 251 {
		t.Errorf("%d refunds are listed, want 251", len(seen))
	}
}

// TestAListThatBreaksOffProvesNothing: the key may be on the page that did not come.
func TestAListThatBreaksOffProvesNothing(t *testing.T) {
	first := said{http.StatusOK, `{"object":"list","url":"/v1/refunds","has_more":true,"data":[{"id":"re_9","object":"refund","amount":1,"currency":"cny","status":"succeeded"}]}`}
	for name, second := range map[string]said{"a 500": failure(500, "api_error", ""), "no JSON": {200, "<html>"}} {
		a := adapter(t, answering(t, first, second).URL)
		if found, err := a.Lookup(t.Context(), asking(4500, "CNY")); err != nil || found.Absent || found.Outcome.Kind != refund.OutcomeUnknown {
			t.Errorf("%s: look-up finds %+v, %v", name, found, err)
		}
		a = adapter(t, answering(t, first, second).URL)
		var last error
		for _, last = range a.List(t.Context(), payment.ListQuery{Reference: "pi_1"}) {
		}
		if last == nil {
			t.Errorf("%s: the list ended as if it were whole", name)
		}
	}
}
