package app

import (
	"context"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/starter"
)

func factTopics(s config.Settings) starter.FactTopics {
	return starter.FactTopics{Dispute: s.FactTopics.DisputeTopic, RefundUpdated: s.FactTopics.RefundUpdatedTopic}
}

// consumeFacts reads the topics of facts that the settings name until stop is called, which waits for it. books is the
// intake by which they are booked; where no webhooks are served, nobody else runs it.
func (a *App) consumeFacts(ctx context.Context, by keyed, books *starter.Webhooks) (stop func()) {
	if !factTopics(a.settings).Any() {
		return func() {}
	}
	reading, cancel := context.WithCancel(ctx)
	ticker := time.NewTicker(starter.LeftoverEvery)
	var running sync.WaitGroup
	if !a.settings.Webhooks.On() {
		running.Go(func() { books.Run(reading, ticker.C) })
	}
	running.Go(func() {
		err := starter.ConsumeFacts(reading, starter.FactsConfig{
			Line: KafkaLine(a.settings.Kafka), Topics: factTopics(a.settings), Group: a.settings.Kafka.Group, Intake: books, Vault: by.vault,
			Logger: a.logger, Metrics: a.registry, Now: a.now,
		})
		if err != nil {
			a.logger.Error("facts are read from Kafka no longer; they wait there", zap.Error(err))
		}
	})
	return func() {
		cancel()
		running.Wait()
		ticker.Stop()
	}
}
