package starter

import (
	"errors"
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/refund"
)

// The names of the metrics of notifications and facts.
const (
	// MetricWebhooks counts notifications by provider and what was answered: stored, repeated, forged, too_large,
	// broken, busy, failed or nobody (no such provider).
	MetricWebhooks = "makegood_webhooks_total"
	// MetricFacts counts facts by provider and what came of them (refund.FactResult, in small letters).
	MetricFacts = "makegood_facts_total"
	// MetricUnreadable counts notifications that are the provider's and cannot be read.
	MetricUnreadable = "makegood_webhooks_unreadable_total"
	// MetricFactRetries counts tries to book that failed, and are made again.
	MetricFactRetries = "makegood_fact_retries_total"
	// MetricOpen is how many notifications waited to be booked at the last look, and MetricCorrections counts the
	// workflows that were started for late failures.
	MetricOpen        = "makegood_notifications_open"
	MetricCorrections = "makegood_corrections_started_total"
)

type webhookResult string

const (
	webhookStored   webhookResult = "stored"
	webhookRepeated webhookResult = "repeated"
	webhookForged   webhookResult = "forged"
	webhookTooLarge webhookResult = "too_large"
	webhookBroken   webhookResult = "broken"
	webhookBusy     webhookResult = "busy"
	webhookFailed   webhookResult = "failed"
	webhookNobody   webhookResult = "nobody"
)

type webhookCounts struct {
	webhooks, facts, unreadable *prometheus.CounterVec
	retries, corrections        prometheus.Counter
	open                        prometheus.Gauge
}

func newWebhookCounts(c WebhooksConfig) (webhookCounts, error) {
	vector := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	w := webhookCounts{
		webhooks:    vector(MetricWebhooks, "Notifications of providers, by what was answered.", "provider", "result"),
		facts:       vector(MetricFacts, "Facts of providers, by what came of them.", "provider", "result"),
		unreadable:  vector(MetricUnreadable, "Notifications that are the provider's and cannot be read.", "provider"),
		retries:     prometheus.NewCounter(prometheus.CounterOpts{Name: MetricFactRetries, Help: "Tries to book facts that failed."}),
		corrections: prometheus.NewCounter(prometheus.CounterOpts{Name: MetricCorrections, Help: "Workflows that were started for late failures."}),
		open:        prometheus.NewGauge(prometheus.GaugeOpts{Name: MetricOpen, Help: "Notifications that wait to be booked."}),
	}
	var err error
	for _, metric := range []prometheus.Collector{w.webhooks, w.facts, w.unreadable, w.retries, w.corrections, w.open} {
		err = errors.Join(err, c.Metrics.Register(metric))
	}
	for name := range c.Receivers {
		w.unreadable.WithLabelValues(name)
		for _, result := range []webhookResult{webhookStored, webhookRepeated, webhookForged, webhookFailed} {
			w.webhooks.WithLabelValues(name, string(result))
		}
	}
	if err != nil {
		return w, fmt.Errorf("starter: metrics of webhooks: %w", err)
	}
	return w, nil
}

func (c webhookCounts) received(provider string, result webhookResult) {
	c.webhooks.WithLabelValues(provider, string(result)).Inc()
}

func (c webhookCounts) fact(provider string, result refund.FactResult) {
	c.facts.WithLabelValues(provider, string(result)).Inc()
}
