// Package reconcile holds the ledger against a provider's own list of refunds, leg by leg: Compare says how they differ,
// and a Runner books what the list proves, by the verbs that notifications are booked by, and keeps the report.
//
// It stands beside the path: `makegood reconcile` and the daily schedule (reconcile/daily) run it. It shares no code
// with the payout path but the adapters' lists.
//
// A leg and a listed refund are one by the provider key of any of the leg's generations, or by the provider's id of the
// refund; never by amount. What is not guaranteed: a provider that leaves a refund out of its list and never moves it
// is only seen as MISSING once the list has to be complete, and a late failure is only seen in the list of the day in
// which the provider lists the refund.
package reconcile
