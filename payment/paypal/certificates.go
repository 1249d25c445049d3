package paypal

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

const (
	// certificateTimeout bounds the download of a certificate, certificatesMax how many are kept.
	certificateTimeout = 5 * time.Second
	certificatesMax    = 16
	certificatesPath   = "/v1/notifications/certs/"
)

// fromPayPal reports whether an address is one of PayPal's certificates, and of nobody else's server.
func fromPayPal(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.User == nil && u.Port() == "" && u.RawQuery == "" && u.Fragment == "" &&
		isPayPal(u.Hostname()) && strings.HasPrefix(u.Path, certificatesPath) && !strings.Contains(u.Path, "..")
}

func isPayPal(host string) bool {
	host = strings.ToLower(host)
	return host == "paypal.com" || strings.HasSuffix(host, ".paypal.com")
}

// publicKey is a certificate's key, from the ones that are kept or from PayPal.
func (r *Receiver) publicKey(address string) (*rsa.PublicKey, error) {
	r.mu.Lock()
	c := r.certificates[address]
	r.mu.Unlock()
	if c == nil {
		chain, err := r.download(address)
		if err != nil {
			return nil, fmt.Errorf("paypal: the certificate %s: %w", wire.Clipped(address), err)
		}
		if err := r.trusted(chain); err != nil {
			return nil, fmt.Errorf("%w: the certificate: %w", payment.ErrForged, err)
		}
		c = chain[0]
		r.keep(address, c)
	}
	if now := r.config.Now(); now.Before(c.NotBefore) || now.After(c.NotAfter) {
		return nil, fmt.Errorf("%w: the certificate is not valid now", payment.ErrForged)
	}
	return c.PublicKey.(*rsa.PublicKey), nil
}

// keep holds a bounded number of certificates: any of them can be downloaded again.
func (r *Receiver) keep(address string, c *x509.Certificate) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.certificates) >= certificatesMax {
		clear(r.certificates)
	}
	r.certificates[address] = c
}

func (r *Receiver) download(address string) ([]*x509.Certificate, error) {
	ctx, cancel := context.WithTimeout(context.Background(), certificateTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	reply, silent := wire.Send(r.http, req)
	if silent != nil {
		return nil, silent
	}
	if reply.Status != http.StatusOK {
		return nil, fmt.Errorf("HTTP %d", reply.Status)
	}
	return parseChain(reply.Body)
}

// parseChain reads a certificate and those that may have signed it.
func parseChain(text []byte) ([]*x509.Certificate, error) {
	var chain []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		chain = append(chain, c)
	}
	if len(chain) == 0 {
		return nil, errors.New("no certificate in it")
	}
	return chain, nil
}

// trusted holds a certificate to paypal.com, to RSA and to the roots, where those are given.
func (r *Receiver) trusted(chain []*x509.Certificate) error {
	leaf := chain[0]
	if _, isRSA := leaf.PublicKey.(*rsa.PublicKey); !isRSA {
		return errors.New("its key is not RSA")
	}
	if !slices.ContainsFunc(append(slices.Clone(leaf.DNSNames), leaf.Subject.CommonName), isPayPal) {
		return errors.New("it names nobody at paypal.com")
	}
	if r.config.Roots == nil {
		return nil
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: r.config.Roots, Intermediates: between, CurrentTime: r.config.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err
}
