package standardwebhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

const (
	// secretPrefix begins every symmetric secret as people hand it on.
	secretPrefix = "whsec_"
	// secretBytesMin and secretBytesMax bound a secret's random bytes.
	secretBytesMin = 24
	secretBytesMax = 64
	// secretsMax is how many secrets may sign a post at once: a rotation needs two.
	secretsMax = 8
)

// Secret is what signs posts. It shows in no log.
type Secret struct{ key []byte }

// String implements fmt.Stringer without telling.
func (Secret) String() string { return "•••" }

// GoString implements fmt.GoStringer without telling.
func (Secret) GoString() string { return "•••" }

// ParseSecrets reads secrets, one a line: whsec_ and 24 to 64 bytes in base64. Empty lines are passed over. Its errors show
// nothing of a secret.
func ParseSecrets(text string) ([]Secret, error) {
	var out []Secret
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		one, err := parseSecret(line)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	switch {
	case len(out) == 0:
		return nil, errors.New("the secret has no line")
	case len(out) > secretsMax:
		return nil, fmt.Errorf("the secret has %d lines, at most %d may sign at once", len(out), secretsMax)
	}
	return out, nil
}

func parseSecret(line string) (Secret, error) {
	encoded, ok := strings.CutPrefix(line, secretPrefix)
	if !ok {
		return Secret{}, fmt.Errorf("the secret has no %s in front: make one with `echo %s$(openssl rand -base64 32)`", secretPrefix, secretPrefix)
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return Secret{}, fmt.Errorf("the secret has something behind %s that is no base64", secretPrefix)
	}
	if len(key) < secretBytesMin || len(key) > secretBytesMax {
		return Secret{}, fmt.Errorf("the secret has %d bytes, it needs %d to %d", len(key), secretBytesMin, secretBytesMax)
	}
	return Secret{key: key}, nil
}

// idLength is how many hexadecimal digits of a digest name what is told: 128 bits.
const idLength = 32

// ID makes a webhook-id of what is told: a prefix, such as evt, and a digest of makegood's own id, which may have full stops
// and other characters that neither a header nor the signed text may have. The same own id gives the same webhook-id.
func ID(prefix, own string) string {
	sum := sha256.Sum256([]byte(own))
	return prefix + "_" + hex.EncodeToString(sum[:])[:idLength]
}

// MAC is HMAC-SHA256 over a message under the secret: for what a sender signs beside posts, such as a link. The message must
// begin with what it is for, so that it can be taken for nothing else.
func (s Secret) MAC(message []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(message)
	return mac.Sum(nil)
}
