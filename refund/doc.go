// Package refund is the kernel that every other package stands on: money, ids, statuses, the order
// snapshot, the assessment with its explanation, and every value that crosses the workflow's
// border. It does no I/O, reads no clock and imports nothing else of makegood.
//
// Amounts are int64 minor units of an ISO 4217 currency. Times are UTC. JSON is snake_case.
package refund
