package wechatpay_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wechatpay"
	"github.com/makegood/makegood/payment/wechatpay/wechatpaytest"
	"github.com/makegood/makegood/refund"
)

func TestOnlyASignedAnswerIsAProof(t *testing.T) {
	server := wechatpaytest.New(t)
	a := adapterOf(t, server, wechatpay.Config{})
	for name, by := range map[string]string{"no signature": "", "a key that is not known": wechatpaytest.NextCertificate} {
		server.SignWith(by)
		if got, err := a.Lookup(t.Context(), instruction("k1")); err != nil || got.Absent || got.Outcome.Kind != refund.OutcomeUnknown {
			t.Errorf("%s: a look-up that found nothing is %+v, %v; want unknown", name, got, err)
		}
		if got, err := a.Refund(t.Context(), instruction("k1")); err != nil || got.Kind != refund.OutcomeNotSent {
			t.Errorf("%s: without a signed order nothing is asked: got %+v, %v", name, got, err)
		}
	}
	if minor, _ := server.Moved(reference); minor != 0 {
		t.Errorf("moved %d", minor)
	}
}

func TestAnUnsignedAnswerToARefundIsUnknown(t *testing.T) {
	server := wechatpaytest.New(t)
	a := adapterOf(t, server, wechatpay.Config{})
	server.UnsignAfter(1) // the order is signed, the refund is not
	if got, err := a.Refund(t.Context(), instruction("k1")); err != nil || got.Kind != refund.OutcomeUnknown {
		t.Errorf("got %+v, %v; want unknown", got, err)
	}
	if minor, _ := server.Moved(reference); minor != 4500 {
		t.Errorf("moved %d: the refund was made, only its answer proves nothing", minor)
	}
}

func TestAnAnswerOfAnotherTimeIsNoProof(t *testing.T) {
	server := wechatpaytest.New(t)
	late := func() time.Time { return time.Now().Add(6 * time.Minute) }
	got, err := adapterOf(t, server, wechatpay.Config{Now: late}).Lookup(t.Context(), instruction("k1"))
	if err != nil || got.Absent || got.Outcome.Kind != refund.OutcomeUnknown {
		t.Errorf("got %+v, %v; want unknown", got, err)
	}
}

func TestSeveralKeysAreValidAtOnceWhileOneIsRotated(t *testing.T) {
	server := wechatpaytest.New(t)
	a := adapterOf(t, server, wechatpay.Config{
		PlatformKeys: keys(wechatpaytest.Certificate, wechatpaytest.NextCertificate, wechatpaytest.PublicKeyID),
	})
	for _, by := range []string{wechatpaytest.Certificate, wechatpaytest.NextCertificate, wechatpaytest.PublicKeyID} {
		server.SignWith(by)
		if got, err := a.Lookup(t.Context(), instruction("k1")); err != nil || !got.Absent {
			t.Errorf("signed with %s: got %+v, %v; want absent", by, got, err)
		}
	}
	if asked := server.Requests()[0].Header.Get("Wechatpay-Serial"); asked != wechatpaytest.PublicKeyID {
		t.Errorf("a signature by %q was asked for, want by the public key", asked)
	}
}

func TestAKeyThatIsNotKnownIsFetchedOnce(t *testing.T) {
	server := wechatpaytest.New(t)
	a := adapterOf(t, server, wechatpay.Config{FetchCertificates: true, APIv3Keys: apiV3Keys})
	for _, by := range []string{wechatpaytest.Certificate, wechatpaytest.NextCertificate} {
		server.SignWith(by)
		if got, err := a.Lookup(t.Context(), instruction("k1")); err != nil || !got.Absent {
			t.Errorf("signed with %s: got %+v, %v; want absent", by, got, err)
		}
	}
	server.SignWith(wechatpaytest.PublicKeyID)
	for range 2 {
		if got, err := a.Lookup(t.Context(), instruction("k1")); err != nil || got.Outcome.Kind != refund.OutcomeUnknown {
			t.Errorf("a key that is no certificate: got %+v, %v; want unknown", got, err)
		}
	}
	fetched := 0
	for _, r := range server.Requests() {
		if r.URI == "/v3/certificates" {
			fetched++
		}
	}
	if fetched != 1 {
		t.Errorf("certificates were asked for %d times, want once", fetched)
	}
	if known, err := a.PlatformKeys(); err != nil || len(known) != 2 {
		t.Errorf("known are %d keys, %v; want the two that were fetched", len(known), err)
	}
}

func TestAReceiverVerifiesByWhatAnAdapterHasFetched(t *testing.T) {
	server := wechatpaytest.New(t)
	a := adapterOf(t, server, wechatpay.Config{FetchCertificates: true, APIv3Keys: apiV3Keys})
	r := receiverOf(server)
	r.PlatformKeys = a.PlatformKeys
	n := server.Notification(t, "EV-1", "REFUND.SUCCESS", map[string]any{"refund_id": "5030"})
	if err := r.Verify(n.Header, n.Body); !errors.Is(err, payment.ErrForged) {
		t.Errorf("before: got %v, want ErrForged", err)
	}
	if err := a.FetchCertificates(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := r.Verify(n.Header, n.Body); err != nil {
		t.Errorf("after: %v", err)
	}
	if err := adapterOf(t, server, wechatpay.Config{}).FetchCertificates(t.Context()); err == nil {
		t.Error("without an APIv3 key: no error")
	}
}

func TestCertificatesThatTheAPIv3KeyDoesNotOpenAreNotKept(t *testing.T) {
	server := wechatpaytest.New(t)
	other := func() ([]string, error) { return []string{strings.Repeat("x", 32)}, nil }
	a := adapterOf(t, server, wechatpay.Config{FetchCertificates: true, APIv3Keys: other})
	if got, err := a.Lookup(t.Context(), instruction("k1")); err != nil || got.Absent || got.Outcome.Kind != refund.OutcomeUnknown {
		t.Errorf("got %+v, %v; want unknown", got, err)
	}
	if known, err := a.PlatformKeys(); err != nil || len(known) != 0 {
		t.Errorf("known are %v, %v", known, err)
	}
}

func TestNothingSecretIsInAnyWord(t *testing.T) {
	server := wechatpaytest.New(t)
	const secret = "hunter2hunter2hunter2hunter2hunt"
	var said []string
	for _, config := range []wechatpay.Config{
		{Signer: func() (wechatpay.Signer, error) { return wechatpay.Signer{SerialNumber: "1", PrivateKey: secret}, nil }},
		{PlatformKeys: func() (map[string]string, error) { return map[string]string{wechatpaytest.Certificate: secret}, nil }},
		{FetchCertificates: true, APIv3Keys: func() ([]string, error) { return []string{secret}, nil }},
		{FetchCertificates: true, APIv3Keys: func() ([]string, error) { return []string{secret + "x"}, nil }},
		{Signer: func() (wechatpay.Signer, error) { return wechatpay.Signer{}, errors.New("the file is not there") }},
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
	for _, word := range said {
		if word == "" || strings.Contains(word, "hunter2") {
			t.Errorf("said %q", word)
		}
	}
}
