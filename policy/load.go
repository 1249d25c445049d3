package policy

import (
	"fmt"
	"io"
	"slices"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// Load reads and checks a policy. Unknown keys, missing keys and values that mean nothing are all
// named at once, as Invalid. What a file leaves out (a term, or approval, offers, reasons as a
// whole) the shipped policy says. The policy's hash is over its bytes, and over the shipped ones
// where those say something.
func Load(r io.Reader) (*Policy, error) {
	content, err := io.ReadAll(io.LimitReader(r, sheet.BytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("policy: read: %w", err)
	}
	return LoadBytes(content)
}

// LoadBytes loads a policy from its bytes.
func LoadBytes(content []byte) (*Policy, error) {
	if len(content) > sheet.BytesMax { // nothing of it is read
		return nil, Invalid{Of: ofPolicy, Mistakes: sheet.Decode(content, nil, MistakeInvalid)}
	}
	written, mistakes := decode(content)
	hashed := content
	if written.completed() {
		hashed = append(slices.Clone(content), defaultBytes...)
	}
	c := checker{mistakes: mistakes, lines: linesOf(content)}
	p := c.policy(written)
	if len(c.mistakes) > 0 {
		return nil, Invalid{Of: ofPolicy, Mistakes: c.mistakes}
	}
	p.ref = refund.PolicyRef{Name: written.Name.value, Version: written.Version.value, Hash: sheet.Hash(hashed)}
	return p, nil
}

// decode reads the file as far as it can be read, and returns what could not.
func decode(content []byte) (file, []Mistake) {
	var read file
	mistakes := sheet.Decode(content, &read, MistakeInvalid)
	return read, mistakes
}
