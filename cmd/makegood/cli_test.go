package main

import (
	"os"
	"testing"
)

// TestNobodyIsAskedBackWhereInputIsTheNullDevice: under cron, in CI and in a container without a
// terminal, a decision would otherwise wait for a yes that nobody can say.
func TestNobodyIsAskedBackWhereInputIsTheNullDevice(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if isTerminal(null) {
		t.Error("the null device passes for a terminal")
	}
}
