package identity

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// keyPrefix begins every key, so that one that was published by mistake can be found.
const keyPrefix = "mgk_"

// Keys are the keys of machines by the hash of each. A key has 130 random bits or more, so that one hash is enough.
type Keys struct {
	subjects map[[sha256.Size]byte]api.Subject
}

// NewKey returns a new key, and its hash as a file of keys has it. The key itself is kept nowhere.
func NewKey() (key, hash string) {
	key = keyPrefix + rand.Text()
	return key, hashOf(key)
}

func hashOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// ParseKeys reads a file of keys: a line for each, with its machine's name, its hash (hex of SHA-256) and its scopes,
// separated by commas. Empty lines, and those that begin with #, are left out. A machine may have several keys while one
// takes the other's place.
func ParseKeys(file string) (Keys, error) {
	keys := Keys{subjects: map[[sha256.Size]byte]api.Subject{}}
	lines := bufio.NewScanner(strings.NewReader(file))
	for number := 1; lines.Scan(); number++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if err := keys.add(strings.Fields(text)); err != nil {
			return Keys{}, fmt.Errorf("line %d: %w", number, err)
		}
	}
	return keys, lines.Err()
}

// keyFields are a name, a hash and scopes.
const keyFields = 3

func (k Keys) add(fields []string) error {
	if len(fields) != keyFields {
		return fmt.Errorf("it has %d words, and a key has a name, a hash and scopes", len(fields))
	}
	raw, err := hex.DecodeString(fields[1])
	if err != nil || len(raw) != sha256.Size {
		return fmt.Errorf("the second word is not a SHA-256 in hex")
	}
	hash := [sha256.Size]byte(raw)
	if _, twice := k.subjects[hash]; twice {
		return fmt.Errorf("the key of %s is there twice", fields[0])
	}
	subject := api.Subject{Name: refund.Person(fields[0]), Kind: api.Machine, Verified: api.ByKey}
	for word := range strings.SplitSeq(fields[2], ",") {
		scope := api.Scope(word)
		if !slices.Contains(api.Scopes(), scope) {
			return fmt.Errorf("scope %q is none of %v", word, api.Scopes())
		}
		subject.Scopes = append(subject.Scopes, scope)
	}
	k.subjects[hash] = subject
	return nil
}

// Subject is the machine that has a key; false: nobody has it.
func (k Keys) Subject(key string) (api.Subject, bool) {
	found, ok := k.subjects[sha256.Sum256([]byte(key))]
	return found, ok
}

// Bearer is the token of an Authorization header; "" where it has none.
func Bearer(header string) string {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
