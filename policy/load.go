package policy

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/makegood/makegood/refund"
	"go.yaml.in/yaml/v3"
)

const (
	// fileBytesMax bounds a policy file: one is a few kilobytes.
	fileBytesMax = 1 << 20
	// hashLength is how many hex digits of the bytes' SHA-256 name a policy.
	hashLength = 12
)

// Load reads and checks a policy. Unknown keys, missing keys and values that mean nothing are all
// named at once, as Invalid. What a file leaves out (a term, or approval, offers, risk, reasons as a
// whole) the shipped policy says. The policy's hash is over its bytes, and over the shipped ones
// where those say something.
func Load(r io.Reader) (*Policy, error) {
	content, err := io.ReadAll(io.LimitReader(r, fileBytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("policy: read: %w", err)
	}
	return LoadBytes(content)
}

// LoadBytes loads a policy from its bytes.
func LoadBytes(content []byte) (*Policy, error) {
	if len(content) > fileBytesMax {
		return nil, Invalid{Mistakes: []Mistake{{Code: MistakeInvalid, Detail: fmt.Sprintf("the file is larger than %d bytes", fileBytesMax)}}}
	}
	written, mistakes := decode(content)
	hashed := content
	if written.completed() {
		hashed = append(slices.Clone(content), defaultBytes...)
	}
	c := checker{mistakes: mistakes, lines: linesOf(content)}
	p := c.policy(written)
	if len(c.mistakes) > 0 {
		return nil, Invalid{Mistakes: c.mistakes}
	}
	sum := sha256.Sum256(hashed)
	p.ref = refund.PolicyRef{Name: written.Name.value, Version: written.Version.value, Hash: hex.EncodeToString(sum[:])[:hashLength]}
	return p, nil
}

// decode reads the file as far as it can be read, and returns what could not.
func decode(content []byte) (file, []Mistake) {
	var written file
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	err := decoder.Decode(&written)
	var typed *yaml.TypeError
	switch {
	case errors.As(err, &typed):
		return written, mistakesIn(typed.Errors...)
	case errors.Is(err, io.EOF):
		return written, mistakesIn("the file is empty")
	case err != nil:
		return written, mistakesIn(err.Error())
	}
	if err := decoder.Decode(&file{}); !errors.Is(err, io.EOF) {
		return written, mistakesIn("the file has more than one document")
	}
	return written, nil
}
