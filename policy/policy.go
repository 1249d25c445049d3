package policy

import (
	"io"

	"github.com/makegood/makegood/policy/rulebook"
)

// Policy assesses refunds by one version of the rules. It is safe for concurrent use.
type Policy struct{ *rulebook.Version }

// Default returns the policy makegood ships with.
func Default() (*Policy, error) { return of(rulebook.Default()) }

// Load reads and checks a policy; see rulebook.Load.
func Load(r io.Reader) (*Policy, error) { return of(rulebook.Load(r)) }

// LoadBytes loads a policy from its bytes; see rulebook.Load.
func LoadBytes(content []byte) (*Policy, error) { return of(rulebook.LoadBytes(content)) }

func of(version *rulebook.Version, err error) (*Policy, error) {
	if err != nil {
		return nil, err
	}
	return &Policy{version}, nil
}
