package stripe_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/stripe"
	"github.com/makegood/makegood/refund"
)

// signature is Stripe's scheme v1 (docs.stripe.com/webhooks/signature), written out: HMAC-SHA256 of time, a dot and
// the body. The documentation prints a header, but neither body nor secret of it, so there is no vector to hold.
func signature(secret string, at time.Time, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
	return hex.EncodeToString(mac.Sum(nil))
}

func signed(value string) http.Header {
	header := http.Header{}
	if value != "" {
		header.Set("Stripe-Signature", value)
	}
	return header
}

func TestOnlyWhatStripeSignedAMomentAgoIsTaken(t *testing.T) {
	const body = `{"id":"evt_1","object":"event","type":"refund.updated"}`
	now := time.Now()
	header := func(secret string, at time.Time) string {
		return fmt.Sprintf("t=%d,v1=%s", at.Unix(), signature(secret, at, body))
	}
	for _, c := range []struct {
		name, header string
		taken        bool
	}{
		{"the secret", header("whsec_new", now), true},
		{"the one before it, while it is rotated", header("whsec_old", now), true},
		{"two signatures of which one is good", header("whsec_other", now) + ",v1=" + signature("whsec_new", now, body), true},
		{"four minutes old", header("whsec_new", now.Add(-4*time.Minute)), true},
		{"a secret that is not ours", header("whsec_other", now), false},
		{"six minutes old", header("whsec_new", now.Add(-6*time.Minute)), false},
		{"another time than was signed", fmt.Sprintf("t=%d,v1=%s", now.Unix()+1, signature("whsec_new", now, body)), false},
		{"another scheme alone", fmt.Sprintf("t=%d,v0=%s", now.Unix(), signature("whsec_new", now, body)), false},
		{"no time", "v1=" + signature("whsec_new", now, body), false},
		{"no signature", "", false},
		{"garbage", "hello", false},
	} {
		err := receiver("whsec_new", "whsec_old").Verify(signed(c.header), []byte(body))
		if c.taken && err != nil || !c.taken && !errors.Is(err, payment.ErrForged) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := receiver("whsec_new").Verify(signed(header("whsec_new", now)), []byte(body+" ")); !errors.Is(err, payment.ErrForged) {
		t.Errorf("another body: %v", err)
	}
	if err := receiver().Verify(signed(header("", now)), []byte(body)); !errors.Is(err, payment.ErrForged) {
		t.Errorf("without a secret nothing is taken: %v", err)
	}
}

// TestASecretThatCannotBeReadIsNoForgery: the notification may be good, and Stripe has to send it again.
func TestASecretThatCannotBeReadIsNoForgery(t *testing.T) {
	away := errors.New("the file is away")
	r := stripe.Receiver{Name: "stripe", Secrets: func() ([]string, error) { return nil, away }}
	if err := r.Verify(signed("t=1,v1=00"), nil); !errors.Is(err, away) || errors.Is(err, payment.ErrForged) {
		t.Errorf("got %v", err)
	}
}

const refundObject = `{"id":"re_1","object":"refund","amount":4500,"currency":"cny","status":"succeeded","payment_intent":"pi_1","metadata":{"makegood_key":"k1"}}`

func eventOf(kind, version, object string) []byte {
	return fmt.Appendf(nil, `{"id":"evt_1","object":"event","type":%q,"api_version":%q,"created":1700000000,"data":{"object":%s}}`, kind, version, object)
}

func TestARefundIsReadFromEveryEventAboutOne(t *testing.T) {
	for _, kind := range []string{"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"} {
		for _, version := range []string{"2020-08-27", "2025-09-30.clover", "2031-01-01.unheard-of"} {
			facts, err := receiver("s").Facts(eventOf(kind, version, refundObject))
			if err != nil || len(facts) != 1 || facts[0].Refund == nil {
				t.Fatalf("%s of %s: %+v, %v", kind, version, facts, err)
			}
			f := facts[0]
			if f.Reference != "pi_1" || f.Refund.Key != "k1" || f.Refund.AmountMinor != 4500 || f.Refund.Currency != "CNY" || f.Refund.Outcome.Kind != refund.OutcomeSettled {
				t.Errorf("%s of %s: %+v, %+v", kind, version, f, f.Refund)
			}
		}
	}
}

func TestAnEventAboutSomethingElseSaysNothing(t *testing.T) {
	for _, kind := range []string{"customer.created", "charge.succeeded", "a.new.kind"} {
		if facts, err := receiver("s").Facts(eventOf(kind, "2025-09-30.clover", `{"id":"x_1"}`)); err != nil || len(facts) != 0 {
			t.Errorf("%s: %+v, %v", kind, facts, err)
		}
	}
}

func TestWhatCannotBeReadIsSaidAndNotGuessed(t *testing.T) {
	for name, body := range map[string][]byte{
		"nothing":                         nil,
		"no JSON":                         []byte("<html>"),
		"no event":                        []byte("[]"),
		"an event about nothing":          []byte(`{"id":"evt_1","type":"refund.updated"}`),
		"a refund without an id":          eventOf("refund.updated", "v", `{"object":"refund"}`),
		"a refund that is a list":         eventOf("refund.updated", "v", `[]`),
		"a refund in no whole unit":       eventOf("refund.updated", "v", `{"id":"re_1","amount":1,"currency":"isk","status":"succeeded"}`),
		"a dispute in a state unheard of": eventOf("charge.dispute.updated", "v", `{"id":"dp_1","status":"new","amount":1,"currency":"cny"}`),
		"a dispute without an id":         eventOf("charge.dispute.updated", "v", `{"status":"won"}`),
	} {
		if facts, err := receiver("s").Facts(body); !errors.Is(err, payment.ErrUnreadable) || len(facts) != 0 {
			t.Errorf("%s: %+v, %v", name, facts, err)
		}
	}
}
