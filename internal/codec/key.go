package codec

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Bounds of a key file.
const (
	keyBytes     = 32
	keyCountMax  = 100
	fileBytesMax = 64 << 10
)

// SealedMax is how many payloads one key may seal. Each has a random nonce of 96 bits; up to 2^32 of them the
// chance that two are equal stays below 2^-32 (NIST SP 800-38D, section 8.3).
const SealedMax = 1 << 32

// idForm is what a key's id may be: it stands in every payload's metadata.
var idForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// key seals and opens payloads.
type key struct {
	id   string
	aead cipher.AEAD
	// idBytes is the id for metadata, associated what every payload of the key is bound to.
	idBytes, associated []byte
}

// keys are those of a file, in its sequence. The first one seals, all of them open.
type keys []key

func (k keys) find(id string) (key, bool) {
	for _, one := range k {
		if one.id == id {
			return one, true
		}
	}
	return key{}, false
}

// ids are the keys' ids, in the file's sequence.
func (k keys) ids() []string {
	ids := make([]string, len(k))
	for i, one := range k {
		ids[i] = one.id
	}
	return ids
}

// parse reads a key file: a line a key, with its id and 32 bytes in base64. Empty lines, and those that begin
// with #, are left out. Errors name the line and nothing of what a key is.
func parse(content []byte) (keys, error) {
	var out keys
	secrets := map[string]bool{}
	for number, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		one, secret, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number+1, err)
		}
		if _, twice := out.find(one.id); twice || secrets[secret] {
			return nil, fmt.Errorf("line %d: key %q is a second one of the same id or the same bytes", number+1, one.id)
		}
		secrets[secret] = true
		out = append(out, one)
	}
	if len(out) == 0 || len(out) > keyCountMax {
		return nil, fmt.Errorf("%d keys: there must be 1 to %d", len(out), keyCountMax)
	}
	return out, nil
}

func parseLine(line string) (key, string, error) {
	fields := strings.Fields(line)
	if len(fields) != 2 {
		return key{}, "", errors.New("must be a key's id, a space, and its 32 bytes in base64")
	}
	if !idForm.MatchString(fields[0]) {
		return key{}, "", errors.New("a key's id must be 1 to 64 of letters, digits, '.', '_', '-'")
	}
	secret, err := base64.StdEncoding.DecodeString(fields[1])
	if err != nil || len(secret) != keyBytes {
		return key{}, "", fmt.Errorf("key %q must be %d bytes in base64", fields[0], keyBytes)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return key{}, "", fmt.Errorf("key %q: %w", fields[0], err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return key{}, "", fmt.Errorf("key %q: %w", fields[0], err)
	}
	id := fields[0]
	return key{id: id, aead: aead, idBytes: []byte(id), associated: associated(id)}, string(secret), nil
}

// AddKey returns the file with a new key as its last line: it opens payloads, and seals none yet. In an empty
// file it is the only key, and seals.
func AddKey(content []byte, id string) ([]byte, error) {
	secret := make([]byte, keyBytes)
	_, _ = rand.Read(secret) // it never fails: it ends the program
	if len(content) > 0 && !bytes.HasSuffix(content, []byte("\n")) {
		content = append(content, '\n')
	}
	changed := fmt.Appendf(bytes.Clone(content), "%s %s\n", id, base64.StdEncoding.EncodeToString(secret))
	_, err := parse(changed)
	return changed, err
}

// UseKey returns the file with the key's line before those of all others: it seals from then on.
func UseKey(content []byte, id string) ([]byte, error) {
	all, err := parse(content)
	if err != nil {
		return nil, err
	}
	if _, ok := all.find(id); !ok {
		return nil, fmt.Errorf("there is no key %q", id)
	}
	var first string
	var others strings.Builder
	for line := range strings.Lines(string(content)) {
		if fields := strings.Fields(line); len(fields) == 2 && fields[0] == id {
			first = strings.TrimSpace(line) + "\n"
			continue
		}
		others.WriteString(line)
	}
	return []byte(first + others.String()), nil
}
