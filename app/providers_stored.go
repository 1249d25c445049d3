package app

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment/storedvalue"
	"github.com/makegood/makegood/refund"
)

// storedValueState is the book of stored value: it is the ledger's own, so that it has no settings, no credentials and
// no notifications, and needs no circuit.
func storedValueState(thrown []ledger.Thrown) ProviderState {
	return ProviderState{
		Name: refund.StoredProvider, Configured: true, Accounts: []string{""}, Stopped: stopping(thrown, refund.StoredProvider),
		Terms: termsOf(storedvalue.DefaultTerms()), Limits: limitsOf(storedvalue.Limits()),
		Note: "store credit, gift cards, points, coupons and red packets: the ledger is its book; store credit in place of another payment is settled by the ledger's word, without it",
	}
}
