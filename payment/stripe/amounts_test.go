package stripe_test

import (
	"errors"
	"strconv"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// The rows are of docs.stripe.com/currencies: zero-decimal and three-decimal currencies, and the special cases.
func TestAmountsAreAskedForInStripesOwnUnits(t *testing.T) {
	for _, c := range []struct {
		name     string
		minor    int64
		currency refund.Currency
		units    int64 // 0: it cannot be asked for
	}{
		{"cents", 4501, "USD", 4501},
		{"yen have no smaller unit", 500, "JPY", 500},
		{"dinars have three digits, of which the last is a zero", 12340, "KWD", 12340},
		{"a fils that Stripe does not take", 12345, "KWD", 0},
		{"ariary have none at Stripe, and two by ISO", 700, "MGA", 7},
		{"half an ariary", 750, "MGA", 0},
		{"króna have two at Stripe, and none by ISO", 1, "ISK", 100},
		{"shillings likewise", 25, "UGX", 2500},
	} {
		server := answering(t, refundOf(c.units, string(c.currency), "succeeded", ""))
		got, err := adapter(t, server.URL).Refund(t.Context(), asking(c.minor, c.currency))
		if c.units == 0 {
			if problem, _ := refund.ProblemIn(err); !errors.Is(err, payment.ErrBadInstruction) || problem.Code != refund.CodeMalformed || len(server.requests) != 0 {
				t.Errorf("%s: got %+v, %v after %d requests; want a bad instruction, unsent", c.name, got, err, len(server.requests))
			}
			continue
		}
		if err != nil || got.Kind != refund.OutcomeSettled {
			t.Errorf("%s: got %+v, %v", c.name, got, err)
		}
		if asked := server.request(t, 0).form.Get("amount"); asked != strconv.FormatInt(c.units, 10) {
			t.Errorf("%s: asked for %s, want %d", c.name, asked, c.units)
		}
	}
}

func TestARefundOfAnotherAmountOrCurrencyIsNotTheOneAskedFor(t *testing.T) {
	for name, says := range map[string]said{
		"another amount":   refundOf(4400, "cny", "succeeded", ""),
		"another currency": refundOf(4500, "usd", "succeeded", ""),
		"in no whole unit": refundOf(4501, "isk", "succeeded", ""),
	} {
		if got := outcome(t, says); got.Kind != refund.OutcomeAbnormal || got.ProviderRefundID != "re_1" {
			t.Errorf("%s: got %+v, want abnormal", name, got)
		}
	}
}
