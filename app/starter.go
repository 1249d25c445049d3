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
	health := a.starterHealth(ctx)
	stopServing, err := a.serve(ctx, a.settings.Starter.MetricsAddress, health.board)
	if err != nil {
		return err
	}
	defer stopServing()
	defer health.watch(ctx)()
	c, err := a.dial(ctx, nil)
	if err != nil {
		return endedOr(ctx, err)
	}
	defer c.Close()
	health.connected(ctx, c)
	k, t, s := a.settings.Kafka, a.settings.Temporal, a.settings.Starter
	return starter.Run(ctx, starter.Config{
		Brokers: k.Brokers, Security: KafkaLine(k).Security, Topic: k.CancelledTopic, Group: k.Group, Temporal: c, Namespace: t.Namespace, TaskQueue: t.TaskQueue,
		BacklogMax: s.BacklogMax, BacklogAgeMax: s.BacklogAgeMax,
		Converter: temporal.DataConverter(), Logger: a.logger, Metrics: a.registry, Now: a.now,
		OnTopics: health.foundTopics, OnMember: health.member,
	})
}
