// Package entitlement computes what one request of an order is entitled to: from the order, its earlier
// refunds and the terms of each line to components that sum to a total, each explained. It is pure
// arithmetic in minor units: which terms a line has, rulebook decides; which payments give the total
// back, tender.
//
// On the path: below policy, whose table of checks calls one method a check. The rules are MONEY's
// conventions C2 to C7 and C9 to C12.
package entitlement
