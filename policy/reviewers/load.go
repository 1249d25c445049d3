package reviewers

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

//go:embed reviewers.yaml
var defaultBytes []byte

// MistakeInvalid is the code of a key or a value that means nothing.
const MistakeInvalid sheet.Code = "INVALID_REVIEWERS"

// ofReviewers names the file in sheet.Invalid.
const ofReviewers = "reviewers"

// file is the reviewers as they are written.
type file struct {
	// Ranks are the roles, from the lowest to the highest.
	Ranks     []sheet.Text   `yaml:"ranks"`
	Reviewers []fileReviewer `yaml:"reviewers"`
}

type fileReviewer struct {
	Name       sheet.Text                      `yaml:"name"`
	Email      sheet.Text                      `yaml:"email"`
	Roles      []sheet.Text                    `yaml:"roles"`
	LimitMinor map[refund.Currency]sheet.Count `yaml:"limit_minor"`
	Markets    []sheet.Text                    `yaml:"markets"`
}

// Default returns the sample staff makegood ships with.
func Default() (refund.Staff, error) { return LoadBytes(defaultBytes) }

// DefaultYAML returns the text of the sample makegood ships with, as a start for one's own.
func DefaultYAML() []byte { return bytes.Clone(defaultBytes) }

// Load reads and checks who may decide. Everything that is wrong is named at once with its line, as
// sheet.Invalid.
func Load(r io.Reader) (refund.Staff, error) {
	content, err := io.ReadAll(io.LimitReader(r, sheet.BytesMax+1))
	if err != nil {
		return refund.Staff{}, fmt.Errorf("reviewers: read: %w", err)
	}
	return LoadBytes(content)
}

// LoadBytes loads who may decide from the file's bytes.
func LoadBytes(content []byte) (refund.Staff, error) {
	var written file
	c := checker{sheet.Read(content, &written, MistakeInvalid)}
	staff := c.staff(written)
	if err := c.Err(ofReviewers); err != nil {
		return refund.Staff{}, err
	}
	return staff, nil
}
