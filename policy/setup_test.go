package policy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// occurredAt is the customer's act in every test that does not say otherwise.
var occurredAt = time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)

func defaultPolicy(t testing.TB) *policy.Policy {
	t.Helper()
	p, err := policy.Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// simpleYAML is a policy in the simple shape: terms and reasons, no rules.
func simpleYAML(t testing.TB) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("rulebook", "testdata", "simple.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// policyWith loads the simple policy with pieces of its text replaced: old, new, old, new.
func policyWith(t testing.TB, replacements ...string) *policy.Policy {
	t.Helper()
	content := simpleYAML(t)
	for i := 0; i < len(replacements); i += 2 {
		if !strings.Contains(content, replacements[i]) {
			t.Fatalf("the simple policy has no %q", replacements[i])
		}
		content = strings.Replace(content, replacements[i], replacements[i+1], 1)
	}
	p, err := policy.Load(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// restocking is the simple policy with 15 % restocking for a change of mind.
func restocking(t testing.TB) *policy.Policy {
	return policyWith(t, `restocking_rate: "0"`, `restocking_rate: "0.15"`, `restocking_reasons: []`, `restocking_reasons: [CUSTOMER_CHANGED_MIND]`)
}

// contractEvent reads one of the contract's examples.
func contractEvent(t testing.TB, name string) refund.Cancellation {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var wire struct {
		refund.Order
		Lines []struct {
			refund.Line
			Tax *refund.Tax `json:"tax"`
		} `json:"lines"`
		Shipping struct {
			refund.Shipping
			Tax *refund.Tax `json:"tax"`
		} `json:"shipping"`
	}
	var c refund.Cancellation
	if err := json.Unmarshal(content, &c); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &wire); err != nil {
		t.Fatal(err)
	}
	c.Order, c.Order.Shipping = wire.Order, wire.Shipping.Shipping
	if wire.Shipping.Tax != nil {
		c.Order.Shipping.Taxes = []refund.Tax{*wire.Shipping.Tax}
	}
	for _, line := range wire.Lines {
		if line.Tax != nil {
			line.Taxes = []refund.Tax{*line.Tax}
		}
		c.Order.Lines = append(c.Order.Lines, line.Line)
	}
	return c
}

// goods is a line of physical goods.
func goods(id refund.LineID, quantity, unitPriceMinor int64, taxes ...refund.Tax) refund.Line {
	return refund.Line{LineID: id, BusinessModel: refund.ModelPhysicalGoods, Quantity: quantity, UnitPriceMinor: unitPriceMinor, Taxes: taxes}
}

func tax(mode refund.TaxMode, amount int64) refund.Tax {
	return refund.Tax{Mode: mode, AmountMinor: amount}
}

// tender is a captured payment in CNY.
func tender(id refund.PaymentID, kind refund.PaymentKind, captured int64) refund.Payment {
	return refund.Payment{PaymentID: id, Kind: kind, Provider: "simulator", ProviderReference: "ref-" + string(id), CapturedMinor: captured, Currency: "CNY"}
}

func card(captured int64) refund.Payment { return tender("card", refund.PaymentCard, captured) }

// order is an order in CNY, paid by these payments.
func order(lines []refund.Line, payments ...refund.Payment) refund.Order {
	return refund.Order{PlacedAt: occurredAt.AddDate(0, 0, -2), Market: "CN", Currency: "CNY",
		Customer: refund.Customer{CustomerID: "42"}, Lines: lines, Payments: payments}
}

// whole cancels all that is left of an order; some cancels quantities of lines.
func whole(o refund.Order, reason refund.Reason) refund.Cancellation {
	return refund.Cancellation{Key: refund.Key{Merchant: "m-1", Order: "o-1", Request: "c-1"}, Scope: refund.ScopeWholeOrder,
		OccurredAt: occurredAt, Reason: reason, Initiator: refund.InitiatorCustomer, Order: o}
}

func some(o refund.Order, reason refund.Reason, lines ...refund.CancelledLine) refund.Cancellation {
	c := whole(o, reason)
	c.Scope, c.CancelledLines = refund.ScopeLines, lines
	return c
}

func take(id refund.LineID, quantity int64) refund.CancelledLine {
	return refund.CancelledLine{LineID: id, Quantity: quantity}
}

func historyOf(t testing.TB, o refund.Order) refund.OrderHistory {
	t.Helper()
	h, err := policy.HistoryOf(o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func assess(t testing.TB, p *policy.Policy, c refund.Cancellation, h refund.OrderHistory) refund.Assessment {
	t.Helper()
	a, err := p.Assess(c, h)
	if err != nil {
		t.Fatal(err)
	}
	creditAddsUp(t, a)
	return a
}

// first assesses an order's first request under the shipped policy.
func first(t testing.TB, c refund.Cancellation) refund.Assessment {
	t.Helper()
	return assess(t, defaultPolicy(t), c, historyOf(t, c.Order))
}

// legs and parts write an assessment's legs and components for comparison.
type leg struct {
	payment refund.PaymentID
	minor   int64
}

func legs(a refund.Assessment) []leg {
	var out []leg
	for _, l := range a.Legs {
		out = append(out, leg{l.PaymentID, l.AmountMinor})
	}
	return out
}

type part struct {
	kind  refund.ComponentKind
	of    string
	minor int64
}

func parts(a refund.Assessment) []part {
	var out []part
	for _, c := range a.Components {
		out = append(out, part{c.Kind, string(c.LineID) + c.FeeID + string(c.PaymentID) + string(c.PromotionID) + string(c.ShipmentID), c.AmountMinor})
	}
	return out
}
