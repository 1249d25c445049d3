// Package policy holds the rules of refunds as data, and turns a request on an order's history
// into a proposal: how much, why, over which payments, and who must agree. Risk is scored beside it, by
// policy/risk.
//
// On the path: the assess and score activities call it, between OpenRefund and ReserveRefund. It
// does no I/O, reads no clock and keeps no state: the same policy, request and history always
// give the same assessment. The money rules it follows are MONEY's conventions C1 to C11.
package policy
