// Package report reviews what a policy did: reasons, rates, amounts by component, rule and category,
// approvals, time to money, offers taken, and what is abnormal against its own past.
//
// On the path: beside it. `makegood report` feeds it the ledger's stored cases, oldest first; it
// counts and adds, and reads no clock. Every line is one figure of one period, so that table, JSON
// and CSV say the same.
package report
