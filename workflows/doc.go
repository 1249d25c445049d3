// Package workflows is the refund's story: it waits, and calls the outside only through activities. It is
// deterministic: no clock, no randomness, no I/O, and no rule that may change (policy, risk and postings run
// in activities). What a refund is stands in the ledger, and comes from there as one value, the standing.
//
// On the path: the starter starts one workflow for each cancellation event, and worker runs it.
//
// Read refund.go first: it is the story itself, a loop over the standing's status. One file a step: goods,
// review, payout (leg), attention, aftercare. They share what is below them: story (the standing and its
// view), call (activities), wait (deadlines), acts and signals (what people do), notify (what is told),
// looks (when a leg is asked about), index and details (what operations see), continue (long stories).
package workflows
