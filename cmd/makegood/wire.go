package main

import (
	"context"
	"errors"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging/kafkastatus"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/starter"
	"github.com/makegood/makegood/worker"
)

// process is what worker and starter have each for itself: settings, a logger and a registry.
type process struct {
	settings config.Settings
	logger   *zap.Logger
	registry *prometheus.Registry
	app      *app
}

func (a *app) process(s config.Settings, l *zap.Logger) process {
	return process{settings: s, logger: l, registry: telemetry.NewRegistry(), app: a}
}

// serveMetrics serves the process's figures, unless that is switched off.
func (p process) serveMetrics(ctx context.Context, address string) error {
	if address == config.MetricsOff {
		return nil
	}
	at, err := telemetry.ServeMetrics(ctx, telemetry.Endpoint{Address: address, From: p.registry, Logger: p.logger})
	if err != nil {
		return err
	}
	p.logger.Info("metrics", zap.String("url", "http://"+at.String()+"/metrics"))
	return nil
}

// dial connects to Temporal with patience, and waits until the search attributes can be used.
func (p process) dial(ctx context.Context) (client.Client, error) {
	metrics, err := telemetry.TemporalMetrics(p.registry, p.logger)
	if err != nil {
		return nil, err
	}
	t := p.settings.Temporal
	c, err := temporal.Dial(ctx, temporal.Settings{Address: t.Address, Namespace: t.Namespace, Metrics: metrics}, p.logger)
	if err != nil {
		return nil, err
	}
	if err := temporal.EnsureSearchAttributes(ctx, c, t.Namespace, p.logger); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// runWorker wires the adapters and runs the worker until ctx ends, or its ledger is lost.
func (p process) runWorker(ctx context.Context) error {
	books, err := p.books(ctx)
	if err != nil {
		return err
	}
	defer books.Close()
	config, closeAll, err := p.workerConfig(ctx, books)
	if err != nil {
		return err
	}
	defer closeAll()
	if err := p.serveMetrics(ctx, p.settings.Worker.MetricsAddress); err != nil {
		return err
	}
	c, err := p.dial(ctx)
	if err != nil {
		return endedOr(ctx, err)
	}
	defer c.Close()
	if err := p.checkLedger(ctx, c, books); err != nil {
		return endedOr(ctx, err)
	}
	config.Client = c
	ctx, stop := untilLost(ctx, books.Lost())
	defer stop()
	// Kafka being away never holds up a refund, so nobody waits for its topic.
	go func() {
		k := p.settings.Kafka
		topics := []kafka.Topic{{Name: k.StatusTopic}}
		if k.InAppTopic != "" {
			topics = append(topics, kafka.Topic{Name: k.InAppTopic})
		}
		_ = kafka.EnsureTopics(ctx, p.logger, k.Brokers, topics...) // its only error is ctx's
	}()
	return errors.Join(worker.Run(ctx, config), lostLedger(ctx))
}

// workerConfig makes every adapter; the function it returns closes them.
func (p process) workerConfig(ctx context.Context, books ledger.Store) (worker.Config, func(), error) {
	by, err := p.judges(ctx)
	if err != nil {
		return worker.Config{}, nil, err
	}
	provider, err := simulator.New(simulator.Config{BaseURL: p.settings.Simulator.URL, Terms: p.terms()})
	if err != nil {
		return worker.Config{}, nil, err
	}
	to, err := p.channels()
	if err != nil {
		return worker.Config{}, nil, err
	}
	links, err := p.links()
	if err != nil {
		return worker.Config{}, nil, err
	}
	status, err := kafkastatus.New(kafkastatus.Config{Brokers: p.settings.Kafka.Brokers, Topic: p.settings.Kafka.StatusTopic})
	if err != nil {
		return worker.Config{}, nil, err
	}
	closeAll := func() {
		_ = to.close()
		_ = status.Close()
	}
	return worker.Config{
		TaskQueue: p.settings.Temporal.TaskQueue, Books: books, Rules: by.rules, Risk: by.risk, Staff: by.staff,
		Providers: map[string]payment.Provider{"simulator": provider},
		Channels:  to.all, Links: links, Speak: speak, StatusTopic: status, Clock: p.app.now, Logger: p.logger,
	}, closeAll, nil
}

// terms are the simulator's own, with the configured patience.
func (p process) terms() *payment.Terms {
	terms := simulator.DefaultTerms()
	terms.CallTimeout = p.settings.Simulator.CallTimeout
	return &terms
}

// runStarter reads events until ctx ends.
func (p process) runStarter(ctx context.Context) error {
	if err := p.serveMetrics(ctx, p.settings.Starter.MetricsAddress); err != nil {
		return err
	}
	c, err := p.dial(ctx)
	if err != nil {
		return endedOr(ctx, err)
	}
	defer c.Close()
	k := p.settings.Kafka
	return starter.Run(ctx, starter.Config{
		Brokers: k.Brokers, Topic: k.CancelledTopic, Group: k.Group, Temporal: c, TaskQueue: p.settings.Temporal.TaskQueue,
		Converter: temporal.DataConverter(), Logger: p.logger, Metrics: p.registry, Now: p.app.now,
	})
}

// endedOr forgets an error that only says that the process was asked to end.
func endedOr(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
