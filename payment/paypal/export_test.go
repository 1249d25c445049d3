package paypal

import (
	"encoding/json"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// SignedText is what PayPal signs, for the test of its published example.
var SignedText = signedText

// IssuesInAll counts the issues that have a class, one that has two twice.
func IssuesInAll() (count int) {
	for _, of := range issues {
		count += len(of)
	}
	return count
}

// ReadRefund and ReadTransaction read what PayPal says of one refund, and of its line in the list.
func ReadRefund(text string) (refund.Outcome, error) {
	var m made
	err := json.Unmarshal([]byte(text), &m)
	return m.outcome(), err
}

func ReadTransaction(text string) (payment.Listed, error) {
	var t transaction
	err := json.Unmarshal([]byte(text), &t)
	if err != nil {
		return payment.Listed{}, err
	}
	return t.listed()
}
