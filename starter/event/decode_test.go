package event_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

func decode(t *testing.T, value []byte) refund.Request {
	t.Helper()
	request, err := event.Decode(event.Message{Value: value}, now)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	return request
}

func TestTheContractsExamplesAreAcceptedAsTheyAre(t *testing.T) {
	for name, id := range map[string]refund.ID{
		"whole":                "refund/m-001/820982911946154508/c-1",
		"partial-split-tender": "refund/m-001/order-2002/c-7",
		"three-decimals":       "refund/m-001/order-3003/c-1",
		"unpaid":               "refund/m-001/order-4004/c-1",
	} {
		t.Run(name, func(t *testing.T) {
			request := decode(t, example(t, name))
			if got := request.Cancellation.ID(); got != id {
				t.Fatalf("id is %s, want %s", got, id)
			}
			if got, want := request.Digest, refund.Digest(request.Cancellation); got != want {
				t.Fatalf("digest is %s, want %s", got, want)
			}
		})
	}
}

func TestEveryFieldOfAnEventArrives(t *testing.T) {
	request := decode(t, example(t, "partial-split-tender"))
	text, err := json.Marshal(request.Cancellation)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"merchant_id":"m-001","order_id":"order-2002","cancellation_id":"c-7","scope":"LINES",` +
		`"occurred_at":"2026-11-20T08:30:00Z","reason":"CUSTOMER_CHANGED_MIND","initiator":"CUSTOMER",` +
		`"requested_by":"customer:42","cancelled_lines":[{"line_id":"1","quantity":5}],` +
		`"order":{"placed_at":"2026-11-18T10:00:00Z","delivered_at":"2026-11-19T09:00:00Z","channel":"web",` +
		`"market":"CN","currency_code":"CNY","customer":{"customer_id":"42","tier":"gold","locale":"zh-CN",` +
		`"registered_at":"2024-01-05T00:00:00Z"},"lines":[{"line_id":"1","sku":"MUG-1","title":"Mug",` +
		`"category":"home","business_model":"PHYSICAL_GOODS","quantity":6,"unit_price_minor":5000,` +
		`"discounts":[{"promotion_id":"off10","amount_minor":3000}],"taxes":[{"mode":"INCLUSIVE",` +
		`"rate":"0.13","amount_minor":3106}],"fulfilment":"DELIVERED"}],"shipping":{"amount_minor":0,` +
		`"discount_minor":0},"promotions":[{"promotion_id":"off10","kind":"THRESHOLD_PERCENT_OFF",` +
		`"threshold_minor":30000,"percent_off":"0.10","description":"10% off from 300.00"}],` +
		`"payments":[{"payment_id":"pay-1","kind":"CARD","provider":"simulator","provider_reference":"ch_0002",` +
		`"captured_minor":17000,"currency_code":"CNY","captured_at":"2026-11-18T10:00:03Z"},` +
		`{"payment_id":"pay-2","kind":"GIFT_CARD","provider":"simulator","provider_reference":"gc_0002",` +
		`"captured_minor":10000,"currency_code":"CNY","captured_at":"2026-11-18T10:00:03Z"}]}}`
	if string(text) != want {
		t.Fatalf("got  %s\nwant %s", text, want)
	}
}

func TestContactDataTravelsApart(t *testing.T) {
	value := replace(t, example(t, "whole"), `"email": "buyer@example.com"`,
		`"email": "buyer@example.com", "phone": "+8613800000000", "push_token": "tok-1"`)
	request := decode(t, value)
	want := refund.Contact{Email: "buyer@example.com", Phone: "+8613800000000", PushToken: "tok-1"}
	if request.Contact != want {
		t.Fatalf("contact is %+v, want %+v", request.Contact, want)
	}
	text, err := json.Marshal(request.Cancellation)
	if err != nil {
		t.Fatal(err)
	}
	for _, personal := range []string{want.Email, want.Phone, want.PushToken} {
		if strings.Contains(string(text), personal) {
			t.Errorf("%s is in the cancellation", personal)
		}
	}
}

func TestTheSameEventWrittenDifferentlyHasTheSameDigest(t *testing.T) {
	original := example(t, "partial-split-tender")
	want := decode(t, original).Digest
	for name, value := range map[string][]byte{
		"compact":                   compact(t, original),
		"keys in another order":     sortedKeys(t, original),
		"lowerCamelCase":            camelCase(t, original),
		"64-bit integers as text":   replace(t, original, `"captured_minor": 17000`, `"captured_minor": "17000"`),
		"a field nobody knows yet":  replace(t, original, `"scope"`, `"campaign": {"a_minor": 1.5}, "scope"`),
		"a time with another zone":  replace(t, original, `"2026-11-20T08:30:00Z"`, `"2026-11-20T16:30:00+08:00"`),
		"a key written in escapes":  replace(t, original, `"captured_minor": 17000`, `"\u0063aptured_minor": 17000`),
		"an explicit null for none": replace(t, original, `"scope"`, `"time_zone": null, "scope"`),
	} {
		t.Run(name, func(t *testing.T) {
			if got := decode(t, value).Digest; got != want {
				t.Fatalf("digest is %s, want %s", got, want)
			}
		})
	}
}

// No double holds 2^53 + 1: the number that is refused is the one that was sent.
func TestANumberAbove2To53IsReadToItsLastDigit(t *testing.T) {
	value := replace(t, example(t, "whole"), `"captured_minor": 14000`, `"captured_minor": 9007199254740993`)
	_, err := event.Decode(event.Message{Value: value}, now)
	wantProblem(t, err, refund.CodeAmountOverflow, "payments[0].captured_minor: is 9007199254740993, more than 1000000000000000")
}

func TestCapturesAloneGiveTheCapturedSum(t *testing.T) {
	value := replace(t, example(t, "whole"), `"captured_minor": 14000`,
		`"captures": [{"capture_id": "a", "amount_minor": 4000}, {"capture_id": "b", "amount_minor": "10000"}]`)
	if got := decode(t, value).Cancellation.Order.Payments[0].CapturedMinor; got != 14000 {
		t.Fatalf("captured is %d, want 14000", got)
	}
}

func TestAnEventIsJudgedAtTheTimeItIsRead(t *testing.T) {
	_, err := event.Decode(event.Message{Value: example(t, "whole")}, time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC))
	wantProblem(t, err, refund.CodeTimeInFuture, "occurred_at: 2026-11-20T08:30:00Z lies in the future")
}

func wantProblem(t *testing.T, err error, code refund.Code, detail string) {
	t.Helper()
	problem, ok := refund.ProblemIn(err)
	if !ok {
		t.Fatalf("got %v, want a problem %s", err, code)
	}
	if problem.Code != code || problem.Detail != detail {
		t.Fatalf("got  %s: %s\nwant %s: %s", problem.Code, problem.Detail, code, detail)
	}
}
