package withdrawal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/makegood/makegood/refund"
)

// The most that a field takes, in characters.
const (
	NameMax     = 200
	ContractMax = 200
	ReplyToMax  = 254
	PartMax     = 2000
	// LinesMax bounds the lines of an order that are chosen.
	LinesMax = 500
)

// Declaration is what a customer declares.
type Declaration struct {
	Merchant refund.MerchantID `json:"merchant_id"`
	Name     string            `json:"name"`
	// Contract identifies the contract in the customer's words: an order number.
	Contract string `json:"contract"`
	// Part says in the customer's words what of it is meant; empty, and without Lines: all of it.
	Part string `json:"part,omitempty"`
	// Lines are lines of the order that were chosen, where the page could show them.
	Lines []DeclaredLine `json:"lines,omitempty"`
	// ReplyTo is the electronic means by which the receipt is acknowledged: an e-mail address.
	ReplyTo string `json:"reply_to"`
}

// DeclaredLine is a line that was chosen, with its title as it was shown.
type DeclaredLine struct {
	LineID   refund.LineID `json:"line_id"`
	Quantity int64         `json:"quantity"`
	Title    string        `json:"title,omitempty"`
}

// Field names a field of a declaration.
type Field string

// The fields.
const (
	FieldMerchant Field = "merchant"
	FieldName     Field = "name"
	FieldContract Field = "contract"
	FieldPart     Field = "part"
	FieldReplyTo  Field = "reply_to"
)

// Lack is what keeps a declaration from being made.
type Lack struct {
	Field Field
	// TooLong: it is longer than Max; otherwise it is empty.
	TooLong bool
	Max     int
}

// Lacks names what is missing or too long. Nothing is looked up: whether an order exists plays no part.
func (d Declaration) Lacks() (out []Lack) {
	for _, f := range []struct {
		field    Field
		value    string
		max      int
		optional bool
	}{
		{FieldMerchant, string(d.Merchant), NameMax, false}, {FieldName, d.Name, NameMax, false}, {FieldContract, d.Contract, ContractMax, false},
		{FieldPart, d.Part, PartMax, true}, {FieldReplyTo, d.ReplyTo, ReplyToMax, false},
	} {
		switch {
		case utf8.RuneCountInString(f.value) > f.max:
			out = append(out, Lack{Field: f.field, TooLong: true, Max: f.max})
		case f.value == "" && !f.optional:
			out = append(out, Lack{Field: f.field})
		}
	}
	return out
}

// Tidied is the declaration without characters that are not seen, and without spaces around its fields.
func (d Declaration) Tidied() Declaration {
	d.Name, d.Contract, d.ReplyTo, d.Part = line(d.Name), line(d.Contract), line(d.ReplyTo), paragraphs(d.Part)
	if address, ok := d.Address(); ok {
		d.ReplyTo = address
	}
	return d
}

// line is text on one line.
func line(text string) string {
	return strings.Trim(strings.Join(strings.Fields(visible(text)), " "), "\u200c\u200d ")
}

// paragraphs is text whose lines stay.
func paragraphs(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = line(lines[i])
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// visible leaves out what could hide or turn around a text: control and format characters, and what is no UTF-8.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case r == '\u200c' || r == '\u200d': // joiners, with which names are written
			return r
		case r == utf8.RuneError || unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
}

// Address is the e-mail address to which the receipt is acknowledged; false: what is given is another means.
func (d Declaration) Address() (string, bool) {
	at, err := mail.ParseAddress(d.ReplyTo)
	if err != nil || len(at.Address) > ReplyToMax || strings.ContainsAny(at.Address, " \"\\") || !onTheInternet(at.Address) {
		return "", false
	}
	return at.Address, true
}

// onTheInternet reports whether an address's host is a name of the public mail. Another one (name@localhost, name@[10.0.0.1])
// would have the shop's own mail server write to itself, or to machines within.
func onTheInternet(address string) bool {
	host := address[strings.LastIndex(address, "@")+1:]
	return strings.Contains(strings.Trim(host, "."), ".") && !strings.HasPrefix(host, "[")
}

// Canonical is the declaration as it is kept and digested: JSON with the fields in the sequence of the type, without spaces,
// and with no character escaped that JSON lets stand.
func (d Declaration) Canonical() ([]byte, error) {
	var out bytes.Buffer
	to := json.NewEncoder(&out)
	to.SetEscapeHTML(false)
	if err := to.Encode(d); err != nil {
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

// digest is the SHA-256 of a canonical declaration, in hexadecimal.
func digest(canonical []byte) string {
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}
