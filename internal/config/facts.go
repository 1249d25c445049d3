package config

// FactTopics are the topics of those who have a payment service in front of makegood.
type FactTopics struct {
	DisputeTopic       string `env:"DISPUTE_TOPIC" doc:"what a payment service says of disputes in, such as payments.dispute.v1; empty: not read. Whoever may write to it is believed"`
	RefundUpdatedTopic string `env:"REFUND_UPDATED_TOPIC" doc:"what a payment service says of refunds in, such as payments.refund-updated.v1; empty: not read. Whoever may write to it is believed"`
}

// factTopics checks the topics of facts: each carries one kind of record.
func (p *problems) factTopics(s Settings) {
	taken := map[string]bool{s.Kafka.CancelledTopic: true, s.Kafka.StatusTopic: true}
	for _, topic := range []struct{ setting, name string }{
		{"KAFKA_DISPUTE_TOPIC", s.FactTopics.DisputeTopic}, {"KAFKA_REFUND_UPDATED_TOPIC", s.FactTopics.RefundUpdatedTopic},
	} {
		if topic.name == "" {
			continue
		}
		p.topic(topic.setting, topic.name)
		if taken[topic.name] {
			p.add(topic.setting, topic.name, "must differ from every other topic")
		}
		taken[topic.name] = true
	}
}
