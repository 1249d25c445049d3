package app

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// SignOut ends every session of a person at the desk, and returns how many went on.
func SignOut(ctx context.Context, s config.Settings, now func() time.Time, person refund.Person) (count int, err error) {
	books, err := OpenLedger(ctx, s, now, nil)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, books.Close()) }()
	return books.EndSessionsOf(ctx, person)
}
