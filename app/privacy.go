package app

import (
	"context"
	"fmt"
	"time"

	"go.uber.org/zap"

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

// keysTriedMax is how many of the ledger's keys a process tries to unwrap when it starts.
const keysTriedMax = 100

// vault is the Vault of a process. Keys that it cannot unwrap are said, and end nothing: money goes on, and messages to
// those customers wait.
func (a *App) vault(ctx context.Context, books ledger.Store) (*privacy.Vault, error) {
	v, err := Vault(ctx, a.settings, books)
	if err != nil {
		return nil, err
	}
	some, err := books.SomeKeys(ctx, keysTriedMax)
	if err != nil {
		return nil, err
	}
	if count := v.Unopened(some); count > 0 {
		a.logger.Error("customers' keys cannot be opened; their messages wait: look at MAKEGOOD_PRIVACY_MASTER_KEY_FILE, which must be the same everywhere",
			zap.Int("keys_tried", len(some)), zap.Int("keys_unopened", count))
	}
	return v, nil
}

// CommandVault is a vault for a command: the ledger is opened for each key that is asked for, and not at all where
// nothing is sealed.
func CommandVault(ctx context.Context, s config.Settings, now func() time.Time) (*privacy.Vault, error) {
	return Vault(ctx, s, keysOnDemand{settings: s, now: now})
}

type keysOnDemand struct {
	settings config.Settings
	now      func() time.Time
}

// KeepKey implements privacy.Keys.
func (k keysOnDemand) KeepKey(ctx context.Context, fresh refund.StoredKey) (refund.StoredKey, error) {
	books, err := OpenUncheckedLedger(ctx, k.settings, k.now)
	if err != nil {
		return refund.StoredKey{}, err
	}
	defer books.Close()
	return books.KeepKey(ctx, fresh)
}

// StoredKey implements privacy.Keys.
func (k keysOnDemand) StoredKey(ctx context.Context, id string) (refund.StoredKey, error) {
	books, err := ReadLedger(ctx, k.settings, k.now)
	if err != nil {
		return refund.StoredKey{}, err
	}
	defer books.Close()
	return books.StoredKey(ctx, id)
}

// OwnerOf implements privacy.Keys.
func (k keysOnDemand) OwnerOf(ctx context.Context, id refund.ID) (refund.KeyOwner, error) {
	books, err := ReadLedger(ctx, k.settings, k.now)
	if err != nil {
		return refund.KeyOwner{}, err
	}
	defer books.Close()
	return books.OwnerOf(ctx, id)
}
