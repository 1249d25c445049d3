package refund_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// parcel is a delivery of the mugs that cost 500, 100 of it taken off.
func parcel(id refund.ShipmentID, lines ...refund.LineID) refund.Shipment {
	return refund.Shipment{ShipmentID: id, LineIDs: lines, Shipping: refund.Shipping{
		AmountMinor: 500, Discounts: []refund.DiscountShare{{PromotionID: "off10", AmountMinor: 100}},
		Taxes: []refund.Tax{{Mode: refund.TaxExclusive, Rate: "0.05", AmountMinor: 20}},
	}}
}

// twoParcels is twoMugs with a line of apples by weight, in two parcels with costs of their own.
func twoParcels() refund.Cancellation {
	c := twoMugs()
	c.Order.Lines = append(c.Order.Lines, refund.Line{
		LineID: "2", BusinessModel: refund.ModelFreshGoods, Quantity: 1, UnitPriceMinor: 1000,
		SellerID: "farm", Commission: &refund.Commission{Rate: "0.10"}, Measure: &refund.Measure{Amount: "2.350", Unit: "kg"},
	})
	c.Order.Shipments = []refund.Shipment{parcel("s-1", "1"), parcel("s-2", "2")}
	c.Order.EarnedPoints = []refund.EarnedPoints{{Asset: "PTS:club", Amount: 100}, {Asset: "PTS:club", Amount: 10, LineIDs: []refund.LineID{"2"}}}
	c.Order.Invoice = &refund.Invoice{Number: "INV 2026/7", Date: "2026-11-21"}
	c.Order.ShipBy = new(c.Order.PlacedAt.AddDate(1, 0, 0))
	return c
}

func apples(amount string) refund.CancelledLine {
	return refund.CancelledLine{LineID: "2", Measure: &refund.Measure{Amount: amount, Unit: "kg"}}
}

func TestWhatFewOrdersHaveIsValid(t *testing.T) {
	shippingAlone := func(shipments ...refund.CancelledShipping) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { c.CancelledLines, c.CancelledShipping = nil, shipments }
	}
	lines := func(lines ...refund.CancelledLine) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { c.CancelledLines = lines }
	}
	for name, change := range map[string]func(*refund.Cancellation){
		"an order with all of it":           func(*refund.Cancellation) {},
		"the order's own shipping alone":    shippingAlone(refund.CancelledShipping{}),
		"all that was paid for it":          shippingAlone(refund.CancelledShipping{AmountMinor: new(int64(500))}),
		"a part of one parcel, all of both": shippingAlone(refund.CancelledShipping{ShipmentID: "s-1", AmountMinor: new(int64(400))}, refund.CancelledShipping{ShipmentID: "s-2"}),
		"shipping beside a line":            func(c *refund.Cancellation) { c.CancelledShipping = []refund.CancelledShipping{{ShipmentID: "s-1"}} },
		"a unit that stays with the customer": lines(refund.CancelledLine{
			LineID: "1", Quantity: 1, GoodsWaived: true}),
		"an allowance given gross": lines(refund.CancelledLine{
			LineID: "1", AmountMinor: new(int64(5)), AmountIncludesTax: true}),
		"two reasons for one line": lines(
			refund.CancelledLine{LineID: "1", Quantity: 1},
			refund.CancelledLine{LineID: "1", Quantity: 1, Reason: refund.ReasonDamaged}),
		"an allowance beside a quantity, for another reason": lines(
			refund.CancelledLine{LineID: "1", Quantity: 2},
			refund.CancelledLine{LineID: "1", AmountMinor: new(int64(5)), Reason: refund.ReasonLateDelivery}),
		"all of a measure":                  lines(apples("2.35")),
		"a measure with six decimals":       lines(apples("0.000001")),
		"an invoice of tomorrow, somewhere": func(c *refund.Cancellation) { c.Order.Invoice.Date = "2026-11-22" },
		"an invoice without a date":         func(c *refund.Cancellation) { c.Order.Invoice.Date = "" },
		"a commission of all that was paid": func(c *refund.Cancellation) {
			c.Order.Lines[1].Commission = &refund.Commission{AmountMinor: new(int64(1000))}
		},
		"a seller without a commission": func(c *refund.Cancellation) { c.Order.Lines[1].Commission = nil },
		"two programmes for one line":   func(c *refund.Cancellation) { c.Order.EarnedPoints[0].Asset = "PTS:miles" },
		"a promise to send at once":     func(c *refund.Cancellation) { c.Order.ShipBy = new(c.Order.PlacedAt) },
		"a customer who was not told":   func(c *refund.Cancellation) { c.Order.WithdrawalInformed = new(false) },
	} {
		t.Run(name, func(t *testing.T) {
			c := twoParcels()
			change(&c)
			if err := c.Validate(validatedAt); err != nil {
				t.Fatalf("got %v, want no problem", err)
			}
		})
	}
}

func TestWhatIsWrongWithADeliveryHasACodeAndAPath(t *testing.T) {
	shipping := func(shipments ...refund.CancelledShipping) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { c.CancelledShipping = shipments }
	}
	refusesOf(t, twoParcels, []refusal{
		{"a shipment without an id", func(c *refund.Cancellation) { c.Order.Shipments[0].ShipmentID = "" }, refund.CodeMissingField, "shipments[0].shipment_id"},
		{"two shipments of one id", func(c *refund.Cancellation) { c.Order.Shipments[1].ShipmentID = "s-1" }, refund.CodeDuplicateID, "shipments[1]"},
		{"a delivery that costs less than nothing", func(c *refund.Cancellation) { c.Order.Shipments[1].AmountMinor = -1 }, refund.CodeNegativeAmount, "shipments[1].amount_minor"},
		{"more off than it costs", func(c *refund.Cancellation) { c.Order.Shipments[1].DiscountMinor = 501 }, refund.CodeDiscountExceedsLine, "shipments[1].discount_minor"},
		{"shares above its cost", func(c *refund.Cancellation) { c.Order.Shipments[1].Discounts[0].AmountMinor = 501 }, refund.CodeDiscountExceedsLine, "shipments[1].discounts[0].amount_minor"},
		{"a rate of 100 %", func(c *refund.Cancellation) { c.Order.Shipments[1].Taxes[0].Rate = "1.0" }, refund.CodeBadRate, "shipments[1].taxes[0].rate"},
		{"a line that is not there", func(c *refund.Cancellation) { c.Order.Shipments[1].LineIDs[0] = "9" }, refund.CodeUnknownLine, "shipments[1].line_ids[0]"},
		{"a line in two parcels", func(c *refund.Cancellation) { c.Order.Shipments[1].LineIDs = []refund.LineID{"2", "1"} }, refund.CodeDuplicateID, "shipments[1].line_ids[1]"},
		{"a line twice in a parcel", func(c *refund.Cancellation) { c.Order.Shipments[1].LineIDs = []refund.LineID{"2", "2"} }, refund.CodeDuplicateID, "shipments[1].line_ids[1]"},
		{"a shipment the order does not have", shipping(refund.CancelledShipping{ShipmentID: "s-3"}), refund.CodeUnknownShipment, "cancelled_shipping[0].shipment_id"},
		{"more than the order's own shipping", shipping(refund.CancelledShipping{AmountMinor: new(int64(501))}), refund.CodeAmountExceedsLine, "cancelled_shipping[0].amount_minor"},
		{"more than a parcel less its discount", shipping(refund.CancelledShipping{ShipmentID: "s-1", AmountMinor: new(int64(401))}), refund.CodeAmountExceedsLine, "cancelled_shipping[0].amount_minor"},
		{"less than nothing", shipping(refund.CancelledShipping{AmountMinor: new(int64(-1))}), refund.CodeNegativeAmount, "cancelled_shipping[0].amount_minor"},
		{"one delivery twice, for two reasons", shipping(refund.CancelledShipping{}, refund.CancelledShipping{Reason: refund.ReasonLateDelivery}), refund.CodeDuplicateID, "cancelled_shipping[1]"},
		{"a reason as long as a letter", shipping(refund.CancelledShipping{Reason: refund.Reason(make([]byte, 129))}), refund.CodeTooLarge, "cancelled_shipping[0].reason"},
		{"deliveries of a whole order", func(c *refund.Cancellation) {
			c.Scope, c.CancelledLines, c.CancelledShipping = refund.ScopeWholeOrder, nil, []refund.CancelledShipping{{}}
		}, refund.CodeMalformed, "cancelled_shipping"},
		{"neither lines nor a delivery", func(c *refund.Cancellation) { c.CancelledLines = nil }, refund.CodeMissingField, "cancelled_lines"},
		{"a promise from before the order", func(c *refund.Cancellation) { c.Order.ShipBy = new(c.Order.PlacedAt.Add(-time.Hour)) }, refund.CodeBadPeriod, "ship_by"},
	})
}

func TestWhatIsWrongWithACancelledLineHasACodeAndAPath(t *testing.T) {
	lines := func(lines ...refund.CancelledLine) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { c.CancelledLines = lines }
	}
	measured := func(amount, unit string) func(*refund.Cancellation) {
		return lines(refund.CancelledLine{LineID: "2", Measure: &refund.Measure{Amount: amount, Unit: unit}})
	}
	two := refund.CancelledLine{LineID: "1", Quantity: 2}
	refusesOf(t, twoParcels, []refusal{
		{"one line for its own reason and for the event's, which is the same", lines(refund.CancelledLine{LineID: "1", Quantity: 1},
			refund.CancelledLine{LineID: "1", Quantity: 1, Reason: refund.ReasonCustomerChangedMind}), refund.CodeDuplicateID, "cancelled_lines[1]"},
		{"two allowances of one line for one reason", lines(refund.CancelledLine{LineID: "1", AmountMinor: new(int64(1))},
			refund.CancelledLine{LineID: "1", AmountMinor: new(int64(2))}), refund.CodeDuplicateID, "cancelled_lines[1]"},
		{"more for two reasons than was bought", lines(two, refund.CancelledLine{LineID: "1", Quantity: 1, Reason: refund.ReasonDamaged}),
			refund.CodeQuantityExceedsLine, "cancelled_lines[1].quantity"},
		{"goods waived of no quantity", lines(refund.CancelledLine{LineID: "1", AmountMinor: new(int64(1)), GoodsWaived: true}), refund.CodeMalformed, "cancelled_lines[0].goods_waived"},
		{"goods waived of an allowance beside a quantity", lines(refund.CancelledLine{LineID: "1", Quantity: 1, AmountMinor: new(int64(1)), GoodsWaived: true}), refund.CodeMalformed, "cancelled_lines[0].goods_waived"},
		{"a gross amount that is none", lines(refund.CancelledLine{LineID: "1", Quantity: 1, AmountIncludesTax: true}), refund.CodeMalformed, "cancelled_lines[0].amount_includes_tax"},
		{"a measure beside a quantity", lines(refund.CancelledLine{LineID: "2", Quantity: 1, Measure: &refund.Measure{Amount: "1", Unit: "kg"}}), refund.CodeMalformed, "cancelled_lines[0].measure"},
		{"a measure beside an amount", lines(refund.CancelledLine{LineID: "2", AmountMinor: new(int64(1)), Measure: &refund.Measure{Amount: "1", Unit: "kg"}}), refund.CodeMalformed, "cancelled_lines[0].measure"},
		{"a measure of a line that has none", lines(refund.CancelledLine{LineID: "1", Measure: &refund.Measure{Amount: "1", Unit: "kg"}}), refund.CodeMissingField, "cancelled_lines[0].measure"},
		{"a measure in another unit", measured("1", "g"), refund.CodeMalformed, "cancelled_lines[0].measure.unit"},
		{"a gram too much", measured("2.351", "kg"), refund.CodeQuantityExceedsLine, "cancelled_lines[0].measure.amount"},
		{"a gram too much for two reasons", lines(apples("2"), func() refund.CancelledLine { l := apples("0.351"); l.Reason = refund.ReasonDamaged; return l }()),
			refund.CodeQuantityExceedsLine, "cancelled_lines[1].measure.amount"},
		{"a measure of nothing", measured("0.000", "kg"), refund.CodeMissingField, "cancelled_lines[0].measure.amount"},
		{"a measure without an amount", measured("", "kg"), refund.CodeMissingField, "cancelled_lines[0].measure.amount"},
		{"a measure without a unit", measured("1", ""), refund.CodeMissingField, "cancelled_lines[0].measure.unit"},
		{"a measure below nothing", measured("-1", "kg"), refund.CodeMalformed, "cancelled_lines[0].measure.amount"},
		{"a measure with an exponent", measured("1e3", "kg"), refund.CodeMalformed, "cancelled_lines[0].measure.amount"},
		{"a measure with a comma", measured("1,5", "kg"), refund.CodeMalformed, "cancelled_lines[0].measure.amount"},
		{"seven decimals", measured("0.0000001", "kg"), refund.CodeMalformed, "cancelled_lines[0].measure.amount"},
	})
}

func TestWhatIsWrongWithPointsSellersAndInvoicesHasACodeAndAPath(t *testing.T) {
	commission := func(commission refund.Commission) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { c.Order.Lines[1].Commission = &commission }
	}
	points := func(points ...refund.EarnedPoints) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { c.Order.EarnedPoints = points }
	}
	invoice := func(number, date string) func(*refund.Cancellation) {
		return func(c *refund.Cancellation) { c.Order.Invoice = &refund.Invoice{Number: number, Date: date} }
	}
	club := refund.EarnedPoints{Asset: "PTS:club", Amount: 1, LineIDs: []refund.LineID{"1", "2"}}
	turned := refund.EarnedPoints{Asset: "PTS:club", Amount: 2, LineIDs: []refund.LineID{"2", "1"}}
	refusesOf(t, twoParcels, []refusal{
		{"a unit as long as a sentence", func(c *refund.Cancellation) { c.Order.Lines[1].Measure.Unit = "kilogrammes of apples" }, refund.CodeTooLarge, "lines[1].measure.unit"},
		{"a unit that turns the writing around", func(c *refund.Cancellation) { c.Order.Lines[1].Measure.Unit = "k\u202eg" }, refund.CodeMalformed, "lines[1].measure.unit"},
		{"a line of no weight", func(c *refund.Cancellation) { c.Order.Lines[1].Measure.Amount = "0" }, refund.CodeMissingField, "lines[1].measure.amount"},
		{"a line heavier than the earth", func(c *refund.Cancellation) { c.Order.Lines[1].Measure.Amount = "1000000000000000.1" }, refund.CodeAmountOverflow, "lines[1].measure.amount"},
		{"a seller with a line break", func(c *refund.Cancellation) { c.Order.Lines[1].SellerID = "a\nb" }, refund.CodeBadID, "lines[1].seller_id"},
		{"a commission of nobody", func(c *refund.Cancellation) { c.Order.Lines[1].SellerID = "" }, refund.CodeMissingField, "lines[1].seller_id"},
		{"a commission of nothing said", commission(refund.Commission{}), refund.CodeMissingField, "lines[1].commission.rate"},
		{"a commission said twice", commission(refund.Commission{Rate: "0.1", AmountMinor: new(int64(100))}), refund.CodeMalformed, "lines[1].commission.rate"},
		{"a commission of 100 %", commission(refund.Commission{Rate: "1"}), refund.CodeBadRate, "lines[1].commission.rate"},
		{"a commission above the price", commission(refund.Commission{AmountMinor: new(int64(1001))}), refund.CodeAmountExceedsLine, "lines[1].commission.amount_minor"},
		{"a commission below nothing", commission(refund.Commission{AmountMinor: new(int64(-1))}), refund.CodeNegativeAmount, "lines[1].commission.amount_minor"},
		{"points of no programme", points(refund.EarnedPoints{Amount: 1}), refund.CodeMissingField, "earned_points[0].asset"},
		{"points that are money", points(refund.EarnedPoints{Asset: "CNY", Amount: 1}), refund.CodeBadID, "earned_points[0].asset"},
		{"no points", points(refund.EarnedPoints{Asset: "PTS:club"}), refund.CodeMissingField, "earned_points[0].amount"},
		{"points below nothing", points(refund.EarnedPoints{Asset: "PTS:club", Amount: -1}), refund.CodeNegativeAmount, "earned_points[0].amount"},
		{"points of a line that is not there", points(refund.EarnedPoints{Asset: "PTS:club", Amount: 1, LineIDs: []refund.LineID{"9"}}), refund.CodeUnknownLine, "earned_points[0].line_ids[0]"},
		{"points of one line twice", points(refund.EarnedPoints{Asset: "PTS:club", Amount: 1, LineIDs: []refund.LineID{"1", "1"}}), refund.CodeDuplicateID, "earned_points[0].line_ids[1]"},
		{"the same lines twice", points(club, turned), refund.CodeDuplicateID, "earned_points[1]"},
		{"an invoice without a number", invoice("", "2026-11-20"), refund.CodeMissingField, "invoice.number"},
		{"a number with a line break", invoice("a\nb", ""), refund.CodeMalformed, "invoice.number"},
		{"a number as long as a letter", invoice(string(make([]byte, 129)), ""), refund.CodeTooLarge, "invoice.number"},
		{"a day that no calendar has", invoice("1", "2026-02-30"), refund.CodeMalformed, "invoice.date"},
		{"a time in place of a day", invoice("1", "2026-11-20T00:00:00Z"), refund.CodeMalformed, "invoice.date"},
		{"an invoice of a day that has begun nowhere", invoice("1", "2026-11-23"), refund.CodeTimeInFuture, "invoice.date"},
	})
}

func TestWhatAnOrderCostIncludesItsShipments(t *testing.T) {
	c := twoParcels()
	before := c.Order
	before.Shipments = nil
	want, err := before.PaidMinor()
	if err != nil {
		t.Fatal(err)
	}
	want += 2 * (400 + 20)
	if got, err := c.Order.PaidMinor(); err != nil || got != want {
		t.Fatalf("got %d, %v, want %d", got, err, want)
	}
	for i := range c.Order.Shipments {
		c.Order.Shipments[i].AmountMinor = refund.CountMax/2 + 1
	}
	wantProblem(t, c.Validate(validatedAt), refund.CodeAmountOverflow, "order")
}
