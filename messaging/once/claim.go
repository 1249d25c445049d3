package once

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/makegood/makegood/messaging"
)

// errTold: the message was handed over before.
var errTold = errors.New("once: told")

// claim makes the claim appear, whole and on disk, or says why not.
func (s *Store) claim(name string, repeatable bool) error {
	if s.told(name) {
		return errTold
	}
	err := s.writeNew(s.claimPath(name), s.now())
	if errors.Is(err, fs.ErrExist) {
		return s.takeOver(name, repeatable)
	}
	if err != nil {
		return fmt.Errorf("once: claim: %w", err)
	}
	if s.told(name) { // another process finished between the two looks
		return errors.Join(errTold, os.Remove(s.claimPath(name)))
	}
	return nil
}

// takeOver decides about a claim that is there already: it is under way, or a crash left it.
func (s *Store) takeOver(name string, repeatable bool) error {
	path := s.claimPath(name)
	at, err := readTime(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrBusy // it went this moment
	}
	switch {
	case err != nil:
		return fmt.Errorf("once: read a claim: %w", err)
	case !at.IsZero() && s.now().Sub(at) < claimLife:
		return ErrBusy
	case !repeatable:
		return messaging.ErrUnknown
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("once: take a claim over: %w", err)
	}
	return s.claim(name, repeatable)
}

// giveUp dates a claim whose outcome was lost so that nobody waits for it.
func (s *Store) giveUp(name string) error {
	draft, err := s.draft(time.Time{})
	if err != nil {
		return err
	}
	if err := os.Rename(draft, s.claimPath(name)); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(s.claimPath(name)))
}

func (s *Store) told(name string) bool {
	_, err := os.Stat(s.markPath(name))
	return err == nil
}

// writeNew makes a file with a time in it appear whole: it is written under another name and linked,
// and a link never replaces.
func (s *Store) writeNew(path string, at time.Time) (err error) {
	draft, err := s.draft(at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(draft)) }()
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, folderMode); err != nil {
		return err
	}
	if err := os.Link(draft, path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// draft is a file with a time in it, on disk, under a name nobody looks for.
func (s *Store) draft(at time.Time) (string, error) {
	file, err := os.CreateTemp(s.dir, ".draft-*")
	if err != nil {
		return "", err
	}
	_, err = file.WriteString(at.UTC().Format(time.RFC3339Nano))
	return file.Name(), errors.Join(err, file.Sync(), file.Close())
}

func readTime(path string) (time.Time, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339Nano, string(raw))
}

// syncFolder puts a file's name on disk.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
