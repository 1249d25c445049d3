// Package kafka is the plumbing between makegood and a Kafka broker: a consumer that commits a
// record only once it is safe, dead letters, a writer with settings that lose nothing, and topics
// that exist before anyone joins.
//
// On the path it carries records to the starter and status events out; it knows nothing of
// refunds.
//
// What it promises: each record is handled at least once; records of one key in their order;
// committed offsets never pass a record that is not safe, and go back only where the log does not
// have them any more, which is said and counted. Records of aborted transactions are never handed
// out. What it does not: exactly once. The handler must bear repetition.
package kafka
