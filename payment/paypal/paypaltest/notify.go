package paypaltest

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"hash/crc32"
	"io"
	"math/big"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// WebhookID is the webhook the server notifies; CertURL is where its certificate lies.
const (
	WebhookID = "4JH86294D6297924G"
	CertURL   = "https://api.paypal.com/v1/notifications/certs/CERT-paypaltest"
)

type dispute struct {
	stage refund.DisputeStage
	at    time.Time
}

// signer is a certificate at paypal.com and its key.
type signer struct {
	key  *rsa.PrivateKey
	cert *x509.Certificate
	pem  []byte
}

// theKey is one for all tests: making one is slow.
var theKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func newSigner(t *testing.T) signer {
	t.Helper()
	key, err := theKey()
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "messageverificationcerts.paypal.com"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return signer{key: key, cert: cert, pem: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

// Certificates answers for paypal.com with the server's certificate, and counts how often it is asked.
type Certificates struct {
	mu    sync.Mutex
	pem   []byte
	asked int
}

// Certificates is the server's.
func (s *Server) Certificates() *Certificates { return &Certificates{pem: s.signer.pem} }

// Root is what the server's certificate chains to.
func (s *Server) Root() *x509.Certificate { return s.signer.cert }

// Asked counts downloads.
func (c *Certificates) Asked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked
}

// RoundTrip implements http.RoundTripper.
func (c *Certificates) RoundTrip(req *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	status, body := http.StatusNotFound, []byte("no such certificate")
	if req.URL.String() == CertURL {
		status, body = http.StatusOK, c.pem
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), Request: req}, nil
}

// Notifications are the events of a payment, each signed now.
func (s *Server) Notifications(t *testing.T, reference string) []paymenttest.Notification {
	t.Helper()
	var all []paymenttest.Notification
	for i, k := range s.Told(reference) {
		if isRefund(k) {
			all = append(all, s.Sign(t, event(fmt.Sprintf("WH-%d", i), types[k.Outcome.Kind], object(k), k.ChangedAt)))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, d := range s.disputes[reference] {
		all = append(all, s.Sign(t, event(fmt.Sprintf("WH-D%d", i), "CUSTOMER.DISPUTE.UPDATED", s.object(reference, d), d.at)))
	}
	return all
}

var types = map[refund.OutcomeKind]string{
	refund.OutcomeSettled: "PAYMENT.CAPTURE.REFUNDED", refund.OutcomePending: "PAYMENT.REFUND.PENDING", refund.OutcomeFailed: "PAYMENT.REFUND.FAILED",
}

// Dispute brings the dispute of a payment to a stage.
func (s *Server) Dispute(_ *testing.T, reference string, stage refund.DisputeStage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disputes[reference] = append(slices.Clone(s.disputes[reference]), dispute{stage, s.Time()})
}

func (s *Server) object(reference string, d dispute) map[string]any {
	o := map[string]any{
		"dispute_id": "PP-D-1", "status": "UNDER_REVIEW", "dispute_life_cycle_stage": "CHARGEBACK", "reason": "UNAUTHORISED",
		"dispute_amount": amount(4500, s.Currency), "disputed_transactions": []map[string]any{{"seller_transaction_id": reference}},
		"update_time": d.at.Format(time.RFC3339Nano), "seller_response_due_date": d.at.Add(7 * 24 * time.Hour).Format(time.RFC3339),
	}
	switch d.stage {
	case refund.DisputeInquiry:
		o["dispute_life_cycle_stage"] = "INQUIRY"
	case refund.DisputeOpened:
	case refund.DisputeWon:
		o["status"], o["dispute_outcome"] = "RESOLVED", map[string]any{"outcome_code": "RESOLVED_SELLER_FAVOUR"}
	case refund.DisputeLost:
		o["status"], o["dispute_outcome"] = "RESOLVED", map[string]any{"outcome_code": "RESOLVED_BUYER_FAVOUR"}
	case refund.DisputeClosed:
		o["status"], o["dispute_life_cycle_stage"] = "RESOLVED", "INQUIRY"
		o["dispute_outcome"] = map[string]any{"outcome_code": "CANCELED_BY_BUYER"}
	}
	return o
}

func event(id, kind string, resource map[string]any, at time.Time) map[string]any {
	return map[string]any{"id": id, "event_type": kind, "create_time": at.Format(time.RFC3339Nano), "resource": resource}
}

// Sign makes a notification of a body, by PayPal's scheme.
func (s *Server) Sign(t *testing.T, body any) paymenttest.Notification {
	t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	const id = "dfb3be50-fd74-11e4-8bf3-77339302725b"
	at := time.Now().UTC().Format(time.RFC3339)
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s|%s|%s|%d", id, at, WebhookID, crc32.ChecksumIEEE(content))))
	signature, err := rsa.SignPKCS1v15(nil, s.signer.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	for name, value := range map[string]string{
		"PayPal-Transmission-Id": id, "PayPal-Transmission-Time": at, "PayPal-Auth-Algo": "SHA256withRSA", "PayPal-Cert-Url": CertURL,
		"PayPal-Transmission-Sig": base64.StdEncoding.EncodeToString(signature),
	} {
		header.Set(name, value)
	}
	return paymenttest.Notification{Header: header, Body: content}
}
