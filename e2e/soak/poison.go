package soak

import (
	"bytes"
	"fmt"
	"maps"
)

// oversizeBytes is more than any event may have, and less than a topic's default for a record.
const oversizeBytes = 300 << 10

// poison is an event that nobody can use, and the code of its refusal.
func (d *dealer) poison() Event {
	d.orders++
	body := maps.Clone(d.example)
	body["order_id"] = fmt.Sprintf("poison-%d", d.orders)
	e := d.event(body)
	switch d.random.IntN(6) {
	case 0:
		e.Value, e.Refusal = e.Value[:len(e.Value)/2], "MALFORMED"
	case 1:
		e.Value, e.Refusal = nil, "MALFORMED" // a tombstone
	case 2:
		e.Value, e.Refusal = append(e.Value, bytes.Repeat([]byte(" "), oversizeBytes)...), "TOO_LARGE"
	case 3:
		body["currency_code"] = "XQQ"
		e.Value, e.Refusal = d.event(body).Value, "UNKNOWN_CURRENCY"
	case 4:
		body["shipping"] = changed(body["shipping"], "amount_minor", -1)
		e.Value, e.Refusal = d.event(body).Value, "NEGATIVE_AMOUNT"
	case 5:
		body["merchant_id"] = "no merchant"
		e.Value, e.Refusal = d.event(body).Value, "BAD_ID"
	}
	e.Refund, e.Body = "", ""
	return e
}
