package paymenttest

import (
	"context"
	"errors"

	"github.com/makegood/makegood/payment"
)

var errNoTurn = errors.New("the turn does not come")

// listWaits holds a list to waiting before each of its requests.
func listWaits(s *stage) {
	s.settled(s.instruction("k1"))
	turns := 0
	ctx := payment.WithTurn(s.Context(), func(context.Context) error {
		turns++
		return nil
	})
	for _, err := range s.Provider.(payment.Lister).List(ctx, s.always(s.reference())) {
		if err != nil {
			s.Fatal(err)
		}
	}
	if turns == 0 {
		s.Error("it was listed without waiting for a turn")
	}
	ctx = payment.WithTurn(s.Context(), func(context.Context) error { return errNoTurn })
	var last error
	for _, err := range s.Provider.(payment.Lister).List(ctx, s.always(s.reference())) {
		last = err
	}
	if !errors.Is(last, errNoTurn) {
		s.Errorf("got %v, want that the turn does not come", last)
	}
}
