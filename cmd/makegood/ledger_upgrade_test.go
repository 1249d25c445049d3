package main

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
)

// TestALedgerOfAnOlderReleaseIsUpgradedByCommand: before any worker of the new release runs.
func TestALedgerOfAnOlderReleaseIsUpgradedByCommand(t *testing.T) {
	s := newShell(t)
	made := s.ledger(t, "create")
	aMigrationBack(t, made.Path)
	if status, _, problems := s.run(t, "ledger", "show"); status == 0 || !strings.Contains(problems, "upgrades it") {
		t.Errorf("before: status %d, %q", status, problems)
	}
	if upgraded := s.ledger(t, "create", "--if-missing"); upgraded != made {
		t.Errorf("got %+v, want %+v", upgraded, made)
	}
	if shown := s.ledger(t, "show"); shown != made {
		t.Errorf("after: got %+v, want %+v", shown, made)
	}
}

// aMigrationBack undoes the newest migration.
func aMigrationBack(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("../../ledger/sqlite/migrations"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Down(t.Context()); err != nil {
		t.Fatal(err)
	}
}
