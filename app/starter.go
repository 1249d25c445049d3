package app

import (
	"context"

	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/starter"
)

// RunStarter reads events until ctx ends.
func (a *App) RunStarter(ctx context.Context) error {
	if err := KafkaLine(a.settings.Kafka).Check(); err != nil {
		return err
	}
	stopTracing, err := a.startTracing(ctx, "makegood-starter")
	if err != nil {
		return err
	}
	defer stopTracing()
	keys, err := OpenKeys(ctx, a.settings, a.now)
	if err != nil {
		return err
	}
	defer keys.Close()
	health := a.starterHealth(ctx)
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
	stopWebhooks, err := a.serveWebhooks(ctx, keys, c, encoding)
	if err != nil {
		return err
	}
	defer stopWebhooks()
	k, t, s := a.settings.Kafka, a.settings.Temporal, a.settings.Starter
	return starter.Run(ctx, starter.Config{
		Brokers: k.Brokers, Security: KafkaLine(k).Security, Topic: k.CancelledTopic, Group: k.Group, Temporal: c, Namespace: t.Namespace, TaskQueue: t.TaskQueue,
		Vault: keys.Vault, Converter: encoding.DataConverter(), Logger: a.logger, Metrics: a.registry, Now: a.now, Tracer: a.tracer(),
		BacklogMax: s.BacklogMax, BacklogAgeMax: s.BacklogAgeMax, LookAhead: a.settings.Fairness.LookAhead,
		OnTopics: health.foundTopics, OnMember: health.member,
	})
}
