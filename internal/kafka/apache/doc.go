// Package apache runs a real Apache Kafka server for tests: one process, broker and controller in one
// (KRaft), bound to free ports of 127.0.0.1, with a listener for each way a connection is secured.
//
// It stands beside the path: tests of what reads from and writes to Kafka use it. It needs Java 17 or
// later, and Kafka's artifacts in a folder (`make bin/kafka` gets them by Maven).
package apache
