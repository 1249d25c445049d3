package ledger

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// parcels is an order of one line with one of everything that an order may have.
func parcels(version string) refund.Cancellation {
	return refund.Cancellation{Scope: refund.ScopeLines, Order: refund.Order{
		OrderVersion: version, Currency: "CNY", Shipping: refund.Shipping{AmountMinor: 10},
		Lines: []refund.Line{{LineID: "1", Quantity: 1, UnitPriceMinor: 50, SellerID: "s",
			Commission: &refund.Commission{Rate: "0.10"}, Measure: &refund.Measure{Amount: "2.350", Unit: "kg"}}},
		Shipments:    []refund.Shipment{{ShipmentID: "a", Shipping: refund.Shipping{AmountMinor: 5}, LineIDs: []refund.LineID{"1"}}},
		Fees:         []refund.Fee{{FeeID: "f", AmountMinor: 3}},
		Promotions:   []refund.Promotion{{PromotionID: "p", Kind: refund.PromotionCoupon, AmountOffMinor: new(int64(5)), Description: "5 off"}},
		Payments:     []refund.Payment{{PaymentID: "x", Currency: "CNY", CapturedMinor: 68}},
		EarnedPoints: []refund.EarnedPoints{{Asset: "PTS:club", Amount: 7, LineIDs: []refund.LineID{"1"}}},
	}}
}

func TestANewerVersionMayAddAndNothingElse(t *testing.T) {
	for _, row := range []struct {
		name    string
		change  func(*refund.Order)
		added   string
		changed string
	}{
		{"nothing", func(*refund.Order) {}, "", ""},
		{"a line", func(o *refund.Order) { o.Lines = append([]refund.Line{{LineID: "0"}}, o.Lines...) }, "lines[0]: not in the pinned order", ""},
		{"a shipment", func(o *refund.Order) { o.Shipments = append(o.Shipments, refund.Shipment{ShipmentID: "b"}) }, "shipments[b]: not in the pinned order", ""},
		{"a fee", func(o *refund.Order) { o.Fees = append(o.Fees, refund.Fee{FeeID: "g"}) }, "fees[g]: not in the pinned order", ""},
		{"a payment", func(o *refund.Order) { o.Payments = append(o.Payments, refund.Payment{PaymentID: "y"}) }, "payments[y]: not in the pinned order", ""},
		{"a promotion", func(o *refund.Order) { o.Promotions = append(o.Promotions, refund.Promotion{PromotionID: "q"}) }, "promotions[q]: not in the pinned order", ""},
		{"points", func(o *refund.Order) {
			o.EarnedPoints = append(o.EarnedPoints, refund.EarnedPoints{Asset: "PTS:club", Amount: 1})
		}, "earned_points[PTS:club []]: not in the pinned order", ""},
		{"other words for a promotion", func(o *refund.Order) { o.Promotions[0].Description = "five off" }, "", ""},
		{"how a decimal is written", func(o *refund.Order) {
			o.Lines[0].Measure, o.Lines[0].Commission = &refund.Measure{Amount: "2.35", Unit: "kg"}, &refund.Commission{Rate: "0.1"}
		}, "", ""},
		{"another parcel for a line", func(o *refund.Order) { o.Shipments[0].LineIDs = nil }, "", ""},
		{"another promotion", func(o *refund.Order) { o.Promotions[0].AmountOffMinor = new(int64(6)) }, "", "promotions[p]: "},
		{"a promotion less", func(o *refund.Order) { o.Promotions = nil }, "", "promotions[p]: missing"},
		{"a discount of the whole order", func(o *refund.Order) {
			o.OrderDiscounts = []refund.DiscountShare{{PromotionID: "p", AmountMinor: 1}}
		}, "", "order_discounts: [p=1], was []"},
		{"more of a line", func(o *refund.Order) { o.Lines[0].Quantity = 2 }, "", "lines[1].quantity: 2, was 1"},
		{"another seller", func(o *refund.Order) { o.Lines[0].SellerID = "t" }, "", "lines[1].seller_id: t, was s"},
		{"another commission", func(o *refund.Order) { o.Lines[0].Commission = nil }, "", "lines[1].commission: none, was 0.1 none"},
		{"another measure", func(o *refund.Order) { o.Lines[0].Measure = &refund.Measure{Amount: "2.36", Unit: "kg"} }, "", "lines[1].measure: 2.36 kg, was 2.35 kg"},
		{"a dearer shipment", func(o *refund.Order) { o.Shipments[0].AmountMinor = 6 }, "", "shipments[a].amount_minor: 6, was 5"},
		{"a shipment less", func(o *refund.Order) { o.Shipments = nil }, "", "shipments[a]: missing"},
		{"more points of a line", func(o *refund.Order) { o.EarnedPoints[0].Amount = 8 }, "", "earned_points[PTS:club [1]].amount: 8, was 7"},
		{"a customer who was not told", func(o *refund.Order) { o.WithdrawalInformed = new(false) }, "", "withdrawal_informed: false, was true"},
	} {
		seen := parcels("2")
		row.change(&seen.Order)
		got := ChangeOf(parcels("1").Order, seen)
		if added := strings.Join(got.Added, "; "); added != row.added || (got.Grown == nil) != (row.changed != "") {
			t.Errorf("%s: got added %q, grown %t", row.name, added, got.Grown != nil)
		}
		if row.changed == "" {
			if got.Differences != nil || got.Grown.OrderVersion != "2" {
				t.Errorf("%s: got differences %q", row.name, got.Differences)
			}
			continue
		}
		if len(got.Differences) != 2 || got.Differences[0] != "order_version: 2, was 1" || !strings.HasPrefix(got.Differences[1], row.changed) {
			t.Errorf("%s: got %q, want the version and %q", row.name, got.Differences, row.changed)
		}
	}
}

func TestWhatWasThereStaysAsItWasPinnedAndComesFirst(t *testing.T) {
	pinned, seen := parcels("1").Order, parcels("2")
	seen.Order.Lines[0].Title, seen.Order.Lines[0].CustomMade = "renamed", true
	seen.Order.Lines = append([]refund.Line{{LineID: "0"}}, seen.Order.Lines...)
	seen.Order.Shipments[0].LineIDs = []refund.LineID{"0", "1"}
	seen.Order.Market, seen.Order.Invoice = "US", &refund.Invoice{Number: "7"}
	got := ChangeOf(pinned, seen).Grown
	want := parcels("2").Order
	want.Lines = append(want.Lines, refund.Line{LineID: "0"})
	want.Shipments[0].LineIDs = []refund.LineID{"1", "0"}
	want.Invoice = seen.Order.Invoice
	if text(t, *got) != text(t, want) {
		t.Errorf("got  %s\nwant %s", text(t, *got), text(t, want))
	}
	if len(pinned.Lines) != 1 || len(pinned.Shipments[0].LineIDs) != 1 {
		t.Error("the pinned order itself was changed")
	}
}

func text(t *testing.T, o refund.Order) string {
	t.Helper()
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
