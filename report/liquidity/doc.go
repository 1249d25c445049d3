// Package liquidity says what provider accounts have to pay: what is owed and held by day, what is expected when, how
// the reserve funds stand, and what is missing if every open request were paid today.
//
// On the path: beside it. `makegood liquidity` feeds it what the ledger knows on one snapshot. It adds up, and reads no
// clock.
package liquidity
