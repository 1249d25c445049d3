package identity

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// keyPrefix begins every key, so that one that was published by mistake can be found.
const keyPrefix = "mgk_"

// subjectPrefix begins the second word of a machine that has tokens of its issuer: the rest is their subject.
const subjectPrefix = "jwt:"

// Machines are the merchant's programs: by the hash of each key, and by the subject of their tokens. A key has 130 random
// bits or more, so that one hash is enough.
type Machines struct {
	keys     map[[sha256.Size]byte]api.Subject
	subjects map[string]api.Subject
}

// NewKey returns a new key, and its hash as a file of machines has it. The key itself is kept nowhere.
func NewKey() (key, hash string) {
	key = keyPrefix + rand.Text()
	return key, hashOf(key)
}

func hashOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// ParseMachines reads a file of machines: a line for each, with its name, the hash of its key (hex of SHA-256) or
// "jwt:" and the subject of its tokens, its scopes separated by commas, and how much it may ask for in a day (UTC), such
// as CNY=500000,USD=70000 in minor units. Without the last it may ask for nothing. Empty lines, and those that begin with
// #, are left out. A machine may have several keys while one takes the other's place; its limit is one, and each of its
// lines says it.
func ParseMachines(file string) (Machines, error) {
	m := Machines{keys: map[[sha256.Size]byte]api.Subject{}, subjects: map[string]api.Subject{}}
	lines := bufio.NewScanner(strings.NewReader(file))
	for number := 1; lines.Scan(); number++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if err := m.add(strings.Fields(text)); err != nil {
			return Machines{}, fmt.Errorf("line %d: %w", number, err)
		}
	}
	return m, lines.Err()
}

// machineFields are a name, what proves it, and scopes; the limits may follow.
const machineFields = 3

func (m Machines) add(fields []string) error {
	if len(fields) != machineFields && len(fields) != machineFields+1 {
		return fmt.Errorf("it has %d words, and a machine has a name, a key's hash or jwt:<subject>, scopes, and limits", len(fields))
	}
	scopes, err := parseScopes(fields[2])
	if err != nil {
		return err
	}
	limits := map[refund.Currency]int64{}
	if len(fields) > machineFields {
		if limits, err = parseLimits(fields[machineFields]); err != nil {
			return err
		}
	}
	s := api.Subject{
		ID: refund.SubjectID("machine:" + fields[0]), Name: refund.Person(fields[0]), Kind: api.Machine, Scopes: scopes, DayLimitMinor: limits,
	}
	if m.limitedOtherwise(s) {
		return fmt.Errorf("%s has other limits in an earlier line, and its limit is one", s.Name)
	}
	if subject, ok := strings.CutPrefix(fields[1], subjectPrefix); ok {
		return m.addSubject(subject, s)
	}
	return m.addKey(fields[1], s)
}

// limitedOtherwise reports whether an earlier line of the same machine has other limits.
func (m Machines) limitedOtherwise(s api.Subject) bool {
	for _, known := range []iter.Seq[api.Subject]{maps.Values(m.keys), maps.Values(m.subjects)} {
		for earlier := range known {
			if earlier.ID == s.ID && !maps.Equal(earlier.DayLimitMinor, s.DayLimitMinor) {
				return true
			}
		}
	}
	return false
}

func (m Machines) addSubject(subject string, s api.Subject) error {
	if _, twice := m.subjects[subject]; twice || subject == "" {
		return fmt.Errorf("the subject %q of %s is empty or there twice", subject, s.Name)
	}
	s.Verified = api.ByJWT
	m.subjects[subject] = s
	return nil
}

func (m Machines) addKey(word string, s api.Subject) error {
	raw, err := hex.DecodeString(word)
	if err != nil || len(raw) != sha256.Size {
		return fmt.Errorf("the second word is neither a SHA-256 in hex nor jwt:<subject>")
	}
	hash := [sha256.Size]byte(raw)
	if _, twice := m.keys[hash]; twice {
		return fmt.Errorf("the key of %s is there twice", s.Name)
	}
	s.Verified = api.ByKey
	m.keys[hash] = s
	return nil
}

func parseScopes(text string) (out []api.Scope, err error) {
	for word := range strings.SplitSeq(text, ",") {
		scope := api.Scope(word)
		if !slices.Contains(api.Scopes(), scope) {
			return nil, fmt.Errorf("scope %q is none of %v", word, api.Scopes())
		}
		out = append(out, scope)
	}
	return out, nil
}

func parseLimits(text string) (map[refund.Currency]int64, error) {
	out := map[refund.Currency]int64{}
	for part := range strings.SplitSeq(text, ",") {
		currency, amount, _ := strings.Cut(part, "=")
		minor, err := strconv.ParseInt(amount, 10, 64)
		if _, twice := out[refund.Currency(currency)]; err != nil || minor < 0 || !refund.Currency(currency).Valid() || twice {
			return nil, fmt.Errorf("limit %q is not a currency and minor units, as CNY=500000, each once", part)
		}
		out[refund.Currency(currency)] = minor
	}
	return out, nil
}

// ByKey is the machine that has a key; false: nobody has it.
func (m Machines) ByKey(key string) (api.Subject, bool) {
	found, ok := m.keys[sha256.Sum256([]byte(key))]
	return found, ok
}

// BySubject is the machine whose tokens have a subject; false: none is known.
func (m Machines) BySubject(subject string) (api.Subject, bool) {
	found, ok := m.subjects[subject]
	return found, ok
}
