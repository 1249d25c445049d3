package codec

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ChangeKeyFile replaces a file of keys or tokens by what change makes of it, at once and with mode 0600. A
// file that is not there is empty to change.
func ChangeKeyFile(path string, change func([]byte) ([]byte, error)) error {
	content, err := ReadKeyFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	changed, err := change(content)
	if err != nil {
		return fmt.Errorf("codec: %s: %w", path, err)
	}
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // with mode 0600
	if err != nil {
		return fmt.Errorf("codec: %w", err)
	}
	if err := written(part, changed, path); err != nil {
		return errors.Join(fmt.Errorf("codec: %w", err), os.Remove(part.Name()))
	}
	return nil
}

// written writes the part to the disk and gives it the path's name.
func written(part *os.File, content []byte, path string) error {
	_, err := part.Write(content)
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}
