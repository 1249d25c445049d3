package kafka

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
)

// TLS says whom to trust, and who we are. Empty: the system's authorities; nobody.
type TLS struct {
	// AuthorityFile has the certificates of the authorities that brokers' certificates are held against.
	AuthorityFile string
	// CertificateFile and KeyFile, both PEM, are ours, for brokers that demand one.
	CertificateFile, KeyFile string
	// ServerName is the name brokers' certificates are for; empty: the host that is connected to.
	ServerName string
}

// config reads the files. server is the host that is connected to.
func (t TLS) config(server string) (*tls.Config, error) {
	if t.ServerName != "" {
		server = t.ServerName
	}
	config := &tls.Config{ServerName: server, MinVersion: tls.VersionTLS12}
	if t.AuthorityFile != "" {
		text, err := os.ReadFile(t.AuthorityFile)
		if err != nil {
			return nil, fmt.Errorf("read authorities: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("read authorities: %s has no certificate in PEM", t.AuthorityFile)
		}
	}
	if t.CertificateFile != "" || t.KeyFile != "" {
		own, err := tls.LoadX509KeyPair(t.CertificateFile, t.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("read our certificate and its key: %w", err)
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}

// secure shakes hands over conn.
func (t TLS) secure(ctx context.Context, conn net.Conn, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	config, err := t.config(host)
	if err != nil {
		return nil, err
	}
	secured := tls.Client(conn, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return secured, nil
}
