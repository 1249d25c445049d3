package eml

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// draftLife is how old a draft is at least that a crash has left behind.
const draftLife = time.Hour

// Count is how many of the messages have a file in the folder.
func Count(dir string, ids []string) (count int, err error) {
	for _, id := range ids {
		_, failed := os.Stat(filepath.Join(dir, fileName(id)))
		switch {
		case failed == nil:
			count++
		case !errors.Is(failed, fs.ErrNotExist):
			err = errors.Join(err, failed)
		}
	}
	return count, err
}

// Remove deletes the files of messages, and drafts that a crash has left behind, whoever's they are. What is not there
// is no error. It returns how many messages were deleted.
func Remove(dir string, ids []string, now time.Time) (count int, err error) {
	for _, id := range ids {
		failed := os.Remove(filepath.Join(dir, fileName(id)))
		switch {
		case failed == nil:
			count++
		case !errors.Is(failed, fs.ErrNotExist):
			err = errors.Join(err, failed)
		}
	}
	drafts, _ := filepath.Glob(filepath.Join(dir, ".draft-*")) // its only error is of the pattern
	for _, draft := range drafts {
		if info, failed := os.Stat(draft); failed == nil && now.Sub(info.ModTime()) > draftLife {
			err = errors.Join(err, os.Remove(draft))
		}
	}
	if count == 0 {
		return 0, err
	}
	return count, errors.Join(err, syncFolder(dir))
}
