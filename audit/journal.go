package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// readJournal returns the movements of the provider's journal: of each JSON line only its
// movement counts, never what the provider says of a status. A torn last line, without its
// newline, is one the provider never answered on.
func readJournal(path string) ([]movement, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read book: %w", err)
	}
	defer file.Close()
	var moves []movement
	lines := bufio.NewReader(file)
	for number := 1; ; number++ {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return moves, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read book %s: %w", path, err)
		}
		var line struct {
			Movement *movement `json:"movement"`
		}
		if err := json.Unmarshal(text, &line); err != nil {
			return nil, fmt.Errorf("read book %s: line %d: %w", path, number, err)
		}
		if line.Movement != nil {
			moves = append(moves, *line.Movement)
		}
	}
}
