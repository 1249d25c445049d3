package event_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// The digests are recorded from before the contract was added to: what is stored for these events stays comparable.
func TestTheDigestOfTheFirstExamplesIsTheRecordedOne(t *testing.T) {
	for name, want := range map[string]string{
		"whole":                "v1:d7de308a020e88c1aedd900c0d0222f82661619a8b83b7b96f06e87aa2fc1cf6",
		"partial-split-tender": "v1:730f2a1909bde3718377be870105ab3fedc125e8d8ea04cf1d7eb257376ad6c3",
		"three-decimals":       "v1:d397dfa29a4316cea6d90321e74b1dc17b44e183d2dd7f1a29f6c561fbf37762",
		"unpaid":               "v1:b86f917a5eff1cadab0b60300cc688a9aa1085077824bfc7ecb736e9b91aa31a",
	} {
		if got := decode(t, example(t, name)).Digest; got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestTheContractsAdditionsAreAccepted(t *testing.T) {
	for name, is := range map[string]func(refund.Cancellation) bool{
		"shipping-alone": func(c refund.Cancellation) bool {
			return len(c.CancelledLines) == 0 && *c.CancelledShipping[0].AmountMinor == 500 && c.CancelledShipping[0].ShipmentID == "s-2" &&
				c.Order.Shipments[1].DiscountMinor == 100 && c.Order.Shipments[1].Taxes[0].AmountMinor == 128 && c.Order.Shipments[1].LineIDs[0] == "2"
		},
		"two-reasons": func(c refund.Cancellation) bool {
			return c.CancelledLines[1].GoodsWaived && c.CancelledLines[1].Reason == refund.ReasonDamaged && c.CancelledLines[2].AmountIncludesTax
		},
		"by-weight": func(c refund.Cancellation) bool {
			return *c.CancelledLines[0].Measure == refund.Measure{Amount: "0.47", Unit: "kg"} && c.Order.Lines[0].Measure.Amount == "2.350"
		},
		"marketplace": func(c refund.Cancellation) bool {
			return c.Order.Lines[0].SellerID == "seller-1" && c.Order.Lines[0].Commission.Rate == "0.10" && *c.Order.Lines[1].Commission.AmountMinor == 450 &&
				c.Order.EarnedPoints[1].Amount == 50 && c.Order.EarnedPoints[1].LineIDs[0] == "1" && c.Order.Invoice.Number == "INV-2026-0815" && *c.Order.WithdrawalInformed
		},
		"changed-order": func(c refund.Cancellation) bool { return c.Order.OrderVersion == "2" && c.Order.ShipBy != nil },
	} {
		t.Run(name, func(t *testing.T) {
			c := decode(t, example(t, name)).Cancellation
			if !is(c) {
				t.Fatalf("got %+v", c)
			}
			paid, err := c.Order.PaidMinor()
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range c.Order.Payments {
				paid -= p.CapturedMinor
			}
			if paid != 0 {
				t.Fatalf("what was bought and what was captured differ by %d", paid)
			}
		})
	}
}

func TestShippingAloneStillSaysThatNoLineIsCancelled(t *testing.T) {
	shipping := example(t, "shipping-alone")
	const detail = "cancelled_lines: is missing; an empty list says that only deliveries go back"
	for name, written := range map[string]string{
		"a misspelt name": `"canceled_lines": []`,
		"no value":        `"cancelled_lines": null`,
		"another's list":  `"x": {"cancelled_lines": []}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := event.Decode(event.Message{Value: replace(t, shipping, `"cancelled_lines": []`, written)}, now)
			wantProblem(t, err, refund.CodeMissingField, detail)
		})
	}
	decode(t, replace(t, shipping, `"cancelled_lines": []`, `"cancelledLines": []`))
	_, err := event.Decode(event.Message{Value: replace(t, shipping, `"cancelled_shipping"`, `"canceled_shipping"`)}, now)
	wantProblem(t, err, refund.CodeMissingField, "cancelled_lines: names nothing, and scope is LINES")
}

func TestWhatWasNotSaidOfAnAdditionIsNotTakenAsNothing(t *testing.T) {
	for path, change := range map[string][3]string{
		"shipments[1].amount_minor":              {"shipping-alone", `"amount_minor": 900`, `"amount": 900`},
		"shipments[1].discounts[0].amount_minor": {"shipping-alone", `"amount_minor": 100`, `"amount": 100`},
		"shipments[1].tax.amount_minor":          {"shipping-alone", `"amount_minor": 128`, `"amount": 128`},
		"earned_points[0].amount":                {"marketplace", `"amount": 130`, `"points": 130`},
		"lines[1].commission.rate":               {"marketplace", `"amount_minor": 450`, `"amount": 450`},
		"cancelled_lines[0].quantity": {"by-weight", `"measure": {
        "amount": "0.47"`, `"weight": {
        "amount": "0.47"`},
		"cancelled_lines[0].measure.amount": {"by-weight", `"amount": "0.47"`, `"weight": "0.47"`},
	} {
		t.Run(path, func(t *testing.T) {
			_, err := event.Decode(event.Message{Value: replace(t, example(t, change[0]), change[1], change[2])}, now)
			problem, _ := refund.ProblemIn(err)
			if problem.Code != refund.CodeMissingField || len(problem.Detail) < len(path) || problem.Detail[:len(path)] != path {
				t.Fatalf("got %v, want MISSING_FIELD at %s", err, path)
			}
		})
	}
}

func TestANumberOfAnAdditionIsHeldToDigits(t *testing.T) {
	for path, change := range map[string][3]string{
		"shipments[0].amount_minor":          {"shipping-alone", `"amount_minor": 490`, `"amount_minor": "4.90"`},
		"cancelled_shipping[0].amount_minor": {"shipping-alone", `"amount_minor": 500`, `"amount_minor": 5e2`},
		"earned_points[0].amount":            {"marketplace", `"amount": 130`, `"amount": 130.0`},
		"lines[1].commission.amount_minor":   {"marketplace", `"amount_minor": 450`, `"amount_minor": "450.00"`},
	} {
		t.Run(path, func(t *testing.T) {
			_, err := event.Decode(event.Message{Value: replace(t, example(t, change[0]), change[1], change[2])}, now)
			wantProblem(t, err, refund.CodeMalformed, path+": is not an integer in minor units or a count, written in digits")
		})
	}
	_, err := event.Decode(event.Message{Value: replace(t, example(t, "by-weight"), `"amount": "0.47"`, `"amount": 0.47`)}, now)
	wantProblem(t, err, refund.CodeMalformed, "cancelled_lines[0].measure.amount: is not text")
}
