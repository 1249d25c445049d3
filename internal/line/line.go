// Package line says what an error of a secured connection is about: the address, the authorities, the name in the
// other side's certificate, our own certificate. Whoever makes the connection turns that into the setting to look
// at. It also reads the authorities that certificates are held against, and serves with a certificate that may change.
//
// On the path: Temporal, PostgreSQL, mail and webhooks are connected to with it, and `makegood doctor` names the
// setting that is wrong by it; the API, the door of providers' webhooks and the codec server answer by it. Kafka's driver
// has errors of its own, and package app knows them.
package line

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
)

// Fault is what an error of a connection is about.
type Fault int

// The faults.
const (
	// FaultOther: nothing that the connection's security explains.
	FaultOther Fault = iota
	// FaultAddress: nobody answers there.
	FaultAddress
	// FaultAuthority: the other side's certificate is of an authority that is not trusted.
	FaultAuthority
	// FaultName: the other side's certificate is for another name.
	FaultName
	// FaultTheirCertificate: the other side's certificate is no good, such as past its end.
	FaultTheirCertificate
	// FaultOurCertificate: the other side demands a certificate, or does not take ours.
	FaultOurCertificate
	// FaultNoTLS: the other side does not speak TLS here.
	FaultNoTLS
	// FaultFile: a file cannot be read; the error names it.
	FaultFile
)

// FaultOf says what an error is about. Typed errors count before texts: a driver may have kept only the text.
func FaultOf(err error) Fault {
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var theirs x509.CertificateInvalidError
	var plain tls.RecordHeaderError
	var file *fs.PathError
	switch {
	case err == nil:
		return FaultOther
	case errors.As(err, &authority):
		return FaultAuthority
	case errors.As(err, &name):
		return FaultName
	case errors.As(err, &theirs):
		return FaultTheirCertificate
	case errors.As(err, &plain):
		return FaultNoTLS
	case errors.As(err, &file):
		return FaultFile
	}
	return faultIn(err)
}

// faultIn reads the error's text, and the network's part of it.
func faultIn(err error) Fault {
	var dialling *net.OpError
	var lookup *net.DNSError
	text := err.Error()
	switch {
	case strings.Contains(text, "remote error: tls: "):
		return FaultOurCertificate
	case strings.Contains(text, "x509: certificate signed by unknown authority"):
		return FaultAuthority
	case strings.Contains(text, "first record does not look like a TLS handshake"):
		return FaultNoTLS
	case errors.As(err, &lookup), errors.As(err, &dialling) && dialling.Op == "dial":
		return FaultAddress
	}
	return FaultOther
}

// Authorities reads certificates that others are held against (PEM). An empty path: the system's, which is nil.
func Authorities(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read authorities: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("read authorities: %s has no certificate in PEM", path)
	}
	return pool, nil
}

// DialTLS connects by TCP and shakes hands over it, with authorities read for each connection. The errors keep the
// handshake's type, for FaultOf.
func DialTLS(authorityFile string) func(ctx context.Context, network, address string) (net.Conn, error) {
	return DialTLSBy(nil, authorityFile)
}

// DialTLSBy is DialTLS over connections that a dialer makes; nil: a plain one.
func DialTLSBy(by *net.Dialer, authorityFile string) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		trusted, err := Authorities(authorityFile)
		if err != nil {
			return nil, err
		}
		dialer := tls.Dialer{NetDialer: by, Config: &tls.Config{ServerName: host, RootCAs: trusted, MinVersion: tls.VersionTLS12}}
		return dialer.DialContext(ctx, network, address)
	}
}
