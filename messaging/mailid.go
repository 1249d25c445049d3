package messaging

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

const digestLength = 20

// Digest is a short hash of a message's id, for names that must differ where ids differ by case or by
// characters that a file system or a protocol does not tell apart.
func Digest(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])[:digestLength]
}

// MailID is the Message-ID of a mail, without angle brackets: derived from the message's id, at the
// sender's domain, so that mail programs recognise a repetition.
func MailID(id, from string) string {
	_, domain, _ := strings.Cut(from, "@")
	return Digest(id) + "@" + domain
}
