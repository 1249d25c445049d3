package attest

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/makegood/makegood/refund"
)

// NewKey returns a line for a file of doors' keys and one for a file of workers' trusted keys. Its error is the system's:
// it has no random numbers.
func NewKey(id refund.AttestationKey) (private, public string, err error) {
	if !named(id) {
		return "", "", errors.New("attest: a key's name has letters, digits, '-', '_' and '.', at most 64")
	}
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", "", fmt.Errorf("attest: %w", err)
	}
	return string(id) + " " + base64.StdEncoding.EncodeToString(key.Seed()), string(id) + " " + base64.StdEncoding.EncodeToString(pub), nil
}

const idBytesMax = 64

func named(id refund.AttestationKey) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
	return id != "" && len(id) <= idBytesMax && strings.Trim(string(id), letters) == ""
}

// line is a key of a file: its name, and its 32 bytes.
type line struct {
	id    refund.AttestationKey
	bytes []byte
}

// parse reads a file of keys, a line each: a name and the key in base64. Empty lines, and those that begin with #, are
// left out. Its errors name the line, and nothing of what a key is.
func parse(file string) ([]line, error) {
	var out []line
	lines := bufio.NewScanner(strings.NewReader(file))
	for number := 1; lines.Scan(); number++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) != 2 || !named(refund.AttestationKey(fields[0])) {
			return nil, fmt.Errorf("attest: line %d: it is not a name and a key", number)
		}
		raw, err := base64.StdEncoding.DecodeString(fields[1])
		if err != nil || len(raw) != ed25519.SeedSize {
			return nil, fmt.Errorf("attest: line %d: the key is not 32 bytes in base64", number)
		}
		for _, earlier := range out {
			if string(earlier.id) == fields[0] {
				return nil, fmt.Errorf("attest: line %d: %s is there twice", number, fields[0])
			}
		}
		out = append(out, line{id: refund.AttestationKey(fields[0]), bytes: raw})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("attest: %w", err)
	}
	if len(out) == 0 {
		return nil, errors.New("attest: there is no key")
	}
	return out, nil
}
