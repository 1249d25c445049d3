// Package policy answers refunds by rules that are data: it turns a request on an order's history into
// a proposal: how much, why, over which payments, and who must agree. Risk is scored beside it, by
// policy/risk.
//
// The rules come from policy/rulebook, the amount from policy/entitlement, its division over payments
// from policy/tender. What is here is their sequence (the table of checks) and what is decided around
// the amount: eligibility, approvals, goods, goodwill.
//
// On the path: activities call it. It does no I/O, reads no clock and keeps no state: the same policy,
// request and history always give the same assessment. It follows MONEY's conventions C1 to C14.
package policy
