// Package daily reconciles every account once a day: a Temporal Schedule starts the workflow Reconciliation, which runs
// one activity an account, and each of them the days that are due (UTC), oldest first.
//
// It stands beside the path: the worker registers it, and package app creates the schedule. It is no refund's workflow:
// all it decides is which accounts are tried, and what the ledger does with a repeated day is the ledger's.
package daily
