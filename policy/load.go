package policy

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/makegood/makegood/refund"
	"go.yaml.in/yaml/v3"
)

const (
	// fileBytesMax bounds a policy file: one is a few kilobytes.
	fileBytesMax = 1 << 20
	// hashLength is how many hex digits of the bytes' SHA-256 name a policy.
	hashLength = 12
)

// Invalid says everything that is wrong with a policy file, with lines where they are known.
type Invalid struct{ Mistakes []string }

// Error implements error.
func (e Invalid) Error() string {
	return fmt.Sprintf("policy: %d mistakes:\n  %s", len(e.Mistakes), strings.Join(e.Mistakes, "\n  "))
}

// Load reads and checks a policy. Unknown keys, missing keys and values that mean nothing are all
// named at once, as Invalid. The policy's hash is over its bytes.
func Load(r io.Reader) (*Policy, error) {
	content, err := io.ReadAll(io.LimitReader(r, fileBytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("policy: read: %w", err)
	}
	if len(content) > fileBytesMax {
		return nil, Invalid{Mistakes: []string{fmt.Sprintf("the file is larger than %d bytes", fileBytesMax)}}
	}
	written, mistakes := decode(content)
	c := checker{mistakes: mistakes}
	p := c.policy(written)
	if len(c.mistakes) > 0 {
		return nil, Invalid{Mistakes: c.mistakes}
	}
	sum := sha256.Sum256(content)
	p.ref = refund.PolicyRef{Name: written.Name.value, Version: written.Version.value, Hash: hex.EncodeToString(sum[:])[:hashLength]}
	return p, nil
}

// decode reads the file as far as it can be read, and returns what could not.
func decode(content []byte) (file, []string) {
	var written file
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	err := decoder.Decode(&written)
	var typed *yaml.TypeError
	switch {
	case errors.As(err, &typed):
		return written, inWords(typed.Errors)
	case errors.Is(err, io.EOF):
		return written, []string{"the file is empty"}
	case err != nil:
		return written, []string{err.Error()}
	}
	if err := decoder.Decode(&file{}); !errors.Is(err, io.EOF) {
		return written, []string{"the file has more than one document"}
	}
	return written, nil
}

// unknownKey is how the decoder calls a key that the file may not have.
var unknownKey = regexp.MustCompile(`field (\S+) not found in type \S+`)

// inWords takes this package's type names out of the decoder's messages.
func inWords(messages []string) []string {
	words := make([]string, len(messages))
	for i, message := range messages {
		words[i] = unknownKey.ReplaceAllString(message, "$1 is not a key here")
	}
	return words
}
