package event_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// example reads one of the event contract's own examples.
func example(tb testing.TB, name string) []byte {
	tb.Helper()
	value, err := os.ReadFile(filepath.Join("testdata", "contract", "order-cancelled."+name+".json"))
	if err != nil {
		tb.Fatal(err)
	}
	return value
}
