package postgres_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
)

func TestTheDatabaseItselfKeepsNotificationsAsTheyCame(t *testing.T) {
	url := made(t, postgrestest.Start(t))
	clock := &ledgertest.Clock{}
	clock.Advance(time.Hour)
	ledgertest.NotificationsStay(t, open(t, url, clock.Now), raw(t, url), clock)
}
