package main

import (
	"context"
	"errors"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
)

// sealedFor is what a person says of a payment with the words sealed under the key of the order's customer, so that they
// go with the customer's erasure. Words of a payment that no order has named stay as they are: the ledger refuses them.
func sealedFor[T any](ctx context.Context, c *cli, books ledger.Store, value T, of ledger.NamedPayment) (T, error) {
	owner, err := books.PaymentOwner(ctx, of)
	if errors.Is(err, ledger.ErrNotFound) {
		return value, nil
	}
	if err != nil {
		return value, err
	}
	s, err := c.settings()
	if err != nil {
		return value, err
	}
	vault, err := app.Vault(ctx, s, books)
	if err != nil {
		return value, err
	}
	return privacy.Seal(ctx, vault, owner, value)
}

// withNotes is what was stored about payments with what people wrote open; what was erased says so.
func withNotes[T any](ctx context.Context, c *cli, stored T) (T, error) {
	s, err := c.settings()
	if err != nil {
		return stored, err
	}
	vault, err := app.CommandVault(ctx, s, c.now)
	if err != nil {
		return stored, err
	}
	return privacy.Open(ctx, vault, stored)
}
