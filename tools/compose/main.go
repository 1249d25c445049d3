// Command compose reads docker-compose.yml as Docker Compose does, with the library Docker Compose is
// made of, and holds it to makegood's own rules. No container engine is needed.
//
// Usage, from tools/compose: `makegood settings --json | go run . ../../docker-compose.yml`.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "compose:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, settings io.Reader) error {
	if len(args) != 1 {
		return errors.New("want one compose file, and the settings as JSON on standard input")
	}
	known, err := readSettings(settings)
	if err != nil {
		return err
	}
	project, err := load(ctx, args[0])
	if err != nil {
		return err
	}
	return errors.Join(check(project, known)...)
}

// readSettings reads the names and defaults out of what `makegood settings --json` prints.
func readSettings(from io.Reader) (map[string]string, error) {
	var rows []struct {
		Name    string `json:"name"`
		Default string `json:"default"`
	}
	if err := json.NewDecoder(from).Decode(&rows); err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	known := map[string]string{}
	for _, row := range rows {
		known[row.Name] = row.Default
	}
	if len(known) == 0 {
		return nil, errors.New("there is no setting: nothing to hold the file to")
	}
	return known, nil
}
