// Package activities holds the doors to the outside: one struct an outside party (ledger, policy,
// payment, messaging), each with the small interface it needs. It decides nothing about the
// refund's story and knows no adapter and no driver.
//
// On the path: workflows call the typed descriptors in call.go; worker registers the structs.
package activities
