package proof_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/ledger/sqlite"
)

// engine is a ledger by where it is: a file, or the URL of a database.
type engine string

// engines make an empty ledger of each kind.
func engines(t *testing.T) map[string]func(t *testing.T) engine {
	t.Helper()
	server := postgrestest.Start(t)
	template := server.Database(t)
	if _, err := postgres.Create(t.Context(), template, nil); err != nil {
		t.Fatal(err)
	}
	return map[string]func(t *testing.T) engine{
		"PostgreSQL": func(t *testing.T) engine { return engine(server.CopyOf(t, template)) },
		"SQLite": func(t *testing.T) engine {
			path := filepath.Join(t.TempDir(), "ledger.db")
			if _, err := sqlite.Create(t.Context(), path, time.Now); err != nil {
				t.Fatal(err)
			}
			return engine(path)
		},
	}
}

// open opens it until the test ends.
func (e engine) open(t *testing.T) ledger.Store {
	t.Helper()
	store, err := sqliteOrPostgres(t.Context(), string(e))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func sqliteOrPostgres(ctx context.Context, place string) (ledger.Store, error) {
	if strings.HasPrefix(place, "postgres://") {
		return postgres.Open(ctx, place, nil)
	}
	return sqlite.Open(ctx, place, time.Now)
}
