// Package soak runs the real command, two workers and two starters, on Apache Kafka, PostgreSQL and
// Temporal's dev server, kills them in turns while events come, and accounts for every event afterwards.
//
// It stands beside the path. What judges the run is here and knows nothing of makegood's code but its ids:
// the stream that is published (stream.go) and the account (account.go). The run itself has the build tag
// kafka, because it needs Java: `make soak N=20000`, and a short one in `make test-kafka`.
package soak
