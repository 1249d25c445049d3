package app

import (
	"slices"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/worker"
)

// providerQueues are the task queues of those configured providers that have one of their own.
func providerQueues(s config.Settings) (all []worker.ProviderQueue) {
	for _, row := range providerRows() {
		if row.ownQueue(s) && row.configured(s) {
			all = append(all, worker.ProviderQueue{Provider: row.name, RatePerSecond: row.rate(s)})
		}
	}
	return all
}

func (r providerRow) ownQueue(s config.Settings) bool {
	return slices.Contains(s.Providers.OwnQueues, r.name)
}

// queued is a provider whose calls wait in a queue of its own.
type queued struct{ payment.ByAccount }

// Terms implements payment.Provider.
func (q queued) Terms() payment.Terms {
	terms := q.ByAccount.Terms()
	terms.OwnQueue = true
	return terms
}
