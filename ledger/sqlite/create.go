package sqlite

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/makegood/makegood/ledger"
)

// Modes of what is made here: nobody but the ledger's own user reads it.
const (
	folderMode = 0o700
	fileMode   = 0o600
)

// Create makes an empty ledger at path, with an id of its own, and its folder where there is none.
// ErrLedgerExists: something is there, and was left alone. The file appears whole or not at all.
func Create(ctx context.Context, path string, clock func() time.Time) (ledger.Identity, error) {
	if path == "" {
		return ledger.Identity{}, errors.New("ledger: create: no file named")
	}
	if err := free(path); err != nil {
		return ledger.Identity{}, fmt.Errorf("ledger: create %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
		return ledger.Identity{}, fmt.Errorf("ledger: create: %w", err)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return ledger.Identity{}, fmt.Errorf("ledger: create: %w", err)
	}
	draft := path + ".new-" + rand.Text()
	defer removeAll(draft)
	made, err := fill(ctx, draft, clock)
	if err != nil {
		return ledger.Identity{}, fmt.Errorf("ledger: create %s: %w", path, err)
	}
	return made, publish(draft, path)
}

// free is an error where something is at path, or beside it: SQLite would read the log that is left of
// a ledger which is gone as if it were the new one's.
func free(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return ledger.ErrLedgerExists
	}
	for _, left := range []string{path + logEnding, path + journalEnding} {
		if file, err := os.Lstat(left); err == nil && file.Size() > 0 {
			return fmt.Errorf("%s is left of a ledger that is gone: bring that ledger back, or move what is left away", left)
		}
	}
	return nil
}

// fill makes a ledger in a file that nobody knows yet.
func fill(ctx context.Context, draft string, clock func() time.Time) (ledger.Identity, error) {
	file, err := os.OpenFile(draft, os.O_CREATE|os.O_EXCL|os.O_RDWR, fileMode)
	if err != nil {
		return ledger.Identity{}, err
	}
	if err := file.Close(); err != nil {
		return ledger.Identity{}, err
	}
	if err := prepare(ctx, draft); err != nil {
		return ledger.Identity{}, err
	}
	books, err := open(ctx, draft, clock, settingsOf([]Option{WithoutCheck()}))
	if err != nil {
		return ledger.Identity{}, err
	}
	made, err := books.Identity(ctx)
	return made, errors.Join(err, books.Close())
}

// prepare gives an empty file its schema.
func prepare(ctx context.Context, draft string) error {
	db, err := connect(ctx, draft, writing(settingsOf(nil)), 1)
	if err != nil {
		return err
	}
	_, err = migrate(ctx, db)
	return errors.Join(err, db.Close())
}

// publish gives the file its name, unless somebody else took it meanwhile.
func publish(draft, path string) error {
	err := os.Link(draft, path)
	switch {
	case errors.Is(err, os.ErrExist):
		return fmt.Errorf("ledger: create %s: %w", path, ledger.ErrLedgerExists)
	case err != nil:
		return fmt.Errorf("ledger: create: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder keeps the new name over a loss of power.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("ledger: create: %w", err)
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// removeAll removes a draft and what SQLite kept beside it.
func removeAll(draft string) {
	for _, ending := range []string{"", logEnding, memoryEnding} {
		_ = os.Remove(draft + ending)
	}
}
