package event_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

func TestAnAmountThatIsNotWrittenInWholeMinorUnitsIsRefused(t *testing.T) {
	const path = "payments[0].captured_minor: "
	const notDigits = path + "is not an integer in minor units or a count, written in digits"
	for _, tc := range []struct {
		name, written string
		code          refund.Code
		detail        string
	}{
		{"a decimal as text", `"128.00"`, refund.CodeMalformed, notDigits},
		{"a decimal", `128.0`, refund.CodeMalformed, notDigits},
		{"an exponent", `1.28e2`, refund.CodeMalformed, notDigits},
		{"an exponent without a point", `128e0`, refund.CodeMalformed, notDigits},
		{"a leading zero as text", `"0128"`, refund.CodeMalformed, notDigits},
		{"a plus sign", `"+128"`, refund.CodeMalformed, notDigits},
		{"spaces around it", `" 128"`, refund.CodeMalformed, notDigits},
		{"an empty text", `""`, refund.CodeMalformed, notDigits},
		{"a grouped number", `"1,280"`, refund.CodeMalformed, notDigits},
		{"a currency beside it", `"128 CNY"`, refund.CodeMalformed, notDigits},
		{"digits of another script", `"١٢٨"`, refund.CodeMalformed, notDigits},
		{"a truth value", `true`, refund.CodeMalformed, notDigits},
		{"a list", `[128]`, refund.CodeMalformed, notDigits},
		{"an object", `{"minor": 128}`, refund.CodeMalformed, notDigits},
		{"more than 64 bits", `9223372036854775808`, refund.CodeAmountOverflow, path + "is beyond 64 bits"},
		{"more than the bound of every amount", `1000000000000001`, refund.CodeAmountOverflow, path + "is 1000000000000001, more than 1000000000000000"},
		{"a negative amount", `-1`, refund.CodeNegativeAmount, path + "is -1"},
		{"null", `null`, refund.CodeMissingField, path + "is missing"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			value := replace(t, example(t, "whole"), `"captured_minor": 14000`, `"captured_minor": `+tc.written)
			_, err := event.Decode(event.Message{Value: value}, now)
			wantProblem(t, err, tc.code, tc.detail)
		})
	}
}

func TestTimesThatContradictEachOtherAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ written, change, detail string }{
		"an act years before the order": {`"occurred_at": "2026-11-20T08:30:00Z"`, `"occurred_at": "2023-11-20T08:30:00Z"`,
			"occurred_at: 2023-11-20T08:30:00Z lies before placed_at, "},
		"a delivery before the order": {`"occurred_at": "2026-11-20T08:30:00Z"`, `"occurred_at": "2026-11-20T08:30:00Z", "delivered_at": "2026-11-01T00:00:00Z"`,
			"delivered_at: 2026-11-01T00:00:00Z lies before placed_at, "},
	} {
		_, err := event.Decode(event.Message{Value: replace(t, example(t, "whole"), c.written, c.change)}, now)
		if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeBadPeriod || !strings.HasPrefix(problem.Detail, c.detail) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestOneChargeUnderTwoSpellingsIsRefused(t *testing.T) {
	value := replace(t, example(t, "partial-split-tender"), `"payment_id": "pay-1",`, `"payment_id": "pay-1", "provider_account": "acct_1",`)
	var wire map[string]any
	if err := json.Unmarshal(value, &wire); err != nil {
		t.Fatal(err)
	}
	payments := wire["payments"].([]any)
	again := maps.Clone(payments[0].(map[string]any))
	again["payment_id"] = "again"
	delete(again, "provider_account")
	wire["payments"] = append(payments, again)
	value, err := json.Marshal(wire)
	if err != nil {
		t.Fatal(err)
	}
	_, err = event.Decode(event.Message{Value: value}, now)
	wantProblem(t, err, refund.CodeDuplicateID, `payments[2]: is the charge of payment "pay-1"`)
}

func TestEveryNumberOfTheContractIsHeldToDigits(t *testing.T) {
	const whole = "partial-split-tender"
	for path, change := range map[string][2]string{
		"lines[0].quantity":                  {`"quantity": 6`, `"quantity": 6.0`},
		"lines[0].unitPriceMinor":            {`"unit_price_minor": 5000`, `"unitPriceMinor": 5e3`},
		"lines[0].discounts[0].amount_minor": {`"amount_minor": 3000`, `"amount_minor": "30.00"`},
		"lines[0].tax.amount_minor":          {`"amount_minor": 3106`, `"amount_minor": 31.06`},
		"shipping.discount_minor":            {`"discount_minor": 0`, `"discount_minor": 0.5`},
		"promotions[0].threshold_minor":      {`"threshold_minor": 30000`, `"threshold_minor": "3e4"`},
		"payments[1].captured_minor":         {`"captured_minor": 10000`, `"captured_minor": 100.00`},
		"cancelled_lines[0].quantity":        {`"quantity": 5`, `"quantity": "5.0"`},
	} {
		t.Run(path, func(t *testing.T) {
			_, err := event.Decode(event.Message{Value: replace(t, example(t, whole), change[0], change[1])}, now)
			wantProblem(t, err, refund.CodeMalformed, path+": is not an integer in minor units or a count, written in digits")
		})
	}
}

func TestWhatCannotBeReadAsAnEventIsMalformed(t *testing.T) {
	whole := example(t, "whole")
	for _, tc := range []struct {
		name   string
		value  []byte
		detail string
	}{
		{"a tombstone", nil, "the value is empty"},
		{"no JSON", []byte("refund please"), "the value is not JSON"},
		{"half an event", whole[:200], "the value is not JSON"},
		{"two events at once", append(bytes.Clone(whole), whole...), "the value is not JSON"},
		{"a list of events", []byte("[]"), "the value is not a JSON object"},
		{"null", []byte(" null"), "the value is not a JSON object"},
		{"text that is not UTF-8", replace(t, whole, "Green tea", "Gr\xffn tea"), "the value is not UTF-8"},
		{"a frame of a schema registry", append([]byte{0, 0, 0, 0, 1}, whole...), "the value is framed for a schema registry, which is not read yet: send plain JSON"},
		{"a NUL in a text", replace(t, whole, "Green tea", `Green\u0000tea`), "lines[0].title: has a NUL character"},
		{"a key that is there twice", replace(t, whole, `"scope"`, `"scope": "LINES", "scope"`), "scope: is there twice"},
		{"a key in both spellings", replace(t, whole, `"unit_price_minor"`, `"unitPriceMinor": 1, "unit_price_minor"`), "lines[0].unit_price_minor: is there twice"},
		{"an unknown key that is there twice", replace(t, whole, `"scope"`, `"x": 1, "x": 2, "scope"`), "x: is there twice"},
		{"both tax and taxes", replace(t, whole, `"fulfilment"`, `"taxes": [{"amount_minor": 1}], "fulfilment"`), "lines[0].tax: is there beside taxes"},
		{"lines nested without end", []byte(`{"x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`), "x" + strings.Repeat("[0]", 32) + ": nests too deep"},
		{"a time that is none", replace(t, whole, `"2026-11-20T08:30:00Z"`, `"yesterday"`), "occurred_at: is not a time of RFC 3339"},
		{"an address that is a number", replace(t, whole, `"buyer@example.com"`, `13800000000`), "customer.email: is not text"},
		{"a percentage that is a number", replace(t, whole, `"0.13"`, `0.13`), "lines[0].tax.rate: is not text"},
		{"a flag that is text", replace(t, whole, `"fulfilment"`, `"activated": "yes", "fulfilment"`), "lines[0].activated: is neither true nor false"},
		{"a line that is a number", replace(t, whole, `"lines": [`, `"lines": [7, `), "lines[0]: is not an object"},
		{"lines that are no list", replace(t, whole, `"promotions": []`, `"promotions": {}`), "promotions: is not a list"},
		{"a null among the lines", replace(t, whole, `"lines": [`, `"lines": [null, `), "lines[0]: is null"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := event.Decode(event.Message{Value: tc.value}, now)
			wantProblem(t, err, refund.CodeMalformed, tc.detail)
		})
	}
}

func TestWhatWasNotSaidIsNotTakenAsNothing(t *testing.T) {
	for path, change := range map[string][2]string{
		"lines[0].quantity":                  {`"quantity": 6`, `"quantty": 6`},
		"lines[0].unit_price_minor":          {`"unit_price_minor"`, `"unit_price"`},
		"lines[0].discounts[0].amount_minor": {`"amount_minor": 3000`, `"amount": 3000`},
		"lines[0].tax.amount_minor":          {`"amount_minor": 3106`, `"amount": 3106`},
		"shipping.amount_minor":              {`"amount_minor": 0`, `"amount": 0`},
		"payments[0].captured_minor":         {`"captured_minor": 17000`, `"captured": 17000`},
		"cancelled_lines[0].quantity":        {`"quantity": 5`, `"count": 5`},
	} {
		t.Run(path, func(t *testing.T) {
			_, err := event.Decode(event.Message{Value: replace(t, example(t, "partial-split-tender"), change[0], change[1])}, now)
			wantProblem(t, err, refund.CodeMissingField, path+": is missing")
		})
	}
}

func TestAMisspeltCancelledLinesCannotRefundAWholeOrder(t *testing.T) {
	value := replace(t, example(t, "partial-split-tender"), `"cancelled_lines"`, `"canceled_lines"`)
	_, err := event.Decode(event.Message{Value: value}, now)
	wantProblem(t, err, refund.CodeMissingField, "cancelled_lines: names nothing, and scope is LINES")
}

func TestAnEventTooLargeForAWorkflowIsRefused(t *testing.T) {
	value := append(example(t, "whole"), bytes.Repeat([]byte(" "), event.SizeBytesMax)...)
	_, err := event.Decode(event.Message{Value: value}, now)
	wantProblem(t, err, refund.CodeTooLarge, fmt.Sprintf("the value has %d bytes, more than %d", len(value), event.SizeBytesMax))
}

func TestAProblemQuotesNoContactData(t *testing.T) {
	const secret = "13800000000"
	for _, change := range [][2]string{
		{`"email": "buyer@example.com"`, `"email": ` + secret},
		{`"email": "buyer@example.com"`, `"phone": {"number": "` + secret + `"}`},
		{`"registered_at": "2024-01-05T00:00:00Z"`, `"registered_at": "` + secret + `"`},
		{`"email": "buyer@example.com"`, `"email": "` + secret},
	} {
		_, err := event.Decode(event.Message{Value: replace(t, example(t, "whole"), change[0], change[1])}, now)
		if problem, ok := refund.ProblemIn(err); !ok || problem.Code != refund.CodeMalformed || strings.Contains(problem.Detail, secret) {
			t.Errorf("%s: got %v, want MALFORMED without the value", change[1], err)
		}
	}
}
