// Package e2e holds the tests of the whole path on real parts: Temporal's own server, a Kafka
// broker on the real protocol, the SQLite ledger, the simulator as a process, and worker and
// starter as processes that are killed. It has no code of its own.
package e2e
