// Package support is the service for staff beside api.Service: what a desk needs to know and to keep around refunds. It moves
// no money: acts on refunds go through api.Refunds, so that the subject is signed and the ledger judges.
//
// On the path: the desk calls it in process; its ports are given by app. One file a topic.
package support
