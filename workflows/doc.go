// Package workflows is the refund's story: it decides, waits and compensates, and calls the
// outside only through activities. It is deterministic: no clock, no randomness, no I/O, and no
// rule that may change (policy, risk and postings run in activities; the story branches on what
// they recorded).
//
// Read refund.go first: it is the story itself. One file a step: open, assess, approve, payout
// (leg, undecided), tell, offer; attention is the way out when a person is needed; acts holds
// what people can do, details what operations see in the Temporal UI.
package workflows
