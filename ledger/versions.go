package ledger

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/makegood/makegood/refund"
)

// OrderVersion is an order as it was pinned before a newer version of it was: what the newer one added, by which
// request and when.
type OrderVersion struct {
	// Version is the order_version that was replaced.
	Version    string       `json:"order_version"`
	Order      refund.Order `json:"order"`
	ReplacedBy refund.ID    `json:"replaced_by"`
	ReplacedAt time.Time    `json:"replaced_at"`
	// Added names what the newer version added.
	Added []string `json:"added"`
}

// Change is what an event's order says beside the pinned one.
type Change struct {
	// Differences contradict the pinned order: a person looks.
	Differences []string
	// Grown is the pinned order with what a newer version adds to it; nil where the event is of no newer version or
	// contradicts. What was there comes first, in its own sequence and as it was pinned: old claims stay.
	Grown *refund.Order
	// Added names what Grown adds.
	Added []string
}

// ChangeOf compares an event's order with the pinned one. Of two numbered versions (a missing order_version is 0)
// the newer one may add lines, deliveries, fees, payments, promotions and earned points. An event of an older
// version may lack what was added since; it contradicts only where it asks for the whole of an order of which it
// did not know all.
func ChangeOf(pinned refund.Order, c refund.Cancellation) Change {
	was, known := versionNumber(pinned)
	is, numbered := versionNumber(c.Order)
	switch {
	case known && numbered && is > was:
		return newer(pinned, c.Order)
	case known && numbered && is < was:
		return older(pinned, c)
	}
	return Change{Differences: Differences(pinned, c.Order)}
}

// versionNumber reads order_version where it is a number.
func versionNumber(o refund.Order) (uint64, bool) {
	if o.OrderVersion == "" {
		return 0, true
	}
	number, err := strconv.ParseUint(o.OrderVersion, 10, 64)
	return number, err == nil
}

func newer(pinned, seen refund.Order) Change {
	d := append(compare(pinned, seen), promotions(pinned, seen)...)
	var changed, added []string
	for _, one := range d {
		if one.adds {
			added = append(added, one.text)
		} else {
			changed = append(changed, one.text)
		}
	}
	if len(changed) > 0 {
		version := fmt.Sprintf("order_version: %s, was %s", seen.OrderVersion, named(pinned.OrderVersion))
		return Change{Differences: slices.Concat([]string{version}, changed, added)}
	}
	grown := grow(pinned, seen)
	return Change{Grown: &grown, Added: added}
}

func older(pinned refund.Order, c refund.Cancellation) Change {
	version := fmt.Sprintf("order_version: %s, and the order is at %s", named(c.Order.OrderVersion), pinned.OrderVersion)
	since := append(compare(c.Order, pinned), promotions(c.Order, pinned)...)
	if slices.ContainsFunc(since, func(one difference) bool { return !one.adds }) {
		return Change{Differences: append([]string{version}, Differences(pinned, c.Order)...)}
	}
	if unknown := len(pinned.Lines) - len(c.Order.Lines); c.Scope == refund.ScopeWholeOrder && unknown > 0 {
		return Change{Differences: []string{fmt.Sprintf("%s: it asks for the whole order, to which %d lines were added since", version, unknown)}}
	}
	return Change{}
}

func named(version string) string {
	if version == "" {
		return "none"
	}
	return version
}

// promotions compares the rules that an order's discounts were earned by. Between events of one version they are
// not compared: the pinned ones count.
func promotions(pinned, seen refund.Order) (d diff) {
	keyed(&d, "promotions", index(pinned.Promotions, promotionKey), index(seen.Promotions, promotionKey), func(d *diff, at string, pinned, seen refund.Promotion) {
		pinned.Description, seen.Description = "", ""
		d.same(at, asJSON(pinned), asJSON(seen))
	})
	return d
}

func promotionKey(p refund.Promotion) string { return string(p.PromotionID) }

// asJSON is a promotion as JSON, which compares what its pointers point to.
func asJSON(p refund.Promotion) string {
	text, err := json.Marshal(p)
	if err != nil { // a time beyond the calendar, which the decoder does not let in
		return err.Error()
	}
	return string(text)
}

// grow is the pinned order with what another adds, under the other's version.
func grow(pinned, seen refund.Order) refund.Order {
	out := pinned
	out.OrderVersion = seen.OrderVersion
	out.Lines = extended(pinned.Lines, seen.Lines, lineKey)
	out.Shipments = extended(sentSince(pinned, seen), seen.Shipments, shipmentKey)
	out.Fees = extended(pinned.Fees, seen.Fees, feeKey)
	out.Payments = extended(pinned.Payments, seen.Payments, paymentKey)
	out.EarnedPoints = extended(pinned.EarnedPoints, seen.EarnedPoints, pointsKey)
	out.Promotions = extended(pinned.Promotions, seen.Promotions, promotionKey)
	if out.Invoice == nil {
		out.Invoice = seen.Invoice
	}
	if out.ShipBy == nil {
		out.ShipBy = seen.ShipBy
	}
	return out
}

// extended is a list with the items of another that it does not have.
func extended[T any](pinned, seen []T, key func(T) string) []T {
	known := index(pinned, key)
	out := slices.Clone(pinned)
	for _, item := range seen {
		if _, ok := known.byKey[key(item)]; !ok {
			out = append(out, item)
		}
	}
	return out
}

// sentSince are the pinned shipments with the new lines that were sent with them.
func sentSince(pinned, seen refund.Order) []refund.Shipment {
	lines := index(pinned.Lines, lineKey)
	others := index(seen.Shipments, shipmentKey)
	out := slices.Clone(pinned.Shipments)
	for i := range out {
		ids := slices.Clone(out[i].LineIDs)
		for _, id := range others.byKey[shipmentKey(out[i])].LineIDs {
			if _, old := lines.byKey[string(id)]; !old {
				ids = append(ids, id)
			}
		}
		out[i].LineIDs = ids
	}
	return out
}
