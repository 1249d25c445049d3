package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// orders makes events of automatic, single-tender refunds: the contract's example of a whole order,
// each time of another order and customer.
type orders struct {
	example []byte
	count   atomic.Int64
}

func (r *rig) openOrders() error {
	raw, err := os.ReadFile("../starter/event/testdata/contract/order-cancelled.whole.json")
	r.orders = &orders{example: raw}
	return err
}

// next is one more event and the id of its order.
func (o *orders) next() (order string, value []byte, err error) {
	var body map[string]any
	if err := json.Unmarshal(o.example, &body); err != nil {
		return "", nil, err
	}
	order = fmt.Sprintf("bench-%d", o.count.Add(1))
	body["order_id"] = order
	body["customer"].(map[string]any)["customer_id"] = order
	body["payments"].([]any)[0].(map[string]any)["provider_reference"] = "ch_" + order
	value, err = json.Marshal(body)
	return order, value, err
}

// request is the next event, decoded.
func (o *orders) request() (refund.Request, error) {
	_, value, err := o.next()
	if err != nil {
		return refund.Request{}, err
	}
	return event.Decode(event.Message{Value: value}, time.Now())
}
