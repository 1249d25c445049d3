package refund

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// EvidenceAt is the document at an address. One that a customer sent by their page is known by its hash, which its address is of.
func EvidenceAt(uri string) Evidence {
	out := Evidence{URI: uri}
	if sum, own := strings.CutPrefix(uri, pageFileScheme); own && isSHA256(sum) {
		out.SHA256 = sum
	}
	return out
}

func isSHA256(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sha256.Size && strings.ToLower(text) == text
}
