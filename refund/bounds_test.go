package refund_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// everything fills every pointer with a new value and every empty slice with one element, so that each number of
// a request can be found.
func everything(v reflect.Value) {
	// Only numbers and what holds them are of interest.
	//
	//exhaustive:ignore
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		everything(v.Elem())
	case reflect.Slice:
		if v.Len() == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		for i := range v.Len() {
			everything(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Type.String() != "time.Time" {
				everything(v.Field(i))
			}
		}
	}
}

// numbers lists the paths of all whole numbers in a value, with how to reach each.
func numbers(path string, v reflect.Value, found func(path string, number reflect.Value)) {
	// Only numbers and what holds them are of interest.
	//
	//exhaustive:ignore
	switch v.Kind() {
	case reflect.Int64:
		found(path, v)
	case reflect.Pointer:
		numbers(path, v.Elem(), found)
	case reflect.Slice:
		for i := range v.Len() {
			numbers(fmt.Sprintf("%s[%d]", path, i), v.Index(i), found)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Type.String() != "time.Time" {
				numbers(path+"."+field.Name, v.Field(i), found)
			}
		}
	}
}

// complete is a valid request that has every part there is.
func complete(t *testing.T) *refund.Cancellation {
	t.Helper()
	c := twoMugs()
	everything(reflect.ValueOf(&c).Elem())
	c.Evidence[0].URI = "https://example.com/1"
	line := &c.Order.Lines[0]
	line.ServicePeriod = &refund.ServicePeriod{StartAt: validatedAt.Add(-time.Hour), EndAt: validatedAt}
	c.Order.DeliveredAt, line.DeliveredAt, c.Order.ShipBy = nil, nil, nil
	line.SellerID, line.Measure = "s1", &refund.Measure{Amount: "2.350", Unit: "kg"}
	c.CancelledLines[0].Measure = nil
	c.Order.Invoice = &refund.Invoice{Number: "INV-1"}
	c.Order.EarnedPoints = []refund.EarnedPoints{{Asset: "PTS:club", Amount: 1, LineIDs: []refund.LineID{"1"}}}
	shipment := &c.Order.Shipments[0]
	shipment.ShipmentID, shipment.LineIDs, shipment.Discounts[0].PromotionID = "s-1", []refund.LineID{"1"}, "off10"
	c.Order.Shipping.Discounts[0].PromotionID = "off10"
	c.Order.OrderDiscounts[0].PromotionID = "off10"
	for _, taxes := range [][]refund.Tax{c.Order.Shipping.Taxes, c.Order.Fees[0].Taxes, shipment.Taxes} {
		taxes[0].Mode = refund.TaxInclusive
	}
	promotion := &c.Order.Promotions[0]
	promotion.QualifyingLineIDs, promotion.BenefitLineIDs, promotion.GiftLineID = []refund.LineID{"1"}, []refund.LineID{"1"}, "1"
	for i := range c.Order.Payments {
		payment := &c.Order.Payments[i]
		payment.Captures = []refund.Capture{{CaptureID: "a", AmountMinor: payment.CapturedMinor}}
		payment.Units = &refund.Units{Asset: "PTS:club"}
	}
	if err := c.Validate(validatedAt); err != nil {
		t.Fatal(err)
	}
	return &c
}

// Every number of an event is bounded at the door: beyond it, nothing that is added up of it is safe.
func TestNoNumberOfAnEventIsWithoutABound(t *testing.T) {
	var paths []string
	numbers("", reflect.ValueOf(complete(t)).Elem(), func(path string, _ reflect.Value) { paths = append(paths, path) })
	if len(paths) < 40 {
		t.Fatalf("only %d numbers were found: %v", len(paths), paths)
	}
	for _, target := range paths {
		if strings.HasSuffix(target, ".Sequence") { // an order among promotions: it is never added up
			continue
		}
		c := complete(t)
		numbers("", reflect.ValueOf(c).Elem(), func(path string, number reflect.Value) {
			if path == target {
				number.SetInt(refund.CountMax + 1)
			}
		})
		if problem, _ := refund.ProblemIn(c.Validate(validatedAt)); problem.Code != refund.CodeAmountOverflow {
			t.Errorf("%s of %d: got %v, want AMOUNT_OVERFLOW", target, int64(refund.CountMax)+1, problem)
		}
	}
}
