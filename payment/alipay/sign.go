package alipay

import (
	"crypto/md5" // a certificate's number is an MD5 at Alipay; nothing is trusted by it
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/payment/rsa256"
)

var (
	errUnsigned   = errors.New("it has no signature of Alipay")
	errUnknownKey = errors.New("it is signed by a key that is not known here, or whose time is over")
)

// content is what is signed of parameters: those that have a value, in the order of their names, but for the ones
// that are left out.
func content(parameters map[string]string, without ...string) []byte {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		if value := parameters[name]; value != "" && !slices.Contains(without, name) {
			pairs = append(pairs, name+"="+value)
		}
	}
	return []byte(strings.Join(pairs, "&"))
}

// certificateNumber is how Alipay numbers a certificate: the MD5 of who issued it and its serial number.
func certificateNumber(c *x509.Certificate) string {
	sum := md5.Sum([]byte(c.Issuer.String() + c.SerialNumber.String()))
	return hex.EncodeToString(sum[:])
}

// certificates are those of a text that can be read; Alipay's root file has some that are not of RSA, which are of no
// use here.
func certificates(text string) []*x509.Certificate {
	var all []*x509.Certificate
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return all
		}
		if c, err := x509.ParseCertificate(block.Bytes); err == nil && c.PublicKeyAlgorithm == x509.RSA {
			all = append(all, c)
		}
	}
}

// number is that of an application's certificate.
func number(text string) (string, error) {
	if all := certificates(text); len(all) > 0 {
		return certificateNumber(all[0]), nil
	}
	return "", errors.New("the application's certificate cannot be read")
}

// rootNumber is that of the root certificates: the ones of RSA, joined.
func rootNumber(text string) (string, error) {
	var numbers []string
	for _, c := range certificates(text) {
		numbers = append(numbers, certificateNumber(c))
	}
	if len(numbers) == 0 {
		return "", errors.New("the root certificates cannot be read")
	}
	return strings.Join(numbers, "_"), nil
}

// CheckCertificate refuses a text that has no certificate of RSA in it: neither an application's nor Alipay's root.
func CheckCertificate(text string) error {
	if len(certificates(text)) == 0 {
		return errors.New("it has no certificate of RSA")
	}
	return nil
}

// sign adds the signature, and in the mode with certificates their numbers.
func (s Signer) sign(parameters map[string]string) error {
	if s.AppCertificate != "" {
		var err error
		if parameters["app_cert_sn"], err = number(s.AppCertificate); err != nil {
			return err
		}
		if parameters["alipay_root_cert_sn"], err = rootNumber(s.RootCertificates); err != nil {
			return err
		}
	}
	key, err := rsa256.ParsePrivateKey(s.PrivateKey)
	if err != nil {
		return err
	}
	parameters["sign"], err = rsa256.Sign(key, content(parameters, "sign"))
	return err
}

// verify holds what Alipay sent to one of its keys. A certificate's number that is named has to be one of them.
func verify(keys []string, signed []byte, signature, certificate string, now time.Time) error {
	if signature == "" {
		return errUnsigned
	}
	why := errUnknownKey
	for _, text := range keys {
		if certificate != "" {
			if named, err := number(text); err != nil || named != certificate {
				continue
			}
		}
		key, err := rsa256.ParsePublicKey(text)
		if err != nil {
			return err
		}
		if !key.Until.IsZero() && now.After(key.Until) {
			continue
		}
		if why = key.Verify(signed, signature); why == nil {
			return nil
		}
	}
	return why
}
