package paypal

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/crc32"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

const (
	// signedAgoMax is how old a transmission may be: PayPal repeats one for three days. clockSkewMax is how far ahead
	// its clock may be.
	signedAgoMax = 4 * day
	clockSkewMax = 5 * time.Minute
)

// ReceiverConfig is what a Receiver is made from.
type ReceiverConfig struct {
	// WebhookIDs return the ids of the webhooks that PayPal sends here; a signature is about one of them.
	WebhookIDs func() ([]string, error)
	// Name is the provider as payments name it; Account the account it is about.
	Name    string
	Account string
	// HTTPClient downloads certificates, by its transport; nil: one of its own.
	HTTPClient *http.Client
	// Roots, where given, are what a certificate has to chain to. Without them it is trusted because it was
	// downloaded from paypal.com.
	Roots *x509.CertPool
	// Now is the clock; nil: the machine's.
	Now func() time.Time
}

// Receiver reads PayPal's notifications. It calls paypal.com for a certificate it does not have, and nobody else. It
// is safe for concurrent use.
type Receiver struct {
	config ReceiverConfig
	http   *http.Client

	mu           sync.Mutex
	certificates map[string]*x509.Certificate
}

var _ payment.Receiver = (*Receiver)(nil)

// NewReceiver checks the configuration; it calls nobody.
func NewReceiver(config ReceiverConfig) (*Receiver, error) {
	if config.WebhookIDs == nil || config.Name == "" {
		return nil, errors.New("paypal receiver: it needs webhook ids and the provider's name")
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Receiver{config: config, http: wire.NewClient(config.HTTPClient, nil), certificates: map[string]*x509.Certificate{}}, nil
}

// transmission is what the headers of a notification say.
type transmission struct {
	id, time, certificate string
	signature             []byte
}

// Verify implements payment.Receiver: SHA256withRSA over transmission id, its time, the webhook's id and the body's
// CRC-32 (developer.paypal.com/api/rest/webhooks/rest). An error that is not ErrForged says that it could not be
// verified now; PayPal sends it again. A CRC-32 does not protect a body from one who has seen a signature of ours, so
// TLS has to.
func (r *Receiver) Verify(header http.Header, body []byte) error {
	ids, err := r.config.WebhookIDs()
	if err != nil {
		return fmt.Errorf("paypal: the webhook ids: %w", err)
	}
	t, err := r.transmission(header)
	if err != nil {
		return fmt.Errorf("%w: %w", payment.ErrForged, err)
	}
	key, err := r.publicKey(t.certificate)
	if err != nil {
		return err
	}
	for _, id := range ids {
		sum := sha256.Sum256([]byte(signedText(t.id, t.time, id, body)))
		if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], t.signature) == nil {
			return nil
		}
	}
	return fmt.Errorf("%w: the signature is of something else", payment.ErrForged)
}

// signedText is what PayPal signs.
func signedText(id, at, webhookID string, body []byte) string {
	return fmt.Sprintf("%s|%s|%s|%d", id, at, webhookID, crc32.ChecksumIEEE(body))
}

func (r *Receiver) transmission(header http.Header) (transmission, error) {
	t := transmission{
		id: header.Get("PayPal-Transmission-Id"), time: header.Get("PayPal-Transmission-Time"), certificate: header.Get("PayPal-Cert-Url"),
	}
	if algorithm := header.Get("PayPal-Auth-Algo"); t.id == "" || !strings.EqualFold(algorithm, "SHA256withRSA") {
		return t, errors.New("no transmission signed with SHA256withRSA")
	}
	at, err := time.Parse(time.RFC3339, t.time)
	if now := r.config.Now(); err != nil || now.Sub(at) > signedAgoMax || at.Sub(now) > clockSkewMax {
		return t, fmt.Errorf("the transmission's time %q is not now", wire.Clipped(t.time))
	}
	if !fromPayPal(t.certificate) {
		return t, errors.New("the certificate is not at paypal.com")
	}
	t.signature, err = base64.StdEncoding.DecodeString(header.Get("PayPal-Transmission-Sig"))
	return t, err
}
