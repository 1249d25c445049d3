package starter

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// WebhookLine is where notifications are taken: with TLS where there are files.
type WebhookLine struct {
	Listener                 net.Listener
	CertificateFile, KeyFile string
}

// The times a provider has to send a notification and to hear the answer, and the server to end.
const (
	webhookHeaderTimeout = 5 * time.Second
	webhookReadTimeout   = 15 * time.Second
	webhookWriteTimeout  = 15 * time.Second
	webhookIdleTimeout   = time.Minute
	webhookStopTimeout   = 10 * time.Second
	webhookHeaderBytes   = 32 << 10
)

// Serve takes notifications and books them until ctx ends. Requests under way are answered; what is stored and not
// booked by then is booked by another process, or by the next.
func (w *Webhooks) Serve(ctx context.Context, line WebhookLine) error {
	web := &http.Server{
		Handler: w.Handler(), ReadHeaderTimeout: webhookHeaderTimeout, ReadTimeout: webhookReadTimeout, WriteTimeout: webhookWriteTimeout,
		IdleTimeout: webhookIdleTimeout, MaxHeaderBytes: webhookHeaderBytes,
	}
	ticker := time.NewTicker(LeftoverEvery)
	defer ticker.Stop()
	booking, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { w.Run(booking, ticker.C) })
	defer running.Wait()
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- line.serve(web) }()
	select {
	case err := <-ended:
		return fmt.Errorf("starter: webhooks: %w", err)
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), webhookStopTimeout)
	defer cancel()
	if err := web.Shutdown(stopping); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("starter: webhooks: stop: %w", err)
	}
	return nil
}

// serve reads the certificate anew for each connection, so that a new one needs no restart.
func (l WebhookLine) serve(web *http.Server) error {
	if l.CertificateFile == "" {
		return web.Serve(l.Listener)
	}
	web.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		certificate, err := tls.LoadX509KeyPair(l.CertificateFile, l.KeyFile)
		return &certificate, err
	}}
	return web.ServeTLS(l.Listener, "", "")
}
