// Package demo makes a varied, seeded stream of cancellation events, publishes it through Kafka,
// and shows what becomes of it.
//
// On the path: it stands where the order systems stand, before the starter. `make demo` runs it
// on the embedded stack; the integration tests use its stream. At the end it holds two books
// against each other that were kept apart: the simulator's, and the ledger's.
package demo
