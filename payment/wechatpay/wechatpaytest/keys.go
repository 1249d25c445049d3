package wechatpaytest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/makegood/makegood/payment/rsa256"
)

// What the stand-in's merchant is known by.
const (
	MerchantID   = "1900009191"
	SerialNumber = "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C"
	APIv3Key     = "0123456789abcdef0123456789abcdef"
	// Certificate and NextCertificate are the numbers of the platform's certificates, PublicKeyID that of its key.
	Certificate     = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
	NextCertificate = "6E1D414B17AFC0A15A2E4491C9C14927801AF3EC"
	PublicKeyID     = "PUB_KEY_ID_0119000091912024"
)

// platformKey is a key that the platform signs with, and the text it is verified by.
type platformKey struct {
	number string
	key    *rsa.PrivateKey
	text   string
}

var merchantKey = sync.OnceValue(newKey)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(fmt.Sprint("wechatpaytest: ", err))
	}
	return key
}

// PrivateKey is the merchant's, in PEM.
func PrivateKey() string {
	der, err := x509.MarshalPKCS8PrivateKey(merchantKey())
	if err != nil {
		panic(fmt.Sprint("wechatpaytest: ", err))
	}
	return inPEM("PRIVATE KEY", der)
}

func inPEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// platformKeys are the platform's: a certificate, the next one, and a public key.
var platformKeys = sync.OnceValue(func() []platformKey {
	first, next, public := newKey(), newKey(), newKey()
	der, err := x509.MarshalPKIXPublicKey(&public.PublicKey)
	if err != nil {
		panic(fmt.Sprint("wechatpaytest: ", err))
	}
	return []platformKey{
		{Certificate, first, certificateOf(first)}, {NextCertificate, next, certificateOf(next)}, {PublicKeyID, public, inPEM("PUBLIC KEY", der)},
	}
})

func certificateOf(key *rsa.PrivateKey) string {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Tenpay.com sign"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(5 * 365 * 24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(fmt.Sprint("wechatpaytest: ", err))
	}
	return inPEM("CERTIFICATE", der)
}

// PlatformKey is the text that a number's signatures are verified by.
func PlatformKey(number string) string {
	for _, k := range platformKeys() {
		if k.number == number {
			return k.text
		}
	}
	panic("wechatpaytest: no key " + number)
}

// SignWith lets the platform sign by another of its keys; none: it does not sign at all.
func (s *Server) SignWith(number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unsigned = number == ""
	for _, k := range platformKeys() {
		if k.number == number {
			s.signing = k
		}
	}
}

// UnsignAfter lets the answers to so many requests be signed, and none after them.
func (s *Server) UnsignAfter(requests int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unsignAt = requests
}

// signature puts the platform's signature of a body into a header.
func (s *Server) signature(header http.Header, body []byte) {
	s.mu.Lock()
	by, unsigned := s.signing, s.unsigned || s.unsignAt > 0 && len(s.asked) > s.unsignAt
	s.mu.Unlock()
	if unsigned {
		return
	}
	at, nonce := strconv.FormatInt(s.Now().Unix(), 10), rand.Text()
	signature, err := rsa256.Sign(by.key, []byte(at+"\n"+nonce+"\n"+string(body)+"\n"))
	if err != nil {
		panic(fmt.Sprint("wechatpaytest: ", err))
	}
	header.Set("Wechatpay-Timestamp", at)
	header.Set("Wechatpay-Nonce", nonce)
	header.Set("Wechatpay-Serial", by.number)
	header.Set("Wechatpay-Signature", signature)
}

func (s *Server) write(w http.ResponseWriter, status int, body any) {
	content, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprint("wechatpaytest: ", err))
	}
	w.Header().Set("Content-Type", "application/json")
	s.signature(w.Header(), content)
	w.WriteHeader(status)
	_, _ = w.Write(content)
}

func (s *Server) fail(w http.ResponseWriter, status int, code string) {
	s.write(w, status, map[string]string{"code": code, "message": "the stand-in says " + code})
}

// authorization is the header's form, in the order that the adapter writes it in.
var authorization = regexp.MustCompile(`^WECHATPAY2-SHA256-RSA2048 mchid="(\w+)",nonce_str="(\w+)",signature="([^"]+)",timestamp="(\d+)",serial_no="(\w+)"$`)

// isMerchants reports whether a request is signed by the merchant.
func isMerchants(r *http.Request, body []byte) bool {
	said := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if said == nil || said[1] != MerchantID || said[5] != SerialNumber {
		return false
	}
	message := strings.Join([]string{r.Method, r.URL.RequestURI(), said[4], said[2], string(body), ""}, "\n")
	return rsa256.PublicKey{RSA: &merchantKey().PublicKey}.Verify([]byte(message), said[3]) == nil
}

// certificates answers with the platform's certificates, sealed with the APIv3 key.
func (s *Server) certificates(w http.ResponseWriter, _ *http.Request) {
	var data []map[string]any
	for _, k := range platformKeys()[:2] {
		data = append(data, map[string]any{"serial_no": k.number, "encrypt_certificate": seal("certificate", []byte(k.text))})
	}
	s.write(w, http.StatusOK, map[string]any{"data": data})
}

// seal encrypts as WeChat Pay does.
func seal(associated string, text []byte) map[string]string {
	block, err := aes.NewCipher([]byte(APIv3Key))
	if err != nil {
		panic(fmt.Sprint("wechatpaytest: ", err))
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(fmt.Sprint("wechatpaytest: ", err))
	}
	nonce := rand.Text()[:aead.NonceSize()]
	return map[string]string{
		"algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": associated,
		"ciphertext": base64.StdEncoding.EncodeToString(aead.Seal(nil, []byte(nonce), text, []byte(associated))),
	}
}
