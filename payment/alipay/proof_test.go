package alipay_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/makegood/makegood/payment/alipay"
	"github.com/makegood/makegood/payment/alipay/alipaytest"
	"github.com/makegood/makegood/refund"
)

// wantNoProof wants that neither question is answered.
func wantNoProof(t *testing.T, a *alipay.Adapter, why string) {
	t.Helper()
	if got, err := a.Lookup(t.Context(), instruction("k1")); err != nil || got.Absent || got.Outcome.Kind != refund.OutcomeUnknown {
		t.Errorf("%s: a look-up is %+v, %v; want unknown", why, got, err)
	}
	if got, err := a.Refund(t.Context(), instruction("k1")); err != nil || got.Kind != refund.OutcomeUnknown {
		t.Errorf("%s: a refund is %+v, %v; want unknown", why, got, err)
	}
}

func TestOnlyASignedAnswerIsAProof(t *testing.T) {
	unsigned := alipaytest.New(t)
	unsigned.Unsign()
	wantNoProof(t, adapterOf(t, unsigned, alipay.Config{}), "no signature")
	server := alipaytest.New(t)
	wantNoProof(t, adapterOf(t, server, alipay.Config{AlipayKeys: keys(alipaytest.NextPublicKey)}), "another key")
	wantNoProof(t, adapterOf(t, server, alipay.Config{AlipayKeys: keys()}), "no key")
	server.SignWith(alipaytest.Certificate)
	wantNoProof(t, adapterOf(t, server, alipay.Config{AlipayKeys: keys(alipaytest.PublicKey)}), "a certificate that is not known")
	changed := &http.Client{Transport: changing{`"code":"10000"`, `"code":"10000" `}}
	server.SignWith(alipaytest.PublicKey)
	wantNoProof(t, adapterOf(t, server, alipay.Config{HTTPClient: changed}), "a blank more in what was signed")
}

// changing changes answers on their way.
type changing struct{ from, to string }

// RoundTrip implements http.RoundTripper.
func (c changing) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(bytes.ReplaceAll(body, []byte(c.from), []byte(c.to))))
	resp.ContentLength = -1
	return resp, nil
}

func TestSeveralKeysAreValidAtOnceWhileOneIsRotated(t *testing.T) {
	server := alipaytest.New(t)
	a := adapterOf(t, server, alipay.Config{AlipayKeys: keys(alipaytest.NextPublicKey, alipaytest.PublicKey, alipaytest.Certificate)})
	for _, by := range []int{alipaytest.PublicKey, alipaytest.NextPublicKey, alipaytest.Certificate} {
		server.SignWith(by)
		if got, err := a.Lookup(t.Context(), instruction("k1")); err != nil || !got.Absent {
			t.Errorf("signed with %d: got %+v, %v; want absent", by, got, err)
		}
	}
}

func TestTheModeWithCertificatesNamesThem(t *testing.T) {
	server := alipaytest.New(t)
	server.SignWith(alipaytest.Certificate)
	a := adapterOf(t, server, alipay.Config{
		AlipayKeys: keys(alipaytest.Certificate),
		Signer: func() (alipay.Signer, error) {
			return alipay.Signer{PrivateKey: alipaytest.PrivateKey(), AppCertificate: alipaytest.AppCertificate(), RootCertificates: alipaytest.AppCertificate()}, nil
		},
	})
	if got, err := a.Lookup(t.Context(), instruction("k1")); err != nil || !got.Absent {
		t.Fatalf("got %+v, %v; want absent", got, err)
	}
	asked := server.Requests()[0].Parameters
	if len(asked["app_cert_sn"]) != 32 || asked["alipay_root_cert_sn"] != asked["app_cert_sn"] {
		t.Errorf("named are %q and %q", asked["app_cert_sn"], asked["alipay_root_cert_sn"])
	}
}

func TestNothingSecretIsInAnyWordOrAddress(t *testing.T) {
	server := alipaytest.New(t)
	const secret = "hunter2hunter2"
	var said []string
	for _, config := range []alipay.Config{
		{Signer: func() (alipay.Signer, error) { return alipay.Signer{PrivateKey: secret}, nil }},
		{Signer: func() (alipay.Signer, error) {
			return alipay.Signer{PrivateKey: alipaytest.PrivateKey(), AppCertificate: secret}, nil
		}},
		{Signer: func() (alipay.Signer, error) { return alipay.Signer{}, errors.New("the file is not there") }},
		{AppAuthToken: func(string) (string, error) { return secret, nil }, GatewayURL: closedAddress()},
	} {
		a := adapterOf(t, server, config)
		sent, err := a.Refund(t.Context(), instruction("k1"))
		if err != nil || sent.Kind != refund.OutcomeNotSent {
			t.Errorf("sent as %+v, %v; want not sent", sent, err)
		}
		found, err := a.Lookup(t.Context(), instruction("k1"))
		if err != nil || found.Outcome.Kind != refund.OutcomeUnknown {
			t.Errorf("found as %+v, %v; want unknown", found, err)
		}
		said = append(said, sent.Reason, found.Outcome.Reason)
	}
	acting := adapterOf(t, server, alipay.Config{AppAuthToken: func(account string) (string, error) { return secret + account, nil }})
	if got, err := acting.Lookup(t.Context(), instruction("k1")); err != nil || !got.Absent {
		t.Fatalf("got %+v, %v", got, err)
	}
	asked := server.Requests()[0]
	if asked.Parameters["app_auth_token"] != secret+"acct_1" {
		t.Errorf("the token is %q", asked.Parameters["app_auth_token"])
	}
	for _, word := range append(said, asked.URI) {
		if word == "" || strings.Contains(word, "hunter2") {
			t.Errorf("said %q", word)
		}
	}
}
