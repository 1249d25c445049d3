// Package hooks tells other systems of every change of a refund, and of the end of every reconciliation, by webhook, by
// Standard Webhooks 1.0.
//
// On the path: activities publish a notice through Publisher, which keeps it in the ledger as an event for each endpoint
// that wants it, and hands it on to Kafka; Reconciliations does so for what came of a reconciliation. A Sender in every worker tells each endpoint what it is owed: it claims events in
// the ledger, posts them, and writes down what became of them. The endpoints are a file (Load), which is watched.
//
// What is promised: an event that was kept is told at least once, always under the same webhook-id; an endpoint that is slow,
// wrong or away holds up no other. What is not: a sequence. Events of one refund may be posted at the same time, and one that
// failed is told later than its successors; data.sequence counts the changes of one refund, and the highest counts.
package hooks
