package sheet

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

const (
	// BytesMax bounds a file: one is a few kilobytes.
	BytesMax = 1 << 20
	// hashLength is how many hex digits of the bytes' SHA-256 name a file.
	hashLength = 12
)

// Decode reads the file into a struct as far as it can be read, and returns what could not.
func Decode(content []byte, into any, code Code) []Mistake {
	if len(content) > BytesMax {
		return []Mistake{{Code: code, Detail: fmt.Sprintf("the file is larger than %d bytes", BytesMax)}}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	err := decoder.Decode(into)
	var typed *yaml.TypeError
	switch {
	case errors.As(err, &typed):
		return mistakesIn(code, typed.Errors...)
	case errors.Is(err, io.EOF):
		return mistakesIn(code, "the file is empty")
	case err != nil:
		return mistakesIn(code, err.Error())
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return mistakesIn(code, "the file has more than one document")
	}
	return nil
}

// Hash names bytes: the first digits of their SHA-256.
func Hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])[:hashLength]
}
