// Package linetest has what tests of secured lines need: an authority that nobody else trusts, and its certificates.
package linetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Authority issues certificates for a test.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// validFor is longer than any test, and short for whoever should find such a certificate.
const validFor = 24 * time.Hour

// NewAuthority makes an authority that nobody else trusts.
func NewAuthority() (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	of := template("makegood tests")
	of.IsCA, of.BasicConstraintsValid, of.KeyUsage = true, true, x509.KeyUsageCertSign
	made, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	certificate, err := x509.ParseCertificate(made)
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	return &Authority{certificate: certificate, key: key}, nil
}

func template(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(validFor),
	}
}

// Issue makes a certificate for name, a host's address or a client's name, and its key (PKCS #8), both
// as PEM.
func (a *Authority) Issue(name string) (certificate, key []byte, err error) {
	return a.IssueUntil(name, time.Now().Add(validFor))
}

// IssueUntil is Issue with the moment from which the certificate is good no more.
func (a *Authority) IssueUntil(name string, until time.Time) (certificate, key []byte, err error) {
	made, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("certificate of %s: %w", name, err)
	}
	signed, err := x509.CreateCertificate(rand.Reader, leaf(name, until), a.certificate, made.Public(), a.key)
	if err != nil {
		return nil, nil, fmt.Errorf("certificate of %s: %w", name, err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(made)
	if err != nil {
		return nil, nil, fmt.Errorf("key of %s: %w", name, err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), nil
}

// leaf is a certificate for a server or a client.
func leaf(name string, until time.Time) *x509.Certificate {
	of := template(name)
	of.NotBefore, of.NotAfter = until.Add(-2*validFor), until
	of.KeyUsage = x509.KeyUsageDigitalSignature
	of.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	if ip := net.ParseIP(name); ip != nil {
		of.IPAddresses = []net.IP{ip}
	}
	return of
}

// PEM is the authority's own certificate.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

// Write writes the authority's own certificate into a file, and returns its path.
func (a *Authority) Write(t testing.TB) string {
	t.Helper()
	return File(t, "ca.pem", a.PEM())
}

// Files are a certificate and its key, as settings name them.
type Files struct{ Certificate, Key string }

// Pair issues a certificate for name into files of the test's own.
func (a *Authority) Pair(t testing.TB, name string) Files {
	t.Helper()
	return a.PairUntil(t, name, time.Now().Add(validFor))
}

// PairUntil is Pair with the moment from which the certificate is good no more.
func (a *Authority) PairUntil(t testing.TB, name string, until time.Time) Files {
	t.Helper()
	certificate, key, err := a.IssueUntil(name, until)
	if err != nil {
		t.Fatal(err)
	}
	return Files{Certificate: File(t, "cert.pem", certificate), Key: File(t, "key.pem", key)}
}

// Server is what a server of that name shows, by a certificate of the authority.
func (a *Authority) Server(t testing.TB, name string) *tls.Config {
	t.Helper()
	certificate, key, err := a.Issue(name)
	if err != nil {
		t.Fatal(err)
	}
	own, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}
}

// Pool trusts the authority, and nobody else.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// File writes a file of the test's own, and returns its path.
func File(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	Overwrite(t, path, content)
	return path
}

// Overwrite writes a file that a process under test may read at any moment.
func Overwrite(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Replace puts the content of one pair of files into another's: a rotation.
func (f Files) Replace(t testing.TB, by Files) {
	t.Helper()
	for from, to := range map[string]string{by.Certificate: f.Certificate, by.Key: f.Key} {
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		Overwrite(t, to, content)
	}
}

// New is NewAuthority for a test.
func New(t testing.TB) *Authority {
	t.Helper()
	a, err := NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	return a
}
