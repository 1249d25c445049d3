package soak

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"

	"github.com/makegood/makegood/refund"
)

// Event is one event to publish, with what only its publisher knows of it.
type Event struct {
	// Refund is the request's identity; empty where the event has none that could be read.
	Refund refund.ID
	// Body tells the bodies of one request apart: the same again, or another one under the same key.
	Body string
	// Refusal is the reason code of an event that nobody can use; empty for one that can be.
	Refusal string
	// Key is the record's key; nil: the producer picks a partition.
	Key   []byte
	Value []byte
}

// Of every hundred events so many are not the first of a new request.
const (
	duplicatePercent = 10
	conflictPercent  = 5
	poisonPercent    = 5
	// abortedPercent comes on top: events that are published and never happened.
	abortedPercent = 5
	// keylessPercent of all events have no key, so that two of one request are read side by side.
	keylessPercent = 10
	// pairPercent of the new requests are the first of two about one order.
	pairPercent = 10
	// faultPercent of the new orders are paid by a payment whose provider has a bad moment.
	faultPercent = 12
	// nearMax is how far back a repeated or a contradicted request lies.
	nearMax = 200
	// shuffled is how many neighbours change places with each other.
	shuffled = 40
)

// faults are the provider's bad moments that end by themselves (package simulator has their meaning).
var faults = []string{
	"error_500", "error_500_after_success", "error_503~2", "slow:300ms", "drop", "rate_limit", "hidden:500ms",
	"pending:1500ms", "timeout_after_success", "garbage",
}

// dealer draws events from a seed.
type dealer struct {
	random  *rand.Rand
	example map[string]any
	// near are the latest requests that others may repeat.
	near []Event
	// second is the other request of a pair, where one is due.
	second *Event
	orders int
}

// newDealer draws by seed from the contract's example of a whole order.
func newDealer(seed uint64, example []byte) (*dealer, error) {
	d := &dealer{random: rand.New(rand.NewPCG(seed, 0x736f616b))}
	if err := json.Unmarshal(example, &d.example); err != nil {
		return nil, fmt.Errorf("the contract's example: %w", err)
	}
	return d, nil
}

// batch draws count events that happen, in the sequence in which they are published.
func (d *dealer) batch(count int) []Event {
	events := make([]Event, 0, count)
	for range count {
		events = append(events, d.next())
	}
	for at := 0; at < len(events); at += shuffled {
		part := events[at:min(at+shuffled, len(events))]
		d.random.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
	}
	return events
}

// aborted draws the events of a transaction that is given up: new requests, contradictions of known ones,
// and some that nobody can use.
func (d *dealer) aborted(count int) []Event {
	var events []Event
	for range max(1, count*abortedPercent/100) {
		switch {
		case len(d.near) > 0 && d.chance(30):
			events = append(events, d.other(d.pick()))
		case d.chance(10):
			events = append(events, d.poison())
		default:
			first, _ := d.order("aborted")
			events = append(events, first)
		}
	}
	return events
}

func (d *dealer) next() Event {
	drawn := d.random.IntN(100)
	switch {
	case drawn < poisonPercent:
		return d.poison()
	case drawn < poisonPercent+conflictPercent && len(d.near) > 0:
		return d.other(d.pick())
	case drawn < poisonPercent+conflictPercent+duplicatePercent && len(d.near) > 0:
		return d.keyed(d.pick())
	}
	return d.request()
}

// request is the first event of a new request.
func (d *dealer) request() Event {
	if d.second != nil {
		e := *d.second
		d.second = nil
		return d.remember(e)
	}
	first, second := d.order("soak")
	d.second = second
	return d.remember(first)
}

func (d *dealer) remember(e Event) Event {
	d.near = append(d.near, e)
	d.near = d.near[max(0, len(d.near)-nearMax):]
	return e
}

func (d *dealer) pick() Event { return d.near[d.random.IntN(len(d.near))] }

func (d *dealer) chance(percent int) bool { return d.random.IntN(100) < percent }

// order makes a new order: one request that cancels all of it, or two that cancel a unit each.
func (d *dealer) order(name string) (first Event, second *Event) {
	d.orders++
	id := fmt.Sprintf("%s-%d", name, d.orders)
	body := maps.Clone(d.example)
	body["order_id"], body["requested_by"] = id, "customer:"+id
	body["customer"] = changed(body["customer"], "customer_id", id) // limits are per customer and day
	reference := "ch-" + id
	if d.chance(faultPercent) {
		reference += "~" + faults[d.random.IntN(len(faults))]
	}
	body["payments"] = []any{changed(body["payments"].([]any)[0], "provider_reference", reference)}
	if !d.chance(pairPercent) {
		return d.event(body), nil
	}
	body["scope"], body["cancelled_lines"] = "LINES", []any{map[string]any{"line_id": "1", "quantity": 1}}
	other := maps.Clone(body)
	other["cancellation_id"] = "c-2"
	last := d.event(other)
	return d.event(body), &last
}

// changed is a JSON object with one field of another value.
func changed(object any, field string, value any) map[string]any {
	out := maps.Clone(object.(map[string]any))
	out[field] = value
	return out
}

func (d *dealer) event(body map[string]any) Event {
	value, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("soak: an event that is no JSON: %v", err))
	}
	id := refund.Key{
		Merchant: refund.MerchantID(body["merchant_id"].(string)), Order: refund.OrderID(body["order_id"].(string)),
		Request: refund.RequestID(body["cancellation_id"].(string)),
	}.ID()
	return d.keyed(Event{Refund: id, Body: "first", Value: value, Key: []byte(body["order_id"].(string))})
}

// keyed drops the key of some events.
func (d *dealer) keyed(e Event) Event {
	if d.chance(keylessPercent) {
		e.Key = nil
	}
	return e
}

// other is another body under a known key: it has another reason.
func (d *dealer) other(e Event) Event {
	e.Body = "other"
	e.Value = []byte(strings.Replace(string(e.Value), `"CUSTOMER_CHANGED_MIND"`, `"DUPLICATE_ORDER"`, 1))
	return d.keyed(e)
}
