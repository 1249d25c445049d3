package kafka

import (
	"fmt"
	"os"
	"strings"
)

// Secret is a password that prints as a row of dots, however it is printed. One from a file is read
// whenever it is needed, so that a new one counts from the next connection on.
type Secret struct {
	value string
	file  string
}

// NewSecret is a secret whose value is known.
func NewSecret(value string) Secret { return Secret{value: value} }

// SecretFile is a secret that lies in a file; a line's end at its end is no part of it.
func SecretFile(path string) Secret { return Secret{file: path} }

// hidden stands for every secret, even for an empty one.
const hidden = "•••"

// String implements fmt.Stringer.
func (s Secret) String() string { return hidden }

// Format implements fmt.Formatter, which every verb goes through.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText implements encoding.TextMarshaler, for JSON and logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// read returns the secret itself. Its errors name the file, and nothing of what is in it.
func (s Secret) read() (string, error) {
	if s.file == "" {
		return s.value, nil
	}
	text, err := os.ReadFile(s.file)
	if err != nil {
		return "", fmt.Errorf("read a secret: %w", err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}
