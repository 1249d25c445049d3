package app

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging/kafkastatus"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/payment/storedvalue"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/worker"
)

// RunWorker wires the adapters and runs the worker until ctx ends, or its ledger is lost.
func (a *App) RunWorker(ctx context.Context) error {
	stopTracing, err := a.startTracing(ctx, "makegood-worker")
	if err != nil {
		return err
	}
	defer stopTracing()
	books, err := a.books(ctx)
	if err != nil {
		return err
	}
	defer books.Close()
	config, closeAll, err := a.workerConfig(ctx, books)
	if err != nil {
		return err
	}
	defer closeAll()
	health := a.workerHealth(ctx, books)
	stopServing, err := a.serve(ctx, a.settings.Worker.MetricsAddress, health.board)
	if err != nil {
		return err
	}
	defer stopServing()
	defer health.watch(ctx)()
	encoding, err := a.watchedEncoding(ctx)
	if err != nil {
		return err
	}
	c, err := a.dial(ctx, temporal.Settings{Encoding: encoding, ForWorker: true, OnPoll: health.polled})
	if err != nil {
		return endedOr(ctx, err)
	}
	defer c.Close()
	health.connected(ctx, c)
	if err := a.checkLedger(ctx, c, books); err != nil {
		return endedOr(ctx, err)
	}
	if err := a.importMarks(ctx, books); err != nil {
		return endedOr(ctx, err)
	}
	defer a.emptyNotifications(ctx, books)()
	told, err := a.tellEndpoints(ctx, books)
	if err != nil {
		return err
	}
	defer told.stop()
	if config.StatusTopic, err = told.statuses(config.StatusTopic); err != nil {
		return err
	}
	config = a.traced(config)
	config.Client, config.Converter = c, encoding.DataConverter()
	reconciling, stopReconciling, err := a.reconciling(c, books, told)
	if err != nil {
		return err
	}
	defer stopReconciling()
	config.Also = append(config.Also, reconciling)
	stopWithdrawals, err := a.followWithdrawals(ctx, books, c)
	if err != nil {
		return err
	}
	defer stopWithdrawals()
	ctx, stop := untilLost(ctx, books.Lost())
	defer stop()
	go a.keepSchedule(ctx, c)
	// Kafka being away never holds up a refund, so nobody waits for its topic.
	go func() {
		k := a.settings.Kafka
		topics := []kafka.Topic{{Name: k.StatusTopic}}
		if k.InAppTopic != "" {
			topics = append(topics, kafka.Topic{Name: k.InAppTopic})
		}
		if topic := a.settings.Reconcile.Topic; topic != "" {
			topics = append(topics, kafka.Topic{Name: topic})
		}
		_ = kafka.EnsureTopics(ctx, a.logger, KafkaLine(k), topics...) // its only error is ctx's
	}()
	return errors.Join(worker.Run(ctx, config), lostLedger(ctx))
}

// workerConfig makes every adapter; the function it returns closes them.
func (a *App) workerConfig(ctx context.Context, books ledger.Store) (worker.Config, func(), error) {
	version, err := WorkerVersion(a.settings)
	if err != nil {
		return worker.Config{}, nil, err
	}
	by, err := a.rules(ctx, books)
	if err != nil {
		return worker.Config{}, nil, err
	}
	go a.noteStaff(ctx, books, by.staff)
	provider, err := simulator.New(simulator.Config{BaseURL: a.settings.Simulator.URL, Terms: a.terms(), Carry: a.carry()})
	if err != nil {
		return worker.Config{}, nil, err
	}
	guarded, err := a.guardedProviders(books)
	if err != nil {
		return worker.Config{}, nil, err
	}
	stored, err := storedvalue.New(books)
	if err != nil {
		return worker.Config{}, nil, err
	}
	providers := map[string]payment.Provider{simulatorName: provider, refund.StoredProvider: stored}
	for name, one := range guarded.of {
		providers[name] = one
	}
	to, err := a.channels(books)
	if err != nil {
		return worker.Config{}, nil, err
	}
	links, err := a.links()
	if err != nil {
		return worker.Config{}, nil, err
	}
	pages, err := customerPages(a.settings)
	if err != nil {
		return worker.Config{}, nil, err
	}
	vault, err := a.vault(ctx, books)
	if err != nil {
		return worker.Config{}, nil, err
	}
	doors, err := witness(a.settings)
	if err != nil {
		return worker.Config{}, nil, err
	}
	line := KafkaLine(a.settings.Kafka)
	if err := line.Check(); err != nil {
		return worker.Config{}, nil, err
	}
	status, err := kafkastatus.New(kafkastatus.Config{Brokers: line.Brokers, Topic: a.settings.Kafka.StatusTopic, Transport: line.Transport(), Carry: a.carry()})
	if err != nil {
		return worker.Config{}, nil, err
	}
	closeAll := func() {
		guarded.close()
		_ = to.close()
		_ = status.Close()
	}
	return worker.Config{
		TaskQueue: a.settings.Temporal.TaskQueue, Version: version, Story: a.story,
		Books: books, Policy: by.policy, Risk: by.risk, Staff: by.staff,
		Providers: providers, Pause: guarded.pause, Queues: providerQueues(a.settings),
		Channels: to.all, Links: links, Pages: pages, Speak: explain.Speak, Vault: vault, Witness: doors, StatusTopic: status, Clock: a.now, NewAttempt: rand.Text, Logger: a.logger,
		DrainTimeout: a.settings.Drain.WorkerTimeout,
	}, closeAll, nil
}

// simulatorName is the pretend provider as payments name it.
const simulatorName = "simulator"

// terms are the simulator's own, with the configured patience.
func (a *App) terms() *payment.Terms {
	terms := simulator.DefaultTerms()
	terms.CallTimeout = a.settings.Simulator.CallTimeout
	return &terms
}
