// Package evidence keeps the files that customers send by their pages, in a folder: one file each, under the refund and the
// SHA-256 of what was sent, sealed under the customer's key where there is a vault, so that erasing the customer's key erases
// what they sent.
//
// On the path: api/customer keeps and reads files through it; package app makes it.
package evidence

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// Keys are what a folder asks whose refund it is.
type Keys interface {
	OwnerOf(ctx context.Context, id refund.ID) (refund.KeyOwner, error)
}

// Folder is where the files lie. It is safe for concurrent use, also by several processes.
type Folder struct {
	dir   string
	vault *privacy.Vault
	keys  Keys
}

var _ customer.Files = Folder{}

// New is a folder, which is made with the first file. vault may be nil: then files are kept as they are.
func New(dir string, vault *privacy.Vault, keys Keys) (Folder, error) {
	if !filepath.IsAbs(dir) || keys == nil {
		return Folder{}, fmt.Errorf("evidence: a folder needs an absolute path, not %q, and keys", dir)
	}
	return Folder{dir: dir, vault: vault, keys: keys}, nil
}

// folderOf is where a refund's files lie: ids have characters that file systems tell apart or not.
func folderOf(dir string, id refund.ID) string {
	sum := sha256.Sum256([]byte(id))
	return filepath.Join(dir, hex.EncodeToString(sum[:16]))
}

func (f Folder) path(id refund.ID, sha string) (string, error) {
	if len(sha) != hex.EncodedLen(sha256.Size) || strings.Trim(sha, "0123456789abcdef") != "" {
		return "", fmt.Errorf("evidence: %q is no hash", sha)
	}
	return filepath.Join(folderOf(f.dir, id), sha), nil
}

// Keep implements customer.Files. A file is there whole or not at all.
func (f Folder) Keep(ctx context.Context, id refund.ID, sha string, content []byte) error {
	path, err := f.path(id, sha)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	owner, err := f.keys.OwnerOf(ctx, id)
	if err != nil {
		return err
	}
	sealed, err := f.vault.SealBytes(ctx, owner, content)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeWhole(path, sealed)
}

// writeWhole writes beside a file and renames.
func writeWhole(path string, content []byte) error {
	beside := path + "." + rand.Text()
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(beside, path)
	}
	if err != nil {
		_ = os.Remove(beside) // what was begun is of no use; the error is said
	}
	return err
}

// Read implements customer.Files. A file that is not the one of its hash is refused: somebody has changed it.
func (f Folder) Read(ctx context.Context, id refund.ID, sha string) ([]byte, error) {
	path, err := f.path(id, sha)
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, customer.ErrNoFile
	}
	if err != nil {
		return nil, err
	}
	content, err := f.vault.OpenBytes(ctx, raw)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != sha {
		return nil, fmt.Errorf("evidence: the file of %s is not the one that was sent", sha)
	}
	return content, nil
}

// Remove deletes every file of some refunds, and counts them. What is not there is no error.
func Remove(dir string, ids []refund.ID) (count int, err error) {
	for _, id := range ids {
		folder := folderOf(dir, id)
		files, readErr := os.ReadDir(folder)
		if errors.Is(readErr, fs.ErrNotExist) {
			continue
		}
		if err = errors.Join(err, readErr, os.RemoveAll(folder)); err != nil {
			return count, fmt.Errorf("evidence: remove: %w", err)
		}
		count += len(files)
	}
	return count, nil
}
