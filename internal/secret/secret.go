// Package secret holds passwords and keys so that they show in no log, error or JSON, and reads those that lie in
// a file whenever they are needed: a new one counts without a restart.
//
// On the path: the adapters of Kafka, PostgreSQL, mail and webhooks, and Temporal's API key, take their secrets as
// a Value; package app makes it from the settings.
package secret

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Value is a secret, or the file it lies in. The zero Value is an empty secret.
type Value struct {
	value string
	file  string
}

// Of is a secret whose value is known.
func Of(value string) Value { return Value{value: value} }

// File is a secret that lies in a file. A line's end at its end is no part of it.
func File(path string) Value { return Value{file: path} }

// Either is the secret in the file, if one is named, else the value. Settings have both forms.
func Either(value, file string) Value {
	if file != "" {
		return File(file)
	}
	return Of(value)
}

// hidden stands for every secret, even for an empty one.
const hidden = "•••"

// String implements fmt.Stringer.
func (v Value) String() string { return hidden }

// Format implements fmt.Formatter, which every verb goes through.
func (v Value) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText implements encoding.TextMarshaler, for JSON and logs.
func (v Value) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// IsZero reports whether there is neither a value nor a file.
func (v Value) IsZero() bool { return v == Value{} }

// Read returns the secret itself. Its errors name the file, and nothing of what is in it.
func (v Value) Read() (string, error) {
	if v.file == "" {
		return v.value, nil
	}
	text, err := os.ReadFile(v.file)
	if err != nil {
		return "", fmt.Errorf("read a secret: %w", err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// ReadFilled is Read for a secret that must not be empty: an empty file is a mistake of its rotation.
func (v Value) ReadFilled() (string, error) {
	text, err := v.Read()
	switch {
	case err != nil:
		return "", err
	case text == "" && v.file != "":
		return "", fmt.Errorf("read a secret: %s is empty", v.file)
	case text == "":
		return "", errors.New("read a secret: it is empty")
	}
	return text, nil
}
