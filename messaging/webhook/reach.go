package webhook

import (
	"context"
	"fmt"
	"net"
	"net/url"

	"github.com/makegood/makegood/internal/line"
)

// Reach reads the secret, connects to the receiver, over TLS where the address is https, and hangs up: it posts
// nothing. Its errors show neither the address's path nor the secret.
func (h *Hook) Reach(ctx context.Context) error {
	if _, err := signingSecrets(h.config.Secret); err != nil {
		return fmt.Errorf("webhook: %s: %w", h.config.Name, err)
	}
	at, err := url.Parse(h.config.URL)
	if err != nil {
		return fmt.Errorf("webhook: %s: the address cannot be read", h.config.Name)
	}
	conn, err := h.dial(ctx, at)
	if err != nil {
		return fmt.Errorf("webhook: %s: %w", h.config.Name, err)
	}
	_ = conn.Close() // nothing was sent
	return nil
}

func (h *Hook) dial(ctx context.Context, at *url.URL) (net.Conn, error) {
	port := at.Port()
	switch {
	case at.Scheme == "https" && port == "":
		port = "443"
	case port == "":
		port = "80"
	}
	address := net.JoinHostPort(at.Hostname(), port)
	if at.Scheme == "https" {
		return line.DialTLS(h.config.AuthorityFile)(ctx, "tcp", address)
	}
	var plain net.Dialer
	return plain.DialContext(ctx, "tcp", address)
}
