package simulator

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// entry is one line of the book: what changed, together or not at all.
type entry struct {
	At     time.Time `json:"at"`
	Charge *Charge   `json:"charge,omitempty"`
	Faults *faultSet `json:"faults,omitempty"`
	Spent  *spending `json:"spent,omitempty"`
	// Forgets is the use of a fault that makes the refund's key be forgotten.
	Forgets  *spending `json:"forgets,omitempty"`
	Refund   *record   `json:"refund,omitempty"`
	Movement *movement `json:"movement,omitempty"`
}

// faultSet is the faults somebody set for a reference.
type faultSet struct {
	Reference string  `json:"reference"`
	Faults    []Fault `json:"faults"`
}

// spending is one use of a reference's faults.
type spending struct {
	Reference string `json:"reference"`
	Door      door   `json:"door"`
}

// journal is the book's file: JSON lines, only ever appended to, each one on disk before it counts.
type journal struct {
	file *os.File
	// broken is the first write that failed. After it nothing more is written: the file's end is
	// not known, and an answer without its line would be a lie.
	broken error
}

// openJournal opens or creates the file and hands every whole line to apply. It returns how many
// bytes of a torn last line were cut off (a kill in the middle of a write; nobody was answered on
// its strength).
func openJournal(path string, apply func(entry) error) (*journal, int64, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, 0, fmt.Errorf("open book %s: %w", path, err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, 0, fmt.Errorf("open book %s: %w", path, err)
	}
	torn, err := replay(file, apply)
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("read book %s: %w", path, err), file.Close())
	}
	return &journal{file: file}, torn, nil
}

// replay applies the whole lines and truncates what follows the last of them.
func replay(file *os.File, apply func(entry) error) (int64, error) {
	lines := bufio.NewReader(file)
	var whole int64
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if len(line) == 0 {
				return 0, nil
			}
			return int64(len(line)), file.Truncate(whole)
		}
		if err != nil {
			return 0, err
		}
		if err := applyLine(line, apply); err != nil {
			return 0, fmt.Errorf("line %d: %w", number, err)
		}
		whole += int64(len(line))
	}
}

func applyLine(line []byte, apply func(entry) error) error {
	var e entry
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&e); err != nil {
		return err
	}
	return apply(e)
}

// append writes one line and waits until it is on disk.
func (j *journal) append(e entry) error {
	if j.broken != nil {
		return fmt.Errorf("append to book: stopped by an earlier failure: %w", j.broken)
	}
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("append to book: %w", err)
	}
	if _, err = j.file.Write(append(line, '\n')); err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		j.broken = err
		return fmt.Errorf("append to book: %w", err)
	}
	return nil
}

func (j *journal) close() error { return j.file.Close() }
