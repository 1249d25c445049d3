// Package support is the service for staff beside api.Service: plain methods on plain types for what people who decide
// refunds need around them, such as the queue of what waits, who works on what, and who is away.
//
// On the path: the desk's pages call a Service in process; it asks the ledger and api.Refunds, which package app wires.
// Acts on refunds go through api.Refunds, so that the subject is signed and the ledger judges: nothing here decides about
// money or about what a person may do to a refund. Each topic has a file of its own with its methods and its port, a small
// interface that the topic declares.
package support
