package policy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// MistakeCode is a stable code of what is wrong with a policy.
type MistakeCode string

// The codes of a policy that cannot be loaded.
const (
	// MistakeInvalid: a key, a value or a condition that means nothing.
	MistakeInvalid MistakeCode = "INVALID_POLICY"
	// MistakeReasonWithoutRule: nothing says what a reason is granted.
	MistakeReasonWithoutRule MistakeCode = "REASON_WITHOUT_RULE"
	// MistakeByCustomer, MistakeByAmount, MistakeByRegion: a rule by which tier or history, amount,
	// or region (other than a market's law) would change what a customer is entitled to.
	MistakeByCustomer MistakeCode = "ENTITLED_BY_CUSTOMER"
	MistakeByAmount   MistakeCode = "ENTITLED_BY_AMOUNT"
	MistakeByRegion   MistakeCode = "ENTITLED_BY_REGION"
)

// Mistake is one thing that is wrong with a policy file. Line is 0 where it is about no single
// line.
type Mistake struct {
	Line   int         `json:"line,omitempty"`
	Code   MistakeCode `json:"code"`
	Detail string      `json:"detail"`
}

// String writes the mistake in one line.
func (m Mistake) String() string {
	if m.Line == 0 {
		return m.Detail
	}
	return fmt.Sprintf("line %d: %s", m.Line, m.Detail)
}

// Invalid says everything that is wrong with a policy file.
type Invalid struct{ Mistakes []Mistake }

// Error implements error.
func (e Invalid) Error() string {
	said := make([]string, len(e.Mistakes))
	for i, mistake := range e.Mistakes {
		said[i] = mistake.String()
	}
	return fmt.Sprintf("policy: %d mistakes:\n  %s", len(said), strings.Join(said, "\n  "))
}

// unknownKey is how the decoder calls a key that the file may not have; lineNumber how it starts.
var (
	unknownKey = regexp.MustCompile(`field (\S+) not found in type \S+`)
	lineNumber = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)
)

// mistakeIn turns one of the decoder's messages into a mistake, without this package's type names.
func mistakeIn(message string) Mistake {
	m := Mistake{Code: MistakeInvalid, Detail: unknownKey.ReplaceAllString(message, "$1 is not a key here")}
	if at := lineNumber.FindStringSubmatch(m.Detail); at != nil {
		m.Line, _ = strconv.Atoi(at[1]) // digits of a file of at most a megabyte
		m.Detail = strings.TrimPrefix(m.Detail, at[0])
	}
	return m
}

func mistakesIn(messages ...string) []Mistake {
	mistakes := make([]Mistake, len(messages))
	for i, message := range messages {
		mistakes[i] = mistakeIn(message)
	}
	return mistakes
}
