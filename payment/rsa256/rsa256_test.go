package rsa256_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/payment/rsa256"
)

// The vector is WeChat Pay's own, of its library for Go: github.com/wechatpay-apiv3/wechatpay-go,
// core/auth/signers/sha256withrsa_signer_test.go (key and signature) and
// core/auth/verifiers/sha256withrsa_verifier_test.go (certificate). Alipay publishes none with its private key;
// RSA2 is the same algorithm.
const (
	publishedMessage   = "source"
	publishedSignature = "BKyAfU4iMCuvXMXS0Wzam3V/cnxZ+JaqigPM5OhljS2iOT95OO6Fsuml2JkFANJU9K6q9bLlDhPXuoVz+pp4hAm6" +
		"pHU4ld815U4jsKu1RkyaII+1CYBUYC8TK0XtJ8FwUXXz8vZHh58rrAVN1XwNyvD1vfpxrMT4SL536GLwvpUHlCqIMzoZUguLli/K8V29QiOh" +
		"uH6IEqLNJn8e9b3nwNcQ7be3CzYGpDAKBfDGPCqCv8Rw5zndhlffk2FEA70G4hvMwe51qMN/RAJbknXG23bSlObuTCN7Ndj1aJGH6/L+hdwf" +
		"LpUtJm4QYVazzW7DFD27EpSQEqA8bX9+8m1rLg=="
)

// published is a file of testdata; its private key is not labelled as one.
func published(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "TESTING KEY", "PRIVATE KEY")
}

func TestASignatureIsThePublishedOne(t *testing.T) {
	key, err := rsa256.ParsePrivateKey(published(t, "wechatpay-go-key.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := rsa256.Sign(key, []byte(publishedMessage)); err != nil || got != publishedSignature {
		t.Errorf("signed as %s, %v", got, err)
	}
}

func TestThePublishedSignatureVerifiesAndAnythingElseDoesNot(t *testing.T) {
	key, err := rsa256.ParsePublicKey(published(t, "wechatpay-go-certificate.pem"))
	if err != nil || key.Until.Year() != 2031 {
		t.Fatalf("got %v, %v", key.Until, err)
	}
	for _, c := range []struct {
		name, message, signature string
		want                     error
	}{
		{"the published one", publishedMessage, publishedSignature, nil},
		{"another message", "wrong source", publishedSignature, rsa256.ErrSignature},
		{"no base64", publishedMessage, "%%", rsa256.ErrSignature},
		{"none", publishedMessage, "", rsa256.ErrSignature},
	} {
		if got := key.Verify([]byte(c.message), c.signature); !errors.Is(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAKeyIsReadInEveryFormItIsHandedOutIn(t *testing.T) {
	key, err := rsa256.ParsePrivateKey(published(t, "wechatpay-go-key.txt"))
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pkix, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"PKCS #1 in PEM": block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), "PKCS #8 in PEM": block("PRIVATE KEY", pkcs8),
		"bare PKCS #1": base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(key)),
		"bare PKCS #8": base64.StdEncoding.EncodeToString(pkcs8) + "\n",
	} {
		if got, err := rsa256.ParsePrivateKey(text); err != nil || !got.Equal(key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, text := range map[string]string{
		"a public key in PEM": block("PUBLIC KEY", pkix), "a bare public key": base64.StdEncoding.EncodeToString(pkix),
		"a certificate": published(t, "wechatpay-go-certificate.pem"),
	} {
		if got, err := rsa256.ParsePublicKey(text); err != nil || !got.RSA.Equal(&key.PublicKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsNoKeyIsRefusedWithoutAByteOfIt(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ofCurve, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing": "", "words": "secret words that are no key", "base64 of something": "c2VjcmV0IHdvcmRz",
		"1024 bits": block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(small)), "another kind": block("PRIVATE KEY", ofCurve),
	} {
		_, private := rsa256.ParsePrivateKey(text)
		_, public := rsa256.ParsePublicKey(text)
		if private != rsa256.ErrKey || public != rsa256.ErrKey { // the very errors: nothing is wrapped into them
			t.Errorf("%s: got %v and %v", name, private, public)
		}
	}
}

func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
