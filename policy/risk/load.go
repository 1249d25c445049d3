package risk

import (
	"fmt"
	"io"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// MistakeInvalid is the code of a key, a value or a condition that means nothing.
const MistakeInvalid sheet.Code = "INVALID_RISK_RULES"

// ofRules names the file in sheet.Invalid.
const ofRules = "risk rules"

// Load reads and checks rules. Everything that is wrong is named at once with its line, as
// sheet.Invalid. Nothing is taken over from the shipped rules.
func Load(r io.Reader) (*Rules, error) {
	content, err := io.ReadAll(io.LimitReader(r, sheet.BytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("risk rules: read: %w", err)
	}
	return LoadBytes(content)
}

// LoadBytes loads rules from their bytes.
func LoadBytes(content []byte) (*Rules, error) {
	var written file
	read := sheet.Read(content, &written, MistakeInvalid)
	vocabulary, err := ofRisk()
	if err != nil {
		return nil, err
	}
	rules := &Rules{features: map[string]feature{}, ref: refund.PolicyRef{Name: written.Name.Value, Version: written.Version.Value, Hash: sheet.Hash(content)}}
	for _, f := range features() {
		rules.features[f.Name] = f
	}
	c := checker{Checker: read, vocabulary: vocabulary}
	c.check(written, rules)
	if err := c.Err(ofRules); err != nil {
		return nil, err
	}
	return rules, nil
}
