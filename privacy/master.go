package privacy

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Master wraps the keys of persons, so that who has the ledger's database, or a backup of it, has no key. A zero
// Master wraps nothing: keys are kept as they are.
type Master struct {
	// ring are the keys that open, the first of them is the one that wraps.
	ring []masterKey
}

type masterKey struct {
	id    string
	wraps cipher.AEAD
}

// plainPrefix and wrappedPrefix begin a secret as it is kept.
const (
	plainPrefix   = "plain:"
	wrappedPrefix = "wrapped:"
)

// ErrNoMaster: a key was wrapped by a master key that is not configured here.
var ErrNoMaster = errors.New("privacy: the master key that wrapped this key is not in the file of master keys")

// ParseMaster reads a file of master keys: a line each, `id base64-of-32-bytes`; empty lines and lines that begin
// with # are skipped. The first one wraps new keys, all of them open. An error quotes no key.
func ParseMaster(file string) (Master, error) {
	var m Master
	for i, line := range strings.Split(file, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		one, err := parseMasterKey(line)
		if err != nil {
			return Master{}, fmt.Errorf("line %d: %w", i+1, err)
		}
		m.ring = append(m.ring, one)
	}
	if len(m.ring) == 0 {
		return Master{}, errors.New("there is no key in the file of master keys")
	}
	return m, nil
}

func parseMasterKey(line string) (masterKey, error) {
	fields := strings.Fields(line)
	if len(fields) != 2 || strings.Contains(fields[0], ":") {
		return masterKey{}, errors.New("is not `id base64-of-32-bytes`")
	}
	secret, err := base64.StdEncoding.DecodeString(fields[1])
	if err != nil || len(secret) != secretBytes {
		return masterKey{}, fmt.Errorf("the key %q is not the base64 of %d bytes", fields[0], secretBytes)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return masterKey{}, err
	}
	wraps, err := cipher.NewGCM(block)
	return masterKey{id: fields[0], wraps: wraps}, err
}

// wrap is a secret as it is kept.
func (m Master) wrap(id string, secret []byte) (string, error) {
	if len(m.ring) == 0 {
		return plainPrefix + base64.RawStdEncoding.EncodeToString(secret), nil
	}
	by := m.ring[0]
	nonce := make([]byte, by.wraps.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	return wrappedPrefix + by.id + ":" + base64.RawStdEncoding.EncodeToString(by.wraps.Seal(nonce, nonce, secret, []byte(id))), nil
}

// unwrap is the secret of what is kept. A secret that was kept before there was a master key opens without one.
func (m Master) unwrap(id, kept string) ([]byte, error) {
	if raw, plain := strings.CutPrefix(kept, plainPrefix); plain {
		return base64.RawStdEncoding.DecodeString(raw)
	}
	rest, _ := strings.CutPrefix(kept, wrappedPrefix)
	by, encoded, _ := strings.Cut(rest, ":")
	raw, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, fmt.Errorf("privacy: key %s is not kept as a key: %w", id, err)
	}
	for _, one := range m.ring {
		if size := one.wraps.NonceSize(); one.id == by && len(raw) > size {
			return one.wraps.Open(nil, raw[:size], raw[size:], []byte(id))
		}
	}
	return nil, fmt.Errorf("%w: %q", ErrNoMaster, by)
}
