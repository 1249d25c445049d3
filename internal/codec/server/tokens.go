package server

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"github.com/makegood/makegood/internal/codec"
)

// nameForm is what a token's name may be: it stands in logs.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9._@-]{1,64}$`)

// token is who has one, and its SHA-256. A plain hash is enough: tokens are random, with more than 128 bits.
type token struct {
	name string
	hash [sha256.Size]byte
}

// tokens are all of a file.
type tokens []token

// readTokens reads a token file: a line a token, with its name and its SHA-256 in hexadecimal. Empty lines, and
// those that begin with #, are left out.
func readTokens(path string) (tokens, error) {
	content, err := codec.ReadKeyFile(path)
	if err != nil {
		return nil, err
	}
	all, err := parseTokens(content)
	if err != nil {
		return nil, fmt.Errorf("codec: token file %s: %w", path, err)
	}
	return all, nil
}

func parseTokens(content []byte) (tokens, error) {
	var all tokens
	for number, line := range strings.Split(string(content), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		if len(fields) != 2 || !nameForm.MatchString(fields[0]) {
			return nil, fmt.Errorf("line %d: must be a name, a space, and a token's SHA-256", number+1)
		}
		hash, err := hex.DecodeString(fields[1])
		if err != nil || len(hash) != sha256.Size {
			return nil, fmt.Errorf("line %d: the SHA-256 of %s must be 64 hexadecimal digits", number+1, fields[0])
		}
		all = append(all, token{name: fields[0], hash: [sha256.Size]byte(hash)})
	}
	return all, nil
}

// find returns whose token has this hash. It takes as long for every answer.
func (t tokens) find(hash [sha256.Size]byte) (name string, ok bool) {
	found := -1
	for i := range t {
		same := subtle.ConstantTimeCompare(t[i].hash[:], hash[:])
		found = subtle.ConstantTimeSelect(same, i, found)
	}
	if found < 0 {
		return "", false
	}
	return t[found].name, true
}

// AddToken makes a token, and returns the file with its hash. The token itself is kept nowhere.
func AddToken(content []byte, name string) (changed []byte, made string, err error) {
	made = rand.Text()
	hash := sha256.Sum256([]byte(made))
	if len(content) > 0 && !bytes.HasSuffix(content, []byte("\n")) {
		content = append(content, '\n')
	}
	changed = fmt.Appendf(bytes.Clone(content), "%s %s\n", name, hex.EncodeToString(hash[:]))
	_, err = parseTokens(changed)
	return changed, made, err
}
