package refund_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

var validatedAt = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// twoMugs is a valid request: one of two mugs, 10 % off, paid by card and gift card.
func twoMugs() refund.Cancellation {
	return refund.Cancellation{
		Key:            refund.Key{Merchant: "m-001", Order: "order-1", Request: "c-1"},
		Scope:          refund.ScopeLines,
		OccurredAt:     validatedAt.Add(-time.Hour),
		Reason:         refund.ReasonCustomerChangedMind,
		Initiator:      refund.InitiatorCustomer,
		RequestedBy:    "customer:42",
		CancelledLines: []refund.CancelledLine{{LineID: "1", Quantity: 1}},
		Order: refund.Order{
			PlacedAt: validatedAt.Add(-48 * time.Hour),
			Currency: "CNY",
			Customer: refund.Customer{CustomerID: "42"},
			Lines: []refund.Line{{
				LineID: "1", BusinessModel: refund.ModelPhysicalGoods, Quantity: 2, UnitPriceMinor: 5000,
				Discounts:  []refund.DiscountShare{{PromotionID: "off10", AmountMinor: 1000}},
				Taxes:      []refund.Tax{{Mode: refund.TaxInclusive, Rate: "0.13", AmountMinor: 1035}},
				Fulfilment: refund.FulfilmentDelivered,
			}},
			Shipping: refund.Shipping{AmountMinor: 800, DiscountMinor: 300},
			Fees:     []refund.Fee{{FeeID: "wrap", AmountMinor: 100}},
			Promotions: []refund.Promotion{{
				PromotionID: "off10", Kind: refund.PromotionThresholdPercentOff, PercentOff: "0.10",
			}},
			Payments: []refund.Payment{
				{PaymentID: "pay-1", Kind: refund.PaymentCard, Provider: "simulator", ProviderReference: "ch_1", CapturedMinor: 9000, Currency: "CNY"},
				{PaymentID: "pay-2", Kind: refund.PaymentGiftCard, Provider: "simulator", ProviderReference: "gc_1", CapturedMinor: 600, Currency: "CNY"},
			},
		},
	}
}

func TestAValidCancellationHasNoProblem(t *testing.T) {
	valid := map[string]func(*refund.Cancellation){
		"a part of the order":              func(*refund.Cancellation) {},
		"the whole order":                  func(c *refund.Cancellation) { c.Scope, c.CancelledLines = refund.ScopeWholeOrder, nil },
		"an order that was never captured": func(c *refund.Cancellation) { c.Order.Payments = nil },
		"a reason nobody has a rule for":   func(c *refund.Cancellation) { c.Reason = "SMELLS_ODD" },
		"a clock a little ahead of ours":   func(c *refund.Cancellation) { c.OccurredAt = validatedAt.Add(refund.ClockSkewMax) },
		"an allowance without goods": func(c *refund.Cancellation) {
			c.CancelledLines[0] = refund.CancelledLine{LineID: "1", AmountMinor: new(int64(500))}
		},
		"a gift, which is 100 % off":            func(c *refund.Cancellation) { c.Order.Promotions[0].GetPercentOff = "1.00" },
		"amounts that do not add up to the sum": func(c *refund.Cancellation) { c.Order.Payments[0].CapturedMinor = 1 },
		"captures that sum to what was captured": func(c *refund.Cancellation) {
			c.Order.Payments[0].Captures = []refund.Capture{{CaptureID: "a", AmountMinor: 4000}, {CaptureID: "b", AmountMinor: 5000}}
		},
		"a delivery after the act": func(c *refund.Cancellation) { c.Order.DeliveredAt = new(validatedAt) },
		"an act as the order was placed, by a clock that is behind": func(c *refund.Cancellation) {
			c.OccurredAt = c.Order.PlacedAt.Add(-refund.ClockSkewMax)
		},
		"one reference at two accounts": func(c *refund.Cancellation) {
			c.Order.Payments[1].ProviderReference = "ch_1"
			c.Order.Payments[0].ProviderAccount, c.Order.Payments[1].ProviderAccount = "acct_1", "acct_2"
		},
		"the largest amount":           func(c *refund.Cancellation) { c.Order.Payments[0].RefundedBeforeMinor = refund.CountMax },
		"a zone with its own calendar": func(c *refund.Cancellation) { c.Order.TimeZone = "Asia/Shanghai" },
	}
	for name, change := range valid {
		t.Run(name, func(t *testing.T) {
			c := twoMugs()
			change(&c)
			if err := c.Validate(validatedAt); err != nil {
				t.Fatalf("got %v, want no problem", err)
			}
		})
	}
}

func TestWhatIsWrongWithTheRequestHasACodeAndAPath(t *testing.T) {
	refuses(t, []refusal{
		{"no merchant", func(c *refund.Cancellation) { c.Merchant = "" }, refund.CodeMissingField, "merchant_id"},
		{"an order id with a slash", func(c *refund.Cancellation) { c.Key.Order = "a/b" }, refund.CodeBadID, "order_id"},
		{"an order id of 65 characters", func(c *refund.Cancellation) { c.Key.Order = refund.OrderID(strings.Repeat("a", 65)) }, refund.CodeBadID, "order_id"},
		{"no currency", func(c *refund.Cancellation) { c.Order.Currency = "" }, refund.CodeMissingField, "currency_code"},
		{"a currency nobody pays in", func(c *refund.Cancellation) { c.Order.Currency = "XQZ" }, refund.CodeUnknownCurrency, "currency_code"},
		{"no scope", func(c *refund.Cancellation) { c.Scope = "" }, refund.CodeMissingField, "scope"},
		{"a scope that is not known", func(c *refund.Cancellation) { c.Scope = "EVERYTHING" }, refund.CodeUnknownKind, "scope"},
		{"no reason", func(c *refund.Cancellation) { c.Reason = "" }, refund.CodeMissingField, "reason"},
		{"a reason as long as a letter", func(c *refund.Cancellation) { c.Reason = refund.Reason(strings.Repeat("a", 129)) }, refund.CodeTooLarge, "reason"},
		{"an initiator that is not known", func(c *refund.Cancellation) { c.Initiator = "MARTIAN" }, refund.CodeUnknownKind, "initiator"},
		{"nobody who asks, so that anybody could approve", func(c *refund.Cancellation) { c.RequestedBy = "" }, refund.CodeMissingField, "requested_by"},
		{"no customer", func(c *refund.Cancellation) { c.Order.Customer.CustomerID = "" }, refund.CodeMissingField, "customer.customer_id"},
		{"no time of the act", func(c *refund.Cancellation) { c.OccurredAt = time.Time{} }, refund.CodeMissingField, "occurred_at"},
		{"an act in the future", func(c *refund.Cancellation) { c.OccurredAt = validatedAt.Add(refund.ClockSkewMax + 1) }, refund.CodeTimeInFuture, "occurred_at"},
		{"an order placed in the future", func(c *refund.Cancellation) { c.Order.PlacedAt = validatedAt.AddDate(1, 0, 0) }, refund.CodeTimeInFuture, "placed_at"},
		{"a delivery in the future", func(c *refund.Cancellation) { c.Order.DeliveredAt = new(validatedAt.AddDate(0, 0, 1)) }, refund.CodeTimeInFuture, "delivered_at"},
		{"a line delivered in the future", func(c *refund.Cancellation) { c.Order.Lines[0].DeliveredAt = new(validatedAt.AddDate(0, 0, 1)) }, refund.CodeTimeInFuture, "lines[0].delivered_at"},
		{"a delivery before the order", func(c *refund.Cancellation) { c.Order.DeliveredAt = new(validatedAt.AddDate(0, 0, -3)) }, refund.CodeBadPeriod, "delivered_at"},
		{"a line delivered before the order", func(c *refund.Cancellation) { c.Order.Lines[0].DeliveredAt = new(validatedAt.AddDate(0, 0, -3)) }, refund.CodeBadPeriod, "lines[0].delivered_at"},
		{"an act years before the order", func(c *refund.Cancellation) { c.OccurredAt = validatedAt.AddDate(-3, 0, 0) }, refund.CodeBadPeriod, "occurred_at"},
		{"a zone nobody lives in", func(c *refund.Cancellation) { c.Order.TimeZone = "Mars/Olympus" }, refund.CodeUnknownKind, "time_zone"},
		{"scope LINES that names none", func(c *refund.Cancellation) { c.CancelledLines = nil }, refund.CodeMissingField, "cancelled_lines"},
		{"scope WHOLE_ORDER that names some", func(c *refund.Cancellation) { c.Scope = refund.ScopeWholeOrder }, refund.CodeMalformed, "cancelled_lines"},
		{"a line the order does not have", func(c *refund.Cancellation) { c.CancelledLines[0].LineID = "9" }, refund.CodeUnknownLine, "cancelled_lines[0].line_id"},
		{"more than was bought", func(c *refund.Cancellation) { c.CancelledLines[0].Quantity = 3 }, refund.CodeQuantityExceedsLine, "cancelled_lines[0].quantity"},
		{"less than nothing", func(c *refund.Cancellation) { c.CancelledLines[0].Quantity = -1 }, refund.CodeNegativeAmount, "cancelled_lines[0].quantity"},
		{"nothing of a line", func(c *refund.Cancellation) { c.CancelledLines[0].Quantity = 0 }, refund.CodeMissingField, "cancelled_lines[0].quantity"},
		{"one line named twice", func(c *refund.Cancellation) { c.CancelledLines = append(c.CancelledLines, c.CancelledLines[0]) }, refund.CodeDuplicateID, "cancelled_lines[1]"},
		{"evidence that lies nowhere", func(c *refund.Cancellation) { c.Evidence = []refund.Evidence{{}} }, refund.CodeMissingField, "evidence[0].uri"},
	})
}

func TestWhatIsWrongWithTheOrderHasACodeAndAPath(t *testing.T) {
	refuses(t, []refusal{
		{"no lines", func(c *refund.Cancellation) { c.Order.Lines = nil }, refund.CodeMissingField, "lines"},
		{"a line without an id", func(c *refund.Cancellation) { c.Order.Lines[0].LineID = "" }, refund.CodeMissingField, "lines[0].line_id"},
		{"a line id with a line break", func(c *refund.Cancellation) { c.Order.Lines[0].LineID = "a\nb" }, refund.CodeBadID, "lines[0].line_id"},
		{"a line id of 129 bytes", func(c *refund.Cancellation) { c.Order.Lines[0].LineID = refund.LineID(strings.Repeat("x", 129)) }, refund.CodeBadID, "lines[0].line_id"},
		{"two lines of one id", func(c *refund.Cancellation) { c.Order.Lines = append(c.Order.Lines, c.Order.Lines[0]) }, refund.CodeDuplicateID, "lines[1]"},
		{"a business model that is not known", func(c *refund.Cancellation) { c.Order.Lines[0].BusinessModel = "RENTAL" }, refund.CodeUnknownKind, "lines[0].business_model"},
		{"a line of nothing", func(c *refund.Cancellation) { c.Order.Lines[0].Quantity = 0 }, refund.CodeMissingField, "lines[0].quantity"},
		{"a negative price", func(c *refund.Cancellation) { c.Order.Lines[0].UnitPriceMinor = -1 }, refund.CodeNegativeAmount, "lines[0].unit_price_minor"},
		{"a price beyond 64 bits", func(c *refund.Cancellation) { c.Order.Lines[0].UnitPriceMinor = math.MaxInt64 }, refund.CodeAmountOverflow, "lines[0].unit_price_minor"},
		{"a discount above the price", func(c *refund.Cancellation) { c.Order.Lines[0].Discounts[0].AmountMinor = 10001 }, refund.CodeDiscountExceedsLine, "lines[0].discounts[0].amount_minor"},
		{"a discount without a promotion", func(c *refund.Cancellation) { c.Order.Lines[0].Discounts[0].PromotionID = "" }, refund.CodeMissingField, "lines[0].discounts[0].promotion_id"},
		{"a rate of 100 %", func(c *refund.Cancellation) { c.Order.Lines[0].Taxes[0].Rate = "1" }, refund.CodeBadRate, "lines[0].taxes[0].rate"},
		{"a negative rate", func(c *refund.Cancellation) { c.Order.Lines[0].Taxes[0].Rate = "-0.1" }, refund.CodeBadRate, "lines[0].taxes[0].rate"},
		{"a rate with an exponent", func(c *refund.Cancellation) { c.Order.Lines[0].Taxes[0].Rate = "1e-1" }, refund.CodeBadRate, "lines[0].taxes[0].rate"},
		{"a tax mode that is not known", func(c *refund.Cancellation) { c.Order.Lines[0].Taxes[0].Mode = "NET" }, refund.CodeUnknownKind, "lines[0].taxes[0].mode"},
		{"a negative tax", func(c *refund.Cancellation) { c.Order.Lines[0].Taxes[0].AmountMinor = -1 }, refund.CodeNegativeAmount, "lines[0].taxes[0].amount_minor"},
		{"a fulfilment that is not known", func(c *refund.Cancellation) { c.Order.Lines[0].Fulfilment = "LOST" }, refund.CodeUnknownKind, "lines[0].fulfilment"},
		{"more delivered than bought", func(c *refund.Cancellation) { c.Order.Lines[0].FulfilledQuantity = new(int64(3)) }, refund.CodeQuantityExceedsLine, "lines[0].fulfilled_quantity"},
		{"more units used than there were", func(c *refund.Cancellation) {
			c.Order.Lines[0].UnitsTotal, c.Order.Lines[0].UnitsUsed = new(int64(10)), new(int64(11))
		}, refund.CodeQuantityExceedsLine, "lines[0].units_used"},
		{"a period that ends as it starts", func(c *refund.Cancellation) {
			c.Order.Lines[0].ServicePeriod = &refund.ServicePeriod{StartAt: validatedAt, EndAt: validatedAt}
		}, refund.CodeBadPeriod, "lines[0].service_period"},
		{"shipping that costs less than nothing", func(c *refund.Cancellation) { c.Order.Shipping.AmountMinor = -1 }, refund.CodeNegativeAmount, "shipping.amount_minor"},
		{"a shipping discount above its price", func(c *refund.Cancellation) { c.Order.Shipping.DiscountMinor = 801 }, refund.CodeDiscountExceedsLine, "shipping.discount_minor"},
		{"a negative fee", func(c *refund.Cancellation) { c.Order.Fees[0].AmountMinor = -1 }, refund.CodeNegativeAmount, "fees[0].amount_minor"},
		{"two fees of one id", func(c *refund.Cancellation) { c.Order.Fees = append(c.Order.Fees, c.Order.Fees[0]) }, refund.CodeDuplicateID, "fees[1]"},
		{"order discounts above the order", func(c *refund.Cancellation) {
			c.Order.OrderDiscounts = []refund.DiscountShare{{PromotionID: "x", AmountMinor: 20000}}
		}, refund.CodeDiscountExceedsLine, "order"},
	})
}

func TestWhatIsWrongWithPromotionsAndPaymentsHasACodeAndAPath(t *testing.T) {
	refuses(t, []refusal{
		{"a promotion kind that is not known", func(c *refund.Cancellation) { c.Order.Promotions[0].Kind = "LOTTERY" }, refund.CodeUnknownKind, "promotions[0].kind"},
		{"more than 100 % off", func(c *refund.Cancellation) { c.Order.Promotions[0].PercentOff = "1.01" }, refund.CodeBadRate, "promotions[0].percent_off"},
		{"100 % with a point and nothing after it", func(c *refund.Cancellation) { c.Order.Promotions[0].PercentOff = "1." }, refund.CodeBadRate, "promotions[0].percent_off"},
		{"a negative threshold", func(c *refund.Cancellation) { c.Order.Promotions[0].ThresholdMinor = new(int64(-1)) }, refund.CodeNegativeAmount, "promotions[0].threshold_minor"},
		{"a tier below nothing", func(c *refund.Cancellation) {
			c.Order.Promotions[0].Tiers = []refund.PromotionTier{{AmountOffMinor: new(int64(-1))}}
		}, refund.CodeNegativeAmount, "promotions[0].tiers[0].amount_off_minor"},
		{"a promotion over a line that is not there", func(c *refund.Cancellation) { c.Order.Promotions[0].QualifyingLineIDs = []refund.LineID{"7"} }, refund.CodeUnknownLine, "promotions[0].qualifying_line_ids[0]"},
		{"a gift that is not there", func(c *refund.Cancellation) { c.Order.Promotions[0].GiftLineID = "7" }, refund.CodeUnknownLine, "promotions[0].gift_line_id"},
		{"two promotions of one id", func(c *refund.Cancellation) {
			c.Order.Promotions = append(c.Order.Promotions, c.Order.Promotions[0])
		}, refund.CodeDuplicateID, "promotions[1]"},
		{"a payment kind that is not known", func(c *refund.Cancellation) { c.Order.Payments[1].Kind = "BARTER" }, refund.CodeUnknownKind, "payments[1].kind"},
		{"a payment in another currency", func(c *refund.Cancellation) { c.Order.Payments[1].Currency = "USD" }, refund.CodeCurrencyMismatch, "payments[1].currency_code"},
		{"a payment in a currency nobody pays in", func(c *refund.Cancellation) { c.Order.Payments[1].Currency = "XQZ" }, refund.CodeUnknownCurrency, "payments[1].currency_code"},
		{"a payment without its provider's reference", func(c *refund.Cancellation) { c.Order.Payments[0].ProviderReference = "" }, refund.CodeMissingField, "payments[0].provider_reference"},
		{"a negative capture", func(c *refund.Cancellation) { c.Order.Payments[0].CapturedMinor = -1 }, refund.CodeNegativeAmount, "payments[0].captured_minor"},
		{"two payments of one id", func(c *refund.Cancellation) { c.Order.Payments[1].PaymentID = "pay-1" }, refund.CodeDuplicateID, "payments[1]"},
		{"one charge listed as two payments", func(c *refund.Cancellation) { c.Order.Payments[1].ProviderReference = "ch_1" }, refund.CodeDuplicateID, "payments[1]"},
		{"captures that contradict their sum", func(c *refund.Cancellation) {
			c.Order.Payments[0].Captures = []refund.Capture{{CaptureID: "a", AmountMinor: 1}}
		}, refund.CodeMalformed, "payments[0].captured_minor"},
		{"one capture listed twice", func(c *refund.Cancellation) {
			c.Order.Payments[0].Captures = []refund.Capture{{CaptureID: "a", AmountMinor: 4500}, {CaptureID: "a", AmountMinor: 4500}}
		}, refund.CodeDuplicateID, "payments[0].captures[1]"},
		{"a capture beyond 64 bits with the next", func(c *refund.Cancellation) {
			c.Order.Payments[0].Captures = []refund.Capture{{CaptureID: "a", AmountMinor: math.MaxInt64}, {CaptureID: "b", AmountMinor: 1}}
		}, refund.CodeAmountOverflow, "payments[0].captures[0].amount_minor"},
		{"one charge without its account", func(c *refund.Cancellation) {
			c.Order.Payments[1].ProviderReference, c.Order.Payments[1].ProviderAccount = "ch_1", "acct_1"
		}, refund.CodeDuplicateID, "payments[1]"},
		{"one charge of a provider in capitals", func(c *refund.Cancellation) {
			c.Order.Payments[1].ProviderReference, c.Order.Payments[1].Provider = "ch_1", "SIMULATOR"
		}, refund.CodeDuplicateID, "payments[1]"},
		{"points without a programme", func(c *refund.Cancellation) { c.Order.Payments[0].Units = &refund.Units{Amount: 5} }, refund.CodeMissingField, "payments[0].units.asset"},
		{"payments above the bound together", func(c *refund.Cancellation) { c.Order.Payments[0].CapturedMinor = refund.CountMax }, refund.CodeAmountOverflow, "payments"},
	})
}

func TestTheFirstProblemInTheStableOrderIsTheOneTold(t *testing.T) {
	c := twoMugs()
	c.Order.Payments[0].Kind = "BARTER"
	c.Order.Lines[0].UnitPriceMinor = -1
	c.Scope = ""
	wantProblem(t, c.Validate(validatedAt), refund.CodeMissingField, "scope")
	c.Scope = refund.ScopeLines
	wantProblem(t, c.Validate(validatedAt), refund.CodeNegativeAmount, "lines[0].unit_price_minor")
	c.Order.Lines[0].UnitPriceMinor = 5000
	wantProblem(t, c.Validate(validatedAt), refund.CodeUnknownKind, "payments[0].kind")
}

type refusal struct {
	name   string
	change func(*refund.Cancellation)
	code   refund.Code
	path   string
}

func refuses(t *testing.T, cases []refusal) {
	t.Helper()
	refusesOf(t, twoMugs, cases)
}

func refusesOf(t *testing.T, valid func() refund.Cancellation, cases []refusal) {
	t.Helper()
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			c := valid()
			tc.change(&c)
			wantProblem(t, c.Validate(validatedAt), tc.code, tc.path)
		})
	}
}

func wantProblem(t *testing.T, err error, code refund.Code, path string) {
	t.Helper()
	problem, ok := refund.ProblemIn(err)
	if !ok {
		t.Fatalf("got %v, want a problem %s", err, code)
	}
	got, _, _ := strings.Cut(problem.Detail, ": ")
	if problem.Code != code || got != path {
		t.Fatalf("got %s at %q (%s), want %s at %q", problem.Code, got, problem.Detail, code, path)
	}
}
