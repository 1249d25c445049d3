package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"

	"github.com/makegood/makegood/internal/figures"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/messaging/kafkastatus"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/worker"
)

// RunWorker wires the adapters and runs the worker until ctx ends.
func (a *App) RunWorker(ctx context.Context) error {
	config, closeAll, err := a.workerConfig(ctx)
	if err != nil {
		return err
	}
	defer closeAll()
	if err := a.serveMetrics(ctx, a.settings.Worker.MetricsAddress); err != nil {
		return err
	}
	c, err := a.dial(ctx)
	if err != nil {
		return endedOr(ctx, err)
	}
	defer c.Close()
	config.Client = c
	// Kafka being away never holds up a refund, so nobody waits for its topic.
	go func() {
		k := a.settings.Kafka
		topics := []kafka.Topic{{Name: k.StatusTopic}}
		if k.InAppTopic != "" {
			topics = append(topics, kafka.Topic{Name: k.InAppTopic})
		}
		_ = kafka.EnsureTopics(ctx, a.logger, k.Brokers, topics...) // its only error is ctx's
	}()
	return worker.Run(ctx, config)
}

// workerConfig makes every adapter; the function it returns closes them.
func (a *App) workerConfig(ctx context.Context) (worker.Config, func(), error) {
	version, err := WorkerVersion(a.settings)
	if err != nil {
		return worker.Config{}, nil, err
	}
	by, err := a.judges(ctx)
	if err != nil {
		return worker.Config{}, nil, err
	}
	provider, err := simulator.New(simulator.Config{BaseURL: a.settings.Simulator.URL, Terms: a.terms()})
	if err != nil {
		return worker.Config{}, nil, err
	}
	to, err := a.channels()
	if err != nil {
		return worker.Config{}, nil, err
	}
	links, err := a.links()
	if err != nil {
		return worker.Config{}, nil, err
	}
	status, err := kafkastatus.New(kafkastatus.Config{Brokers: a.settings.Kafka.Brokers, Topic: a.settings.Kafka.StatusTopic})
	if err != nil {
		return worker.Config{}, nil, err
	}
	books, err := a.books(ctx)
	if err != nil {
		return worker.Config{}, nil, err
	}
	closeAll := func() {
		_ = to.close()
		_ = status.Close()
		_ = books.Close()
	}
	return worker.Config{
		TaskQueue: a.settings.Temporal.TaskQueue, Version: version, Story: a.story,
		Books: books, Policy: by.rules, Risk: by.risk, Staff: by.staff, NewAttempt: rand.Text,
		Providers: map[string]payment.Provider{"simulator": provider},
		Channels:  to.all, Links: links, Speak: speak, StatusTopic: status, Clock: a.now, Logger: a.logger,
	}, closeAll, nil
}

// books opens the ledger, and shows its figures as metrics.
func (a *App) books(ctx context.Context) (ledger.Store, error) {
	if err := os.MkdirAll(filepath.Dir(a.settings.LedgerPath), 0o755); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	books, err := sqlite.Open(ctx, a.settings.LedgerPath, a.now)
	if err != nil {
		return nil, err
	}
	collector, err := figures.New(figures.Config{Books: books, Now: a.now})
	if err == nil {
		err = a.registry.Register(collector)
	}
	if err != nil {
		_ = books.Close()
		return nil, fmt.Errorf("figures: %w", err)
	}
	return books, nil
}

// terms are the simulator's own, with the configured patience.
func (a *App) terms() *payment.Terms {
	terms := simulator.DefaultTerms()
	terms.CallTimeout = a.settings.Simulator.CallTimeout
	return &terms
}
