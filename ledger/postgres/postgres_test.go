package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
)

func TestPostgreSQLKeepsEveryPromiseOfTheBooks(t *testing.T) {
	server := postgrestest.Start(t)
	empty := server.Database(t)
	if _, err := postgres.Create(context.Background(), empty, time.Now); err != nil {
		t.Fatal(err)
	}
	ledgertest.Run(t, func(t *testing.T, clock func() time.Time) ledger.Store {
		return open(t, server.CopyOf(t, empty), clock)
	})
}

func open(t testing.TB, url string, clock func() time.Time) ledger.Store {
	t.Helper()
	store, err := postgres.Open(context.Background(), url, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}
