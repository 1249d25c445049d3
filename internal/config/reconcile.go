package config

import "time"

// Reconcile says when the ledger is held against the providers' lists, and who hears what came of it.
type Reconcile struct {
	At    string `env:"AT" envDefault:"06:00" doc:"when, each day (UTC), workers hold the ledger against the lists of the provider accounts (makegood reconcile); off: never by themselves"`
	Topic string `env:"TOPIC" doc:"what came of each reconciliation out, such as refunds.reconciliation.v1; empty: none"`
}

// ReconcileOff switches the daily reconciliation off.
const ReconcileOff = "off"

// Daily is when of the day it runs, from midnight UTC; false: never.
func (r Reconcile) Daily() (hour, minute int, on bool) {
	at, err := time.Parse("15:04", r.At)
	return at.Hour(), at.Minute(), err == nil
}

// reconcile checks the settings of reconciliation.
func (p *problems) reconcile(s Settings) {
	if _, _, on := s.Reconcile.Daily(); !on && s.Reconcile.At != ReconcileOff {
		p.add("RECONCILE_AT", s.Reconcile.At, "is no time of the day such as 06:00, and not off")
	}
	if s.Reconcile.Topic == "" {
		return
	}
	p.topic("RECONCILE_TOPIC", s.Reconcile.Topic)
	for _, other := range []string{s.Kafka.CancelledTopic, s.Kafka.StatusTopic, s.Kafka.InAppTopic, s.FactTopics.DisputeTopic, s.FactTopics.RefundUpdatedTopic} {
		if s.Reconcile.Topic == other {
			p.add("RECONCILE_TOPIC", s.Reconcile.Topic, "must differ from every other topic")
		}
	}
}
