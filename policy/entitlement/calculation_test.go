package entitlement_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/policy/entitlement"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
	"github.com/shopspring/decimal"
)

// checks are those of policy's table that need nothing but the calculation, in its sequence.
func checks() []func(*entitlement.Calculation) error {
	return []func(*entitlement.Calculation) error{
		(*entitlement.Calculation).AddLines, (*entitlement.Calculation).AddShipping, (*entitlement.Calculation).ClawBack,
		(*entitlement.Calculation).ChargeGifts, (*entitlement.Calculation).ApplyFloor, (*entitlement.Calculation).AddFees,
		(*entitlement.Calculation).DeductUse, deductRestocking,
	}
}

// deductRestocking is the check with room for every fee.
func deductRestocking(c *entitlement.Calculation) error {
	_, err := c.DeductRestocking(c.TotalMinor)
	return err
}

// threePieces is MONEY's example of fees: 3 x 333, exclusive tax 82.
func threePieces() refund.Order {
	return refund.Order{Currency: "CNY", Lines: []refund.Line{{LineID: "1", BusinessModel: refund.ModelPhysicalGoods, Quantity: 3, UnitPriceMinor: 333,
		Taxes: []refund.Tax{{Mode: refund.TaxExclusive, AmountMinor: 82}}}}}
}

// of computes a request for units of line 1, by terms that restock 15 % for a change of mind.
func of(t *testing.T, order refund.Order, earlier []refund.Entitlement, reason refund.Reason, units int64) *entitlement.Calculation {
	t.Helper()
	request := refund.Cancellation{Scope: refund.ScopeLines, Reason: reason, Order: order, OccurredAt: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC),
		CancelledLines: []refund.CancelledLine{{LineID: "1", Quantity: units}}}
	c := entitlement.New(entitlement.Input{Request: &request, Order: &order, Earlier: earlier, Steps: &explain.Steps{Currency: order.Currency}})
	for _, check := range []func() error{c.ReadPast, c.ClaimLines} {
		if err := check(); err != nil {
			t.Fatal(err)
		}
	}
	grant := rulebook.Grant{Eligible: true, Terms: rulebook.Terms{PromotionMode: rulebook.PromotionReprice,
		RestockingRate: decimal.New(15, -2), RestockingReasons: []refund.Reason{refund.ReasonCustomerChangedMind}}}
	c.Zone = time.UTC
	for i := range c.Items {
		c.Items[i].Grant = &grant
	}
	if c.Answer != (entitlement.Answer{}) {
		return c
	}
	for _, check := range checks() {
		if err := check(c); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestFeesBelongToOneRequestAndRoundingIsCumulative(t *testing.T) {
	order, earlier := threePieces(), []refund.Entitlement(nil)
	for i, c := range []struct {
		reason refund.Reason
		total  int64
	}{
		{refund.ReasonCustomerChangedMind, 310}, {refund.ReasonDamaged, 361}, {refund.ReasonCustomerChangedMind, 310},
	} {
		got := of(t, order, earlier, c.reason, 1)
		if got.TotalMinor != c.total {
			t.Errorf("request %d: got %d, want %d: %+v", i+1, got.TotalMinor, c.total, got.Components)
		}
		if err := got.CheckCaps(); err != nil {
			t.Error(err)
		}
		if last := i == 2; got.WholeOrder != last {
			t.Errorf("request %d: whole order is %v", i+1, got.WholeOrder)
		}
		earlier = append(earlier, refund.Entitlement{TotalMinor: got.TotalMinor, Components: got.Components, MerchantFault: c.reason.MerchantFault()})
	}
}

func TestARequestForMoreThanIsLeftIsAnswered(t *testing.T) {
	order := threePieces()
	first := of(t, order, nil, refund.ReasonDamaged, 2)
	earlier := []refund.Entitlement{{TotalMinor: first.TotalMinor, Components: first.Components}}
	want := entitlement.Answer{Disposition: refund.DispositionReject, Reason: string(refund.CodeQuantityRefunded)}
	if got := of(t, order, earlier, refund.ReasonDamaged, 2); got.Answer != want {
		t.Errorf("got %+v, want %+v", got.Answer, want)
	}
	want = entitlement.Answer{Disposition: refund.DispositionAttention, Reason: string(refund.CodeQuantityExceedsLine)}
	if got := of(t, order, nil, refund.ReasonDamaged, 4); got.Answer != want {
		t.Errorf("got %+v, want %+v", got.Answer, want)
	}
}

func TestAPersonsLowerAmountTakesItsTaxAlong(t *testing.T) {
	c := of(t, threePieces(), nil, refund.ReasonDamaged, 3) // 999 and 82 on top
	if err := c.Adjust(entitlement.Adjustment{TargetMinor: 1000, OffMinor: 81}); err != nil {
		t.Fatal(err)
	}
	if c.TotalMinor != 1000 || c.TaxMinor != 76 { // 82 - round(82 * 81/1081)
		t.Errorf("got %d with tax %d", c.TotalMinor, c.TaxMinor)
	}
	kinds := []refund.ComponentKind{}
	for _, part := range c.Components {
		kinds = append(kinds, part.Kind)
	}
	if !slices.Equal(kinds, []refund.ComponentKind{refund.ComponentLine, refund.ComponentTax, refund.ComponentAdjustment, refund.ComponentTax}) {
		t.Errorf("got %v", kinds)
	}
}
