// Package diff says what a change of policy would change: how many refunds, how much money by
// currency, with examples.
//
// On the path: beside it, before a policy comes into force. It asks two policies about the same
// requests, each in its own sequence per order, as if each had decided from the first request on.
// It moves nothing and reads no clock.
package diff
