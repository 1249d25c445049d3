package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Times of a request. Even a large one takes milliseconds; the rest is the network's.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 20 * time.Second
	writeTimeout  = 30 * time.Second
	idleTimeout   = time.Minute
	stopTimeout   = 5 * time.Second
	headerBytes   = 32 << 10
)

// Line is where the server listens. With a certificate and its key (PEM files, read for each connection) it is
// reached by https alone.
type Line struct {
	Listener                 net.Listener
	CertificateFile, KeyFile string
}

// Serve answers until ctx ends.
func Serve(ctx context.Context, line Line, handler http.Handler) error {
	web := &http.Server{
		Handler: handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: headerBytes,
	}
	ended := make(chan error, 1)
	go func() { ended <- line.serve(web) }()
	select {
	case err := <-ended:
		return fmt.Errorf("codec server: %w", err)
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := web.Shutdown(stopping); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("codec server: stop: %w", err)
	}
	return nil
}

func (l Line) serve(web *http.Server) error {
	if l.CertificateFile == "" {
		return web.Serve(l.Listener)
	}
	web.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		certificate, err := tls.LoadX509KeyPair(l.CertificateFile, l.KeyFile)
		return &certificate, err
	}}
	return web.ServeTLS(l.Listener, "", "")
}
