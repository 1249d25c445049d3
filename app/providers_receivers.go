package app

import (
	"errors"
	"net/http"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// anyOf reads the notifications of several accounts, which come to one address: what one of them verifies is the
// provider's, and the one that can read it tells what it says.
type anyOf []payment.Receiver

var _ payment.Receiver = anyOf{}

// Verify implements payment.Receiver. One that could not be verified now outweighs a forgery: it is sent again.
func (a anyOf) Verify(header http.Header, body []byte) error {
	var why error
	for _, one := range a {
		err := one.Verify(header, body)
		if err == nil {
			return nil
		}
		if why == nil || errors.Is(why, payment.ErrForged) {
			why = err
		}
	}
	return why
}

// Facts implements payment.Receiver.
func (a anyOf) Facts(body []byte) (facts []refund.Fact, err error) {
	for _, one := range a {
		if facts, err = one.Facts(body); err == nil {
			return facts, nil
		}
	}
	return nil, err
}

// Answer implements payment.Receiver.
func (a anyOf) Answer() (int, string, []byte) { return a[0].Answer() }

// oneOrAny is a receiver of all; nil where there is none.
func oneOrAny(all []payment.Receiver) payment.Receiver {
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return anyOf(all)
}
