package standardwebhooks_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/messaging/standardwebhooks"
)

// The vector that the specification's own libraries are tested with (github.com/standard-webhooks/standard-webhooks,
// libraries/go/webhook_test.go, TestWebhookSign, and webhook_symmetric_test.go since; the same in its other languages).
// It is the only one that is published with its result.
const (
	vectorSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorTimestamp = 1614265330
	vectorBody      = `{"test": 2432232314}`
	vectorSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

// foreignSignature is of another secret: the one that the specification's libraries take for an invalid signature.
const foreignSignature = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="

const otherSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

func secrets(t *testing.T, lines ...string) []standardwebhooks.Secret {
	t.Helper()
	out, err := standardwebhooks.ParseSecrets(strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func vector(t *testing.T, by ...string) http.Header {
	header := http.Header{}
	standardwebhooks.Sign(header, secrets(t, by...), vectorID, []byte(vectorBody), time.Unix(vectorTimestamp, 0))
	return header
}

func TestThePublishedVectorIsSigned(t *testing.T) {
	header := vector(t, vectorSecret)
	for name, want := range map[string]string{
		"Webhook-Id": vectorID, "Webhook-Timestamp": fmt.Sprint(vectorTimestamp), "Webhook-Signature": vectorSignature,
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// TestWhatAReceiverBelieves has the cases of the specification's own libraries, and some of ours.
func TestWhatAReceiverBelieves(t *testing.T) {
	at := time.Unix(vectorTimestamp, 0)
	for name, c := range map[string]struct {
		change func(http.Header)
		body   string
		by     string
		now    time.Time
		want   error
	}{
		"a valid signature":       {},
		"a missing id":            {change: func(h http.Header) { h.Del("webhook-id") }, want: standardwebhooks.ErrBadSignature},
		"a missing timestamp":     {change: func(h http.Header) { h.Del("webhook-timestamp") }, want: standardwebhooks.ErrBadSignature},
		"a missing signature":     {change: func(h http.Header) { h.Del("webhook-signature") }, want: standardwebhooks.ErrBadSignature},
		"a partial signature":     {change: func(h http.Header) { h.Set("webhook-signature", "v1,") }, want: standardwebhooks.ErrBadSignature},
		"an invalid signature":    {change: func(h http.Header) { h.Set("webhook-signature", foreignSignature) }, want: standardwebhooks.ErrBadSignature},
		"an old timestamp":        {now: at.Add(standardwebhooks.Tolerance + time.Second), want: standardwebhooks.ErrStale},
		"a timestamp of tomorrow": {now: at.Add(-standardwebhooks.Tolerance - time.Second), want: standardwebhooks.ErrStale},
		"a changed timestamp":     {change: func(h http.Header) { h.Set("webhook-timestamp", "1614265331") }, want: standardwebhooks.ErrBadSignature},
		"a changed id":            {change: func(h http.Header) { h.Set("webhook-id", "msg_other") }, want: standardwebhooks.ErrBadSignature},
		"a changed body":          {body: `{"test": 2432232315}`, want: standardwebhooks.ErrBadSignature},
		"another secret":          {by: otherSecret, want: standardwebhooks.ErrBadSignature},
		"several signatures, one of them valid": {change: func(h http.Header) {
			h.Set("webhook-signature", strings.Join([]string{foreignSignature, strings.Replace(foreignSignature, "v1", "v2", 1), vectorSignature, foreignSignature}, " "))
		}},
		"the right digest under another scheme": {change: func(h http.Header) {
			h.Set("webhook-signature", strings.Replace(vectorSignature, "v1,", "v1a,", 1))
		}, want: standardwebhooks.ErrBadSignature},
	} {
		header, body, by, now := vector(t, vectorSecret), vectorBody, vectorSecret, at
		if c.change != nil {
			c.change(header)
		}
		if c.body != "" {
			body = c.body
		}
		if c.by != "" {
			by = c.by
		}
		if !c.now.IsZero() {
			now = c.now
		}
		if err := standardwebhooks.Verify(secrets(t, by), header, []byte(body), now, standardwebhooks.Tolerance); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestWhileASecretIsRotatedBothSignAndEitherIsEnough(t *testing.T) {
	header := vector(t, vectorSecret, otherSecret)
	if first, second, both := strings.Cut(header.Get("webhook-signature"), " "); !both || first != vectorSignature || !strings.HasPrefix(second, "v1,") || second == first {
		t.Errorf("signed %q", header.Get("webhook-signature"))
	}
	for _, known := range []string{vectorSecret, otherSecret} {
		if err := standardwebhooks.Verify(secrets(t, known), header, []byte(vectorBody), time.Unix(vectorTimestamp, 0), 0); err != nil {
			t.Errorf("a receiver that knows one of them: %v", err)
		}
	}
}

func TestASecretIsReadStrictlyAndShownNowhere(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":         "\n \n",
		"no prefix":       "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
		"no base64":       "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!",
		"23 bytes":        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaQ=",
		"65 bytes":        "whsec_" + strings.Repeat("AAAA", 21) + "AAA=",
		"one bad line":    vectorSecret + "\nwhsec_AAAA",
		"nine":            strings.Repeat(vectorSecret+"\n", 9),
		"a public key":    "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
		"a space between": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZ Io2LaLaSw",
	} {
		out, err := standardwebhooks.ParseSecrets(text)
		if err == nil || strings.Contains(err.Error(), "MfKQ9") {
			t.Errorf("%s: %d secrets, %v", name, len(out), err)
		}
	}
	if shown := fmt.Sprintf("%v %+v %#v %s", secrets(t, vectorSecret), secrets(t, vectorSecret), secrets(t, vectorSecret), secrets(t, vectorSecret)); strings.Contains(shown, "49") {
		t.Errorf("a secret is shown as %s", shown)
	}
	if got := secrets(t, "", vectorSecret+"\r", "", otherSecret); len(got) != 2 {
		t.Errorf("%d secrets of two lines", len(got))
	}
}

func TestAnIDIsDerivedAndFitForAHeader(t *testing.T) {
	first, again, other := standardwebhooks.ID("evt", "refund/a.b/订单/c#sent"), standardwebhooks.ID("evt", "refund/a.b/订单/c#sent"), standardwebhooks.ID("evt", "refund/a.b/订单/c#refunded")
	if first != again || first == other || len(first) != len("evt_")+32 || strings.ContainsAny(first, ". ") {
		t.Errorf("%q, %q, %q", first, again, other)
	}
}
