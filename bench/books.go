package main

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// books is what one refund needs of the ledger.
type books interface {
	ledger.Cases
	ledger.Legs
}

type settling struct {
	id   refund.ID
	hash string
	why  refund.Cause
}

// settle begins the one leg, books that it settled, and closes.
func settle(ctx context.Context, books books, s settling) error {
	begun, err := books.BeginLeg(ctx, refund.Begin{Refund: s.id, Leg: "1", AssessmentHash: s.hash, Cause: s.why})
	if err != nil {
		return err
	}
	_, err = books.RecordOutcome(ctx, refund.Record{
		Refund: s.id, Leg: "1", Generation: begun.Leg.Generation, Outcome: refund.Outcome{Kind: refund.OutcomeSettled}, Cause: s.why,
	})
	if err != nil {
		return err
	}
	return books.CloseRefund(ctx, refund.Close{Refund: s.id, Status: refund.StatusRefunded, Offer: refund.OfferNone, Cause: s.why})
}
