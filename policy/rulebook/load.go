package rulebook

import (
	"fmt"
	"io"
	"slices"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// Load reads and checks a policy. Unknown keys, missing keys and values that mean nothing are all
// named at once, as sheet.Invalid. What a file leaves out (a term, or approval, offers, reasons as a
// whole) the shipped policy says. The policy's hash is over its bytes, and over the shipped ones
// where those say something.
func Load(r io.Reader) (*Version, error) {
	content, err := io.ReadAll(io.LimitReader(r, sheet.BytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("policy: read: %w", err)
	}
	return LoadBytes(content)
}

// LoadBytes loads a policy from its bytes.
func LoadBytes(content []byte) (*Version, error) {
	var written file
	c := checker{sheet.Read(content, &written, MistakeInvalid)}
	if len(content) > sheet.BytesMax { // nothing of it was read
		return nil, c.Err(ofPolicy)
	}
	hashed := content
	if written.completed() {
		hashed = append(slices.Clone(content), defaultBytes...)
	}
	v := c.version(written)
	if err := c.Err(ofPolicy); err != nil {
		return nil, err
	}
	v.ref = refund.PolicyRef{Name: written.Name.Value, Version: written.Version.Value, Hash: sheet.Hash(hashed)}
	return v, nil
}
