package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// Providers by name. Both answer at once; one of them says that it usually does not, and so gets the simple
// shape: its first send is a regular activity.
const (
	quickProvider = "simulator"
	slowProvider  = "slow"
)

// variant is what an order has that the contract's example has not.
type variant struct {
	// provider holds the payment.
	provider string
	// reviewed: the amount needs a person's approval.
	reviewed bool
	// merchant, if set, is whose order it is; its request is of now.
	merchant string
}

// reviewedUnitMinor is the price of each of the order's two units when the amount is to need a person: above
// policy.yaml's first band of CNY. shippingMinor is the example's.
const (
	reviewedUnitMinor = 75000
	shippingMinor     = 1200
)

var (
	automatic = variant{provider: quickProvider}
	simple    = variant{provider: slowProvider}
	reviewed  = variant{provider: quickProvider, reviewed: true}
)

// orders makes events of single-tender refunds: the contract's example of a whole order, each time of
// another order and customer.
type orders struct {
	example []byte
	count   atomic.Int64
}

func (r *rig) openOrders(context.Context) error {
	raw, err := os.ReadFile("../starter/event/testdata/contract/order-cancelled.whole.json")
	r.orders = &orders{example: raw}
	return err
}

// next is one more event and the id of its order.
func (o *orders) next(v variant) (order string, value []byte, err error) {
	var body map[string]any
	if err := json.Unmarshal(o.example, &body); err != nil {
		return "", nil, err
	}
	order = fmt.Sprintf("bench-%d", o.count.Add(1))
	body["order_id"] = order
	body["customer"].(map[string]any)["customer_id"] = order
	payment := body["payments"].([]any)[0].(map[string]any)
	payment["provider"], payment["provider_reference"] = v.provider, "ch_"+order
	if v.reviewed {
		body["lines"].([]any)[0].(map[string]any)["unit_price_minor"] = reviewedUnitMinor
		payment["captured_minor"] = 2*reviewedUnitMinor + shippingMinor
	}
	if v.merchant != "" {
		body["merchant_id"], body["occurred_at"] = v.merchant, time.Now().UTC().Format(time.RFC3339)
	}
	value, err = json.Marshal(body)
	return order, value, err
}

// request is the next event, decoded.
func (o *orders) request(v variant) (refund.Request, error) {
	_, value, err := o.next(v)
	if err != nil {
		return refund.Request{}, err
	}
	return event.Decode(event.Message{Value: value}, time.Now())
}
