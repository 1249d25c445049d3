package refund

import (
	"encoding/base64"
	"regexp"
	"strings"
)

// A sealed text is a text encrypted under the key of the person whom it is about, written as text:
//
//	sealed:v1:<id of the key>:<base64 of what only the key opens>
//
// It stands wherever the text itself would: in an act, a note, a row of the trail, a contact. Package privacy
// seals and opens; here is only what code without a key has to know.

// SealedPrefix begins a sealed text.
const SealedPrefix = "sealed:v1:"

// SealedOverheadBytes is by how much a sealed text is longer than its text, before base64: nonce and tag.
const SealedOverheadBytes = 12 + 16

// SealedHidden stands in place of a sealed text where nobody can open it, or should.
const SealedHidden = "[sealed]"

// sealedForm finds sealed texts within a text, with the key's id and what is sealed.
var sealedForm = regexp.MustCompile(SealedPrefix + `([A-Z2-7]{16}):([A-Za-z0-9_-]+)`)

// EachSealed replaces every sealed text within text by what open makes of it: of the whole, the id of its key, and
// its bytes.
func EachSealed(text string, open func(whole, key string, sealed []byte) string) string {
	if !strings.Contains(text, SealedPrefix) { // nearly every text, and much faster
		return text
	}
	return sealedForm.ReplaceAllStringFunc(text, func(whole string) string {
		parts := sealedForm.FindStringSubmatch(whole)
		raw, err := base64.RawURLEncoding.DecodeString(parts[2])
		if err != nil {
			return whole
		}
		return open(whole, parts[1], raw)
	})
}

// HasSealed reports whether there is a sealed text within text.
func HasSealed(text string) bool {
	return strings.Contains(text, SealedPrefix) && sealedForm.MatchString(text)
}

// HideSealed writes SealedHidden for every sealed text: for places that are read without a key.
func HideSealed(text string) string {
	if !strings.Contains(text, SealedPrefix) {
		return text
	}
	return sealedForm.ReplaceAllLiteralString(text, SealedHidden)
}

// openLen is how long a text is once what is sealed in it is open.
func openLen(text string) int {
	length := len(text)
	EachSealed(text, func(whole, _ string, sealed []byte) string {
		length += max(len(sealed)-SealedOverheadBytes, 0) - len(whole)
		return whole
	})
	return length
}

// CutOpen is Cut by the length that the text has once it is open. Of a sealed text that is too long nothing is left but
// SealedHidden.
func CutOpen(text string, bytesMax int) string {
	if openLen(text) <= max(bytesMax, 0) {
		return text
	}
	return Cut(HideSealed(text), bytesMax)
}
