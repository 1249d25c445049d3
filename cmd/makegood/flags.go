package main

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// idOr is the id a person gave to an act, or a new one.
func idOr(given string) string {
	if given != "" {
		return given
	}
	var id [6]byte
	_, _ = rand.Read(id[:]) // never fails
	return "d-" + hex.EncodeToString(id[:])
}

// option is one of several of which exactly one is to be given.
type option struct {
	name  string
	given bool
}

// oneOf returns the name of the one flag that was given.
func oneOf(options ...option) (string, error) {
	var names, given []string
	for _, f := range options {
		names = append(names, "--"+f.name)
		if f.given {
			given = append(given, f.name)
		}
	}
	if len(given) != 1 {
		last := len(names) - 1
		return "", usage("say one of %s or %s", strings.Join(names[:last], ", "), names[last])
	}
	return given[0], nil
}

// needed refuses a command line without the texts it cannot do without: pairs of a flag and its
// value.
func needed(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) == "" {
			return usage("--%s is needed", pairs[i])
		}
	}
	return nil
}
