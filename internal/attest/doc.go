// Package attest signs who acts, at the doors, and checks those signatures, at the workers (refund.Attestation).
//
// On the path: the service behind every door attests an act before it sends it into Temporal, where everybody who may
// signal the namespace can write anything; the ledger's activities check it before they hand the act to the books. Doors
// hold a private key, workers the public ones, so that nobody between the two can vouch for anybody.
package attest
