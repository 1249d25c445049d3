package alipaytest

import (
	"crypto/md5" // a certificate's number is an MD5 at Alipay
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/rsa256"
)

// signingKey is a key that Alipay signs with, the text it is verified by, and its certificate's number, if any.
type signingKey struct {
	key          *rsa.PrivateKey
	text, number string
}

var merchantKey = sync.OnceValue(newKey)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(fmt.Sprint("alipaytest: ", err))
	}
	return key
}

// PrivateKey is the application's, as Alipay's tool hands it out: bare.
func PrivateKey() string {
	return base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(merchantKey()))
}

// AppCertificate is the application's.
func AppCertificate() string { return appCertificate().text }

var appCertificate = sync.OnceValue(func() signingKey { return certified(merchantKey(), 100) })

// alipayKeys are Alipay's: a public key, the next one, and a certificate.
var alipayKeys = sync.OnceValue(func() []signingKey {
	return []signingKey{bare(newKey()), bare(newKey()), certified(newKey(), 101)}
})

func bare(key *rsa.PrivateKey) signingKey {
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		panic(fmt.Sprint("alipaytest: ", err))
	}
	return signingKey{key: key, text: base64.StdEncoding.EncodeToString(der)}
}

func certified(key *rsa.PrivateKey, serial int64) signingKey {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: "Ant Financial Certification Authority Class 2 R1", Organization: []string{"Ant Financial"}, Country: []string{"CN"}},
		NotBefore:    time.Now().Add(-time.Hour), NotAfter: time.Now().Add(2 * 365 * 24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(fmt.Sprint("alipaytest: ", err))
	}
	sum := md5.Sum(fmt.Appendf(nil, "CN=Ant Financial Certification Authority Class 2 R1,O=Ant Financial,C=CN%d", serial))
	return signingKey{key: key, text: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), number: hex.EncodeToString(sum[:])}
}

// Which of Alipay's keys signs.
const (
	PublicKey = iota
	NextPublicKey
	Certificate
)

// AlipayKey is the text that a key's signatures are verified by.
func AlipayKey(which int) string { return alipayKeys()[which].text }

// SignWith lets Alipay sign by another of its keys.
func (s *Server) SignWith(which int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signing = alipayKeys()[which]
}

// Unsign lets answers go without a signature.
func (s *Server) Unsign() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unsigned = true
}

// write answers a method with a signed node.
func (s *Server) write(w http.ResponseWriter, method string, node any) {
	text, err := json.Marshal(node)
	if err != nil {
		panic(fmt.Sprint("alipaytest: ", err))
	}
	name := strings.ReplaceAll(method, ".", "_") + "_response"
	s.mu.Lock()
	by, unsigned := s.signing, s.unsigned
	s.mu.Unlock()
	whole := map[string]any{name: json.RawMessage(text), "sign": signed(by.key, string(text))}
	if by.number != "" {
		whole["alipay_cert_sn"] = by.number
	}
	if unsigned {
		delete(whole, "sign")
	}
	s.unsign(w, whole)
}

// unsign writes an answer as it is.
func (s *Server) unsign(w http.ResponseWriter, whole map[string]any) {
	w.Header().Set("Content-Type", "text/html;charset=utf-8")
	if err := json.NewEncoder(w).Encode(whole); err != nil {
		panic(fmt.Sprint("alipaytest: ", err))
	}
}

func signed(key *rsa.PrivateKey, content string) string {
	signature, err := rsa256.Sign(key, []byte(content))
	if err != nil {
		panic(fmt.Sprint("alipaytest: ", err))
	}
	return signature
}

// isMerchants reports whether parameters are signed by the application.
func isMerchants(parameters map[string]string) bool {
	key := rsa256.PublicKey{RSA: &merchantKey().PublicKey}
	return parameters["app_id"] == AppID && key.Verify([]byte(pairs(parameters, "sign")), parameters["sign"]) == nil
}

// pairs are parameters as they are signed.
func pairs(parameters map[string]string, without ...string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		if !slices.Contains(without, name) && parameters[name] != "" {
			all = append(all, name+"="+parameters[name])
		}
	}
	return strings.Join(all, "&")
}

// Notification is a form of a trade, signed.
func (s *Server) Notification(t *testing.T, parameters map[string]string) paymenttest.Notification {
	t.Helper()
	whole := maps.Clone(parameters)
	whole["app_id"], whole["charset"], whole["notify_time"] = AppID, "utf-8", s.Now().In(china).Format(time.DateTime)
	s.mu.Lock()
	by := s.signing
	s.mu.Unlock()
	whole["sign"], whole["sign_type"] = signed(by.key, pairs(whole)), "RSA2"
	form := url.Values{}
	for name, value := range whole {
		form.Set(name, value)
	}
	return paymenttest.Notification{Header: http.Header{}, Body: []byte(form.Encode())}
}
