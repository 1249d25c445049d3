package wechatpay

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/makegood/makegood/payment/rsa256"
)

// clockSkewMax is how far the time of an answer or a notification may be from ours, against replays: what WeChat Pay's
// own library for Go takes (core/auth/validators).
const clockSkewMax = 5 * time.Minute

var (
	errUnsigned      = errors.New("it has no signature of WeChat Pay")
	errUnknownSerial = errors.New("it is signed by a key that is not known here")
	errOldKey        = errors.New("it is signed by a certificate whose time is over")
	errTime          = errors.New("its time is more than five minutes from ours")
)

// keyring has the keys that WeChat Pay signs with, by their number: those that are set, and those that were fetched.
// Several are valid at once while one is rotated.
type keyring struct {
	set func() (map[string]string, error)
	now func() time.Time

	mu        sync.Mutex
	fetched   map[string]string
	fetchedAt time.Time
}

func newKeyring(config Config) *keyring {
	set := config.PlatformKeys
	if set == nil {
		set = func() (map[string]string, error) { return nil, nil }
	}
	return &keyring{set: set, now: config.Now, fetched: map[string]string{}}
}

// keys are all that are known now.
func (k *keyring) keys() (map[string]string, error) {
	set, err := k.set()
	if err != nil {
		return nil, fmt.Errorf("wechatpay: the platform's keys: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	all := maps.Clone(k.fetched)
	maps.Copy(all, set)
	return all, nil
}

// asked is the key that answers shall be signed with: the newest public key that is set, empty where there is none.
// While a merchant moves from certificates to a public key, WeChat Pay signs answers with what the request names.
func (k *keyring) asked() string {
	set, err := k.set()
	if err != nil {
		return ""
	}
	ids := slices.DeleteFunc(slices.Collect(maps.Keys(set)), func(id string) bool { return !strings.HasPrefix(id, "PUB_KEY_ID_") })
	if len(ids) == 0 {
		return ""
	}
	return slices.Max(ids)
}

// verify holds what WeChat Pay sent to its signature by one of the keys, and to the time of it.
func verify(keys map[string]string, header http.Header, body []byte, now time.Time) error {
	signature, serial := header.Get("Wechatpay-Signature"), header.Get("Wechatpay-Serial")
	if signature == "" || serial == "" {
		return errUnsigned
	}
	text, known := keys[serial]
	if !known {
		return errUnknownSerial
	}
	key, err := rsa256.ParsePublicKey(text)
	if err != nil {
		return fmt.Errorf("the key %s: %w", serial, err)
	}
	if !key.Until.IsZero() && now.After(key.Until) {
		return errOldKey
	}
	at := header.Get("Wechatpay-Timestamp")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > clockSkewMax {
		return errTime
	}
	return key.Verify(lines(at, header.Get("Wechatpay-Nonce"), string(body)), signature)
}

// fetchSpacing is the least time between two questions for certificates: an unknown number must not make two calls
// of each.
const fetchSpacing = time.Minute

// mayFetch reports whether certificates may be asked for now, and notes that they are.
func (k *keyring) mayFetch() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := k.now(); k.fetchedAt.IsZero() || now.Sub(k.fetchedAt) >= fetchSpacing {
		k.fetchedAt = now
		return true
	}
	return false
}

func (k *keyring) keep(fetched map[string]string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.fetched = fetched
}

// proof is nil where an answer is WeChat Pay's, else why it proves nothing. An unknown key is asked for once.
func (a *Adapter) proof(ctx context.Context, header http.Header, body []byte) error {
	keys, err := a.ring.keys()
	if err != nil {
		return err
	}
	err = verify(keys, header, body, a.config.Now())
	if !errors.Is(err, errUnknownSerial) || !a.config.FetchCertificates || !a.ring.mayFetch() {
		return err
	}
	if fetchErr := a.FetchCertificates(ctx); fetchErr != nil {
		return fmt.Errorf("%w, and the certificates were not had: %w", err, fetchErr)
	}
	if keys, err = a.ring.keys(); err != nil {
		return err
	}
	return verify(keys, header, body, a.config.Now())
}

// PlatformKeys are the keys that are set and those that were fetched, by their number: what a Receiver verifies by.
func (a *Adapter) PlatformKeys() (map[string]string, error) { return a.ring.keys() }
