package stripe_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/stripe"
	"github.com/makegood/makegood/refund"
)

// TestEveryCodeOfARefusalHasItsClass: the table is written out, so that a change of the adapter's has to be said twice.
func TestEveryCodeOfARefusalHasItsClass(t *testing.T) {
	want := map[string]refund.DeclineClass{
		"balance_insufficient": refund.DeclinedBalance, "insufficient_funds": refund.DeclinedBalance,
		"charge_disputed":         refund.DeclinedDisputed,
		"charge_already_refunded": refund.DeclinedExceeds, "amount_too_large": refund.DeclinedExceeds,
		"charge_not_refundable": refund.DeclinedInstrument, "expired_card": refund.DeclinedInstrument, "lost_or_stolen_card": refund.DeclinedInstrument,
		"expired_or_canceled_card": refund.DeclinedInstrument, "account_closed": refund.DeclinedInstrument,
		"amount_too_small": refund.DeclinedInstruction, "resource_missing": refund.DeclinedInstruction, "parameter_invalid_empty": refund.DeclinedInstruction,
		"card_declined": refund.DeclinedOther,
	}
	for code := range adapter(t, "http://stripe.test").Limits().Classes {
		if _, listed := want[code]; !listed {
			t.Errorf("%s has a class that no test holds", code)
		}
	}
	for code, class := range want {
		got := outcome(t, failure(http.StatusBadRequest, "invalid_request_error", code))
		if got.Kind != refund.OutcomeDeclined || got.Class != class || !strings.HasPrefix(got.Reason, code) {
			t.Errorf("%s: got %+v, want declined as %s", code, got, class)
		}
	}
}

func TestWhatStripeRefusesInOtherWaysIsToldApart(t *testing.T) {
	for _, c := range []struct {
		name  string
		says  said
		kind  refund.OutcomeKind
		class refund.DeclineClass
	}{
		{"an unknown code about the request", failure(400, "invalid_request_error", "a_new_code"), refund.OutcomeDeclined, refund.DeclinedInstruction},
		{"an unknown code about the card", failure(402, "card_error", "a_new_code"), refund.OutcomeDeclined, refund.DeclinedOther},
		{"no such payment", failure(404, "invalid_request_error", "resource_missing"), refund.OutcomeDeclined, refund.DeclinedInstruction},
		{"the same key while another call runs", failure(409, "idempotency_error", "idempotency_key_in_use"), refund.OutcomeUnknown, ""},
		{"the same, as a bad request", failure(409, "invalid_request_error", "idempotency_key_in_use"), refund.OutcomeUnknown, ""},
		{"the same key with another body", failure(400, "idempotency_error", ""), refund.OutcomeAbnormal, ""},
		{"a wrong key of ours", failure(401, "invalid_request_error", ""), refund.OutcomeUnknown, ""},
		{"a key that may not refund", failure(403, "invalid_request_error", "more_permissions_required"), refund.OutcomeUnknown, ""},
		{"a 500", failure(500, "api_error", ""), refund.OutcomeUnknown, ""},
		{"a 500 with a code of a refusal", failure(500, "api_error", "charge_disputed"), refund.OutcomeUnknown, ""},
		{"a 400 of somebody between", said{400, "<html>blocked</html>"}, refund.OutcomeUnknown, ""},
		{"a 404 in JSON that is not Stripe's", said{404, `{"message":"no route"}`}, refund.OutcomeUnknown, ""},
		{"an error of no kind", said{400, `{"error":{"message":"hm"}}`}, refund.OutcomeUnknown, ""},
	} {
		if got := outcome(t, c.says); got.Kind != c.kind || got.Class != c.class {
			t.Errorf("%s: got %+v, want %s %s", c.name, got, c.kind, c.class)
		}
	}
}

// TestAStored500ProvesNothing: Stripe repeats it for the key's life, whether money moved or not.
func TestAStored500ProvesNothing(t *testing.T) {
	server := answering(t, failure(500, "api_error", ""), failure(500, "api_error", ""), listed(refundOf(4500, "cny", "succeeded", "")))
	a := adapter(t, server.URL)
	for range 2 {
		if got, err := a.Refund(t.Context(), asking(4500, "CNY")); err != nil || got.Kind != refund.OutcomeUnknown {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	if found, err := a.Lookup(t.Context(), asking(4500, "CNY")); err != nil || found.Outcome.Kind != refund.OutcomeSettled {
		t.Errorf("the look-up finds %+v, %v", found, err)
	}
}

func TestARateLimitIsARetryAndSaysWhen(t *testing.T) {
	a := adapter(t, answering(t, failure(429, "invalid_request_error", "rate_limit")).URL)
	want := payment.RateLimited{RetryAfter: time.Second} // it does not say
	_, err := a.Refund(t.Context(), asking(4500, "CNY"))
	if limited, ok := errors.AsType[payment.RateLimited](err); !ok || limited != want {
		t.Errorf("refund: %v", err)
	}
	_, err = a.Lookup(t.Context(), asking(4500, "CNY"))
	if limited, ok := errors.AsType[payment.RateLimited](err); !ok || limited != want {
		t.Errorf("look-up: %v", err)
	}
	err = nil
	for _, err = range a.List(t.Context(), payment.ListQuery{}) {
	}
	if limited, ok := errors.AsType[payment.RateLimited](err); !ok || limited != want {
		t.Errorf("list: %v", err)
	}
}

// outcome is what a refund of 45.00 CNY comes to by one answer.
func outcome(t *testing.T, says said) refund.Outcome {
	t.Helper()
	got, err := adapterOf(t, stripe.Config{BaseURL: answering(t, says).URL}).Refund(t.Context(), asking(4500, "CNY"))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestAnIntentThatCannotBeCancelledIsReadByItsState: it has expired, it was captured as far as the books know, or further.
func TestAnIntentThatCannotBeCancelledIsReadByItsState(t *testing.T) {
	const refused = `{"error":{"type":"invalid_request_error","code":"payment_intent_unexpected_state","message":"it cannot be cancelled"}}`
	for _, c := range []struct {
		name, intent string
		knownMinor   int64
		want         refund.OutcomeKind
	}{
		{"it has expired", `{"id":"pi_1","object":"payment_intent","status":"canceled"}`, 0, refund.OutcomeSettled},
		{"a part was captured, and the rest is given back", `{"id":"pi_1","object":"payment_intent","status":"succeeded","amount_received":4500}`, 4500, refund.OutcomeSettled},
		{"it was captured meanwhile", `{"id":"pi_1","object":"payment_intent","status":"succeeded","amount_received":4500}`, 0, refund.OutcomeDeclined},
		{"more was captured than we know", `{"id":"pi_1","object":"payment_intent","status":"succeeded","amount_received":9000}`, 4500, refund.OutcomeDeclined},
		{"it still stands", `{"id":"pi_1","object":"payment_intent","status":"requires_capture"}`, 0, refund.OutcomeDeclined},
	} {
		stripe := answering(t, said{400, refused}, said{200, c.intent})
		in := payment.Instruction{Key: "k1", Refund: "r", Leg: "1", Provider: "stripe", Reference: "pi_1", Currency: "CNY", Void: true, CapturedMinor: c.knownMinor}
		got, err := adapter(t, stripe.URL).Refund(t.Context(), in)
		if err != nil || got.Kind != c.want {
			t.Errorf("%s: got %+v, %v; want %s", c.name, got, err, c.want)
		}
	}
}
