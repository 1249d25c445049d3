// Package reviewers reads reviewers.yaml: who may decide refunds, in which roles, up to which limits
// and in which markets.
//
// On the path: beside it. The activities look a name up before the ledger authorises a decision, and
// pass on what the file says of it (refund.Authority). The file says what a name may do; that whoever
// uses a name is that person is the caller's word.
package reviewers
