// Package event turns the bytes of an OrderCancelled record into the workflow's input, or into a
// Problem with a stable code. It is the only place that knows the wire: beyond it there are the
// kernel's plain types, and contact data in a field of its own.
//
// On the path it stands first: the starter decodes every record with it, and `makegood preview`
// and `makegood publish` read files with it, so that all three refuse the same things. A PaymentDispute record becomes a
// refund.Fact in the same way.
package event
