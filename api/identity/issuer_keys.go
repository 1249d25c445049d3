package identity

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// askedKeys are an issuer's keys for one token, which keep why they could not be read: go-oidc's verifier makes a text of
// it.
type askedKeys struct {
	oidc.KeySet
	away error
}

// VerifySignature implements oidc.KeySet. A token by an unknown key, for which the issuer is not asked once more, is
// refused: whoever sends many of them must not make it look away.
func (k *askedKeys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := k.KeySet.VerifySignature(ctx, token)
	if errors.Is(err, errTooOften) {
		return nil, errTooOften
	}
	if err != nil && (strings.HasPrefix(err.Error(), "fetching keys ") || ctx.Err() != nil) {
		k.away = err
	}
	return payload, err
}

// keySet are the issuer's keys. They are read anew for a token by a key that is not known, and after keysAgeMax.
func (i *issuer) keySet(ctx context.Context) (oidc.KeySet, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	now := i.Now()
	if i.keys != nil && now.Sub(i.readAt) < keysAgeMax {
		return i.keys, nil
	}
	client := &http.Client{Transport: patient{i}, Timeout: fetchTimeout, CheckRedirect: noRedirect}
	with := oidc.ClientContext(context.WithoutCancel(ctx), client)
	at := i.KeysURL
	if at == "" {
		asked, cancel := context.WithTimeout(with, fetchTimeout)
		defer cancel()
		found, err := oidc.NewProvider(asked, i.name)
		if err != nil {
			return nil, err
		}
		var document struct {
			Keys string `json:"jwks_uri"`
		}
		if err := found.Claims(&document); err != nil {
			return nil, err
		}
		at = document.Keys
	}
	if strings.HasPrefix(i.name, "https://") && !strings.HasPrefix(at, "https://") {
		return nil, errUnsecured
	}
	i.keys, i.readAt = oidc.NewRemoteKeySet(with, at), now
	return i.keys, nil
}

const (
	// fetchTimeout bounds one question to an issuer.
	fetchTimeout = 5 * time.Second
	// An issuer is asked at most triesMax times at once, and once more every tryEvery: a flood of forged tokens, each by
	// another key, is no flood of questions.
	triesMax = 5
	tryEvery = 5 * time.Second
)

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// tries are how often an issuer may be asked.
type tries struct {
	used int
	at   time.Time
}

// take uses one up; false: there is none left.
func (t *tries) take(now time.Time) bool {
	if again := int(now.Sub(t.at) / tryEvery); again > 0 {
		t.used, t.at = max(0, t.used-again), now
	}
	if t.used >= triesMax {
		return false
	}
	t.used++
	return true
}

var errUnsecured = errors.New("they would be read without TLS")

var errTooOften = errors.New("its key is not known, and its issuer was asked too often just now")

// patient asks an issuer, and not too often. Answers that are too long are cut.
type patient struct{ *issuer }

// RoundTrip implements http.RoundTripper.
func (p patient) RoundTrip(r *http.Request) (*http.Response, error) {
	p.triesMu.Lock()
	may := p.tries.take(p.Now())
	p.triesMu.Unlock()
	if !may {
		return nil, errTooOften
	}
	transport := p.Client.Transport
	if transport == nil {
		transport = http.DefaultTransport
	}
	answer, err := transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = http.MaxBytesReader(nil, answer.Body, answerBytesMax)
	return answer, nil
}

// answerBytesMax bounds a discovery document and a set of keys.
const answerBytesMax = 1 << 20
