package starter

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	secured "github.com/makegood/makegood/internal/line"
)

// WebhookLine is where notifications are taken: with TLS where there are files.
type WebhookLine = secured.Listening

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
	if err := line.Serve(ctx, web, webhookStopTimeout); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("starter: webhooks: %w", err)
	}
	return nil
}
