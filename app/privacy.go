package app

import (
	"context"
	"fmt"
	"time"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// masterFileMax bounds the file of master keys: a line has some fifty bytes.
const masterFileMax = 64 << 10

// Vault seals and opens under the keys in the ledger, which are wrapped as the settings say.
func Vault(ctx context.Context, s config.Settings, keys privacy.Keys) (*privacy.Vault, error) {
	if s.Privacy.MasterKeyFile == "" {
		return privacy.NewVault(keys, privacy.Master{}), nil
	}
	file, err := ReadFile(ctx, s.Privacy.MasterKeyFile, masterFileMax)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("MAKEGOOD_PRIVACY_MASTER_KEY_FILE: %w", err)}
	}
	master, err := privacy.ParseMaster(string(file))
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("MAKEGOOD_PRIVACY_MASTER_KEY_FILE: %w", err)}
	}
	return privacy.NewVault(keys, master), nil
}

// readKeys are the keys of a ledger that is only read: none is made.
type readKeys struct{ ledger.ReadOnly }

// KeepKey implements privacy.Keys.
func (readKeys) KeepKey(context.Context, refund.StoredKey) (refund.StoredKey, error) {
	return refund.StoredKey{}, ledger.ErrReadOnly
}

// OpenText opens what is sealed in value with the keys of a ledger that is only read.
func OpenText[T any](ctx context.Context, s config.Settings, books ledger.ReadOnly, value T) (T, error) {
	vault, err := Vault(ctx, s, readKeys{books})
	if err != nil {
		return value, err
	}
	return privacy.Open(ctx, vault, value)
}

// Keys are the ledger's keys for a command that seals or opens, and lets go of the ledger with Close.
type Keys struct {
	*privacy.Vault
	books ledger.Store
}

// OpenKeys opens the ledger for its keys.
func OpenKeys(ctx context.Context, s config.Settings, now func() time.Time) (Keys, error) {
	books, err := OpenUncheckedLedger(ctx, s, now)
	if err != nil {
		return Keys{}, err
	}
	vault, err := Vault(ctx, s, books)
	if err != nil {
		_ = books.Close()
		return Keys{}, err
	}
	return Keys{Vault: vault, books: books}, nil
}

// Close lets go of the ledger.
func (k Keys) Close() error { return k.books.Close() }
