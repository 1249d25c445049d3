package app

import (
	"context"
	"fmt"
	"time"

	"github.com/makegood/makegood/internal/config"
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
