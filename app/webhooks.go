package app

import (
	"context"
	"fmt"
	"net"
	"sync"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/starter"
)

// keyed is the ledger with the vault whose keys lie in it.
type keyed struct {
	books ledger.Store
	vault *privacy.Vault
}

// serveWebhooks takes providers' notifications and Kafka's topics of facts beside the events, until stop is called, which
// waits for it. Where the settings name no address and no topic nothing is done.
func (a *App) serveWebhooks(ctx context.Context, by keyed, c client.Client, encoding temporal.Encoding) (stop func(), err error) {
	s := a.settings.Webhooks
	topics := factTopics(a.settings)
	if !s.On() && !topics.Any() {
		return func() {}, nil
	}
	receivers, err := Receivers(a.settings)
	if err != nil {
		return nil, err
	}
	webhooks, err := starter.NewWebhooks(starter.WebhooksConfig{
		Receivers: receivers, Topics: topics.Readers(a.now), Books: by.books, Stories: c, TaskQueue: a.settings.Temporal.TaskQueue, Converter: encoding.DataConverter(),
		Vault: by.vault, Logger: a.logger, Metrics: a.registry, Now: a.now,
	})
	if err != nil {
		return nil, err
	}
	if !s.On() {
		return a.consumeFacts(ctx, by, webhooks), nil
	}
	listener, err := net.Listen("tcp", s.Address)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("webhooks: %w", err)}
	}
	a.logger.Info("webhooks", zap.String("address", listener.Addr().String()), zap.Bool("tls", s.TLSCertFile != ""))
	serving, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		line := starter.WebhookLine{Listener: listener, CertificateFile: s.TLSCertFile, KeyFile: s.TLSKeyFile}
		if err := webhooks.Serve(serving, line); err != nil {
			a.logger.Error("webhooks are taken no longer; providers repeat them", zap.Error(err))
		}
	})
	stopFacts := a.consumeFacts(ctx, by, webhooks)
	return func() {
		stopFacts()
		cancel()
		running.Wait()
	}, nil
}
