package line

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Listening is where a server answers. With a certificate and its key (PEM files) it is reached by https alone.
type Listening struct {
	Listener                 net.Listener
	CertificateFile, KeyFile string
}

// Serve answers until ctx ends, and then finishes what is under way. context.DeadlineExceeded means that something was
// still under way after stopTimeout; it goes on until it ends, or until web is closed.
func (l Listening) Serve(ctx context.Context, web *http.Server, stopTimeout time.Duration) error {
	ended := make(chan error, 1)
	go func() { ended <- l.answer(web) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := web.Shutdown(stopping); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}

// answer reads the certificate anew for each connection, so that a new one needs no restart.
func (l Listening) answer(web *http.Server) error {
	if l.CertificateFile == "" {
		return web.Serve(l.Listener)
	}
	web.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		certificate, err := tls.LoadX509KeyPair(l.CertificateFile, l.KeyFile)
		return &certificate, err
	}}
	return web.ServeTLS(l.Listener, "", "")
}
