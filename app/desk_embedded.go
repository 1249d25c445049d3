package app

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/demo"
)

// The embedded mode's files for customers' pages, in the data folder: what makes links, the demo's shop, and the shop's secret.
const (
	embeddedLinkSecret = "link.secret"
	embeddedShops      = "shops.yaml"
	embeddedShopSecret = "shop.secret"
)

// EmbeddedPages are settings with customers' pages at an address of this machine, where none are named: the embedded mode's.
// What makes their links is made in the data folder, once.
func EmbeddedPages(s config.Settings, url string) (config.Settings, error) {
	if s.Pages.URL != "" {
		return s, nil
	}
	s.Pages.URL = url
	if s.Offer.LinkSecret != "" || s.Offer.LinkSecretFile != "" {
		return s, nil
	}
	s.Offer.LinkSecretFile = filepath.Join(s.DataDir, embeddedLinkSecret)
	return s, ensureFile(s.Offer.LinkSecretFile, rand.Text()+rand.Text()+"\n")
}

// embeddedShop are settings with the demo's shop, where no shops are named, so that its customers can withdraw and apply.
func embeddedShop(s config.Settings) (config.Settings, error) {
	if s.Shops.File != "" {
		return s, nil
	}
	dir, err := filepath.Abs(s.DataDir)
	if err != nil {
		return s, fmt.Errorf("shops: %w", err)
	}
	s.Shops.File = filepath.Join(dir, embeddedShops)
	key := make([]byte, 32)
	_, _ = rand.Read(key) // it never fails
	secret := filepath.Join(dir, embeddedShopSecret)
	file := fmt.Sprintf("# The demo's shop (docs/withdrawal.md).\nshops:\n  - merchant: %s\n    name: The demo's shop\n    language: en\n    time_zone: Europe/Berlin\n    secret_file: %q\n", demo.Merchant, secret)
	return s, errors.Join(ensureFile(secret, "whsec_"+base64.StdEncoding.EncodeToString(key)+"\n"), ensureFile(s.Shops.File, file))
}

// ensureFile makes a file that its owner alone reads, where there is none.
func ensureFile(path, content string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	_, err = file.WriteString(content)
	return errors.Join(err, file.Close())
}
