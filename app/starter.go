package app

import (
	"context"
	"errors"

	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/starter"
)

// RunStarter reads events until ctx ends, or the ledger turns out to be lost or another one than the refunds are kept
// in: contact data that is sealed under a key in there, the worker could never open.
func (a *App) RunStarter(ctx context.Context) error {
	if err := KafkaLine(a.settings.Kafka).Check(); err != nil {
		return err
	}
	stopTracing, err := a.startTracing(ctx, "makegood-starter")
	if err != nil {
		return err
	}
	defer stopTracing()
	books, err := a.keyBooks(ctx)
	if err != nil {
		return err
	}
	defer books.Close()
	vault, err := a.vault(ctx, books)
	if err != nil {
		return err
	}
	health := a.starterHealth(ctx, books)
	stopServing, err := a.serve(ctx, a.settings.Starter.MetricsAddress, health.board)
	if err != nil {
		return err
	}
	defer stopServing()
	defer health.watch(ctx)()
	encoding, err := a.watchedEncoding(ctx)
	if err != nil {
		return err
	}
	c, err := a.dial(ctx, temporal.Settings{Encoding: encoding})
	if err != nil {
		return endedOr(ctx, err)
	}
	defer c.Close()
	health.connected(ctx, c)
	if err := a.checkLedger(ctx, c, books); err != nil {
		return endedOr(ctx, err)
	}
	ctx, stop := a.whileLedgerIsOurs(ctx, c, books)
	defer stop()
	stopWebhooks, err := a.serveWebhooks(ctx, keyed{books: books, vault: vault}, c, encoding)
	if err != nil {
		return err
	}
	defer stopWebhooks()
	k, t, s := a.settings.Kafka, a.settings.Temporal, a.settings.Starter
	err = starter.Run(ctx, starter.Config{
		Brokers: k.Brokers, Security: KafkaLine(k).Security, Topic: k.CancelledTopic, Group: k.Group, Temporal: c, Namespace: t.Namespace, TaskQueue: t.TaskQueue,
		Vault: vault, Converter: encoding.DataConverter(), Logger: a.logger, Metrics: a.registry, Now: a.now, Tracer: a.tracer(),
		BacklogMax: s.BacklogMax, BacklogAgeMax: s.BacklogAgeMax, LookAhead: a.settings.Fairness.LookAhead,
		OnTopics: health.foundTopics, OnMember: health.member,
	})
	return errors.Join(err, lostLedger(ctx))
}
