package app

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// listLately asks for the refunds of the last minute.
func listLately(ctx context.Context, of payment.Described, account string) error {
	return listOne(ctx, of, payment.ListQuery{Account: account, From: time.Now().Add(-time.Minute)})
}

// oldBill asks for the bill of a day that is surely out, where refunds are listed by the day alone.
func oldBill(ctx context.Context, of payment.Described, account string) error {
	from := time.Now().Add(-72 * time.Hour)
	return listOne(ctx, of, payment.ListQuery{Account: account, From: from, To: from.Add(time.Second)})
}

func listOne(ctx context.Context, of payment.Described, q payment.ListQuery) error {
	list, ok := of.(payment.Lister)
	if !ok {
		return payment.ErrNoList
	}
	for _, err := range list.List(ctx, q) {
		if err != nil {
			return err
		}
		break // one answer is enough
	}
	return nil
}

// lookUpNothing looks up a key that no refund has: that the provider does not know it is a good answer.
func lookUpNothing(ctx context.Context, of payment.Described, account string) error {
	found, err := of.Lookup(ctx, payment.Instruction{
		Key: "makegood_check", Refund: "check", Leg: "check", Account: account, Reference: "makegood_check", AmountMinor: 1, Currency: "CNY",
	})
	if err == nil && !found.Absent && found.Outcome.Kind == refund.OutcomeUnknown {
		err = errors.New(found.Outcome.Reason)
	}
	return err
}
