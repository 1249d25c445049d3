// Package proof has no code of its own: its tests hold the way from the gate over a provider into the books as a
// whole, with the real activities, adapters, ledgers and intake of notifications.
//
// It stands beside the path. kill: a worker that is killed -9 anywhere in PayLeg, on each engine. matrix: every provider
// in every situation, each through the real refund workflow; what comes of it is docs/proof.md (-update writes it).
package proof
