package starter

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/refund"
)

// The levels of Temporal's priority that refunds have; 1 is taken up first. Temporal's order is strict: a level
// waits as long as a lower number has work, and no fairness key changes that. So only what is owed by a date or
// costs more by the hour goes ahead; all other reasons share one level, where merchants take turns, and a merchant
// that cancels thousands of orders cannot choose a reason that holds up the others. Level 5 is left free.
const (
	// priorityDue: a law's time to pay is near or over.
	priorityDue = 1
	// priorityFraud: the card's holder may not be the customer; until the money is back, the bank may take it back.
	priorityFraud = 2
	// priorityUsual is also what Temporal takes for refunds that were started without a priority.
	priorityUsual = 3
	// priorityNothingPaid: nothing was captured, so that no money is kept from anybody.
	priorityNothingPaid = 4
)

// shortestTimeToPay is the shortest that a law leaves from the customer's notice on: seven working days in the
// United States, fourteen days in the European Union (MONEY C15). Which law counts is the policy's to say, later and
// under the order's lock, so the event is held against the shortest, counted in calendar days.
const shortestTimeToPay = 7 * 24 * time.Hour

// priority is how early Temporal hands a refund to a worker while others wait, by what the event says of its reason
// and its dates, and never by who the customer is (promise 11). It changes no amount and no right.
func priority(c refund.Cancellation, now time.Time) int {
	switch {
	case captured(c.Order) == 0:
		return priorityNothingPaid
	case !now.Before(owedFrom(c).Add(shortestTimeToPay - refund.LawNotice)):
		return priorityDue
	case c.Reason.Known() == refund.ReasonFraudSuspected:
		return priorityFraud
	}
	return priorityUsual
}

// owedFrom is the moment from which the money is owed as far as the event tells: the request, or the earlier day on
// which goods were promised to be sent (ship_by), where that is why they were cancelled and none was sent.
func owedFrom(c refund.Cancellation) time.Time {
	by := c.Order.ShipBy
	if by == nil || !by.Before(c.OccurredAt) || !notSent(c) {
		return c.OccurredAt
	}
	return *by
}

// notSent reports whether the order was cancelled because its goods were not sent.
func notSent(c refund.Cancellation) bool {
	switch c.Reason.Known() {
	case refund.ReasonOutOfStock, refund.ReasonLateDelivery, refund.ReasonNotDelivered:
	case refund.ReasonCustomerChangedMind, refund.ReasonDamaged, refund.ReasonNotAsDescribed, refund.ReasonDuplicateOrder,
		refund.ReasonPriceError, refund.ReasonServiceNotRendered, refund.ReasonFraudSuspected, refund.ReasonOther:
		return false
	}
	for _, l := range c.Order.Lines {
		if l.Fulfilment != refund.FulfilmentUnfulfilled {
			return false
		}
	}
	return true
}

// fairnessKeyBytesMax is the server's limit; a longer key fails the start.
const fairnessKeyBytesMax = 64

// fairnessKey names the merchant. A name beyond the server's limit becomes its SHA-256 in hex, which is just as long
// as the limit.
func fairnessKey(merchant refund.MerchantID) string {
	if len(merchant) <= fairnessKeyBytesMax {
		return string(merchant)
	}
	sum := sha256.Sum256([]byte(merchant))
	return hex.EncodeToString(sum[:])
}

// fairnessWeight: every merchant has the same share.
const fairnessWeight = 1

// taskPriority is a refund's priority in Temporal. Its activities and the runs that continue it inherit it.
func taskPriority(c refund.Cancellation, now time.Time) temporal.Priority {
	return temporal.Priority{
		PriorityKey: priority(c, now), FairnessKey: fairnessKey(c.Merchant), FairnessWeight: fairnessWeight,
	}
}
