package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/starter"
)

// factsLate is how long a record of a topic of facts may wait to be stored.
const factsLate = 5 * time.Minute

// factLines look at how facts come in: the topics of a payment service in front, and where providers notify. None where
// the settings name neither.
func factLines(s config.Settings, now func() time.Time) (out []doctor.Line) {
	for _, topic := range []struct{ name, setting string }{
		{s.FactTopics.DisputeTopic, "KAFKA_DISPUTE_TOPIC"}, {s.FactTopics.RefundUpdatedTopic, "KAFKA_REFUND_UPDATED_TOPIC"},
	} {
		if topic.name != "" {
			out = append(out, doctor.Line{Name: "topic " + topic.name, Code: doctor.CodeFactsWait, Severity: doctor.SeverityLate,
				Problems: func(ctx context.Context) []string { return factTopicProblems(ctx, s, topic.name, topic.setting, now) }})
		}
	}
	if s.Webhooks.On() {
		out = append(out, doctor.Line{Name: "webhooks", Code: doctor.CodeWebhooksWrong, Severity: doctor.SeverityLate,
			Problems: func(ctx context.Context) []string { return webhookProblems(ctx, s, now) }})
	}
	return out
}

// factTopicProblems: the topic is there, can be read, and the starter is not behind.
func factTopicProblems(ctx context.Context, s config.Settings, topic, setting string, now func() time.Time) []string {
	ctx, cancel := context.WithTimeout(ctx, 2*reachTimeout)
	defer cancel()
	group := factTopics(s).GroupOf(topic, s.Kafka.Group)
	waiting, err := kafka.WaitingFor(ctx, KafkaLine(s.Kafka), topic, group)
	switch {
	case errors.Is(err, kafka.ErrNoTopic):
		return []string{fmt.Sprintf("topic %s is not there: the starter makes it, or look at %s%s", topic, config.Prefix, setting)}
	case err != nil:
		return []string{fmt.Sprintf("topic %s cannot be read: look at %s%s and %s: %v", topic, config.Prefix, setting, kafkaSetting(err, s.Kafka), err)}
	case !waiting.Oldest.IsZero() && now().Sub(waiting.Oldest) > factsLate:
		return []string{fmt.Sprintf("%d records of topic %s are not stored, the oldest since %s: does a starter run with %s%s, as group %s?",
			waiting.Count, topic, waiting.Oldest.Format("2006-01-02 15:04 MST"), config.Prefix, setting, group)}
	}
	return nil
}

// webhookProblems: somebody's notifications can be verified, the certificate holds, and the starter answers. An address
// of every interface names no machine: nobody is called there.
func webhookProblems(ctx context.Context, s config.Settings, now func() time.Time) (out []string) {
	receivers, err := Receivers(s)
	switch {
	case err != nil:
		out = append(out, err.Error())
	case len(receivers) == 0:
		out = append(out, "no provider's secret is set, so that every notification is answered with 404: look at "+config.Prefix+"WEBHOOKS_ADDRESS, or set the secret (docs/providers.md)")
	}
	if s.Webhooks.TLSCertFile != "" {
		out = append(out, certificateProblems(s.Webhooks, now())...)
	}
	host, _, err := net.SplitHostPort(s.Webhooks.Address)
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && ip.IsUnspecified() {
		return out
	}
	if err := callWebhooks(ctx, s.Webhooks); err != nil {
		out = append(out, fmt.Sprintf("the starter takes no notifications at %s: look at %sWEBHOOKS_ADDRESS: %v", s.Webhooks.Address, config.Prefix, err))
	}
	return out
}

func certificateProblems(w config.Webhooks, now time.Time) []string {
	pair, err := tls.LoadX509KeyPair(w.TLSCertFile, w.TLSKeyFile)
	switch {
	case err != nil:
		return []string{fmt.Sprintf("the certificate of webhooks cannot be used: look at %sWEBHOOKS_TLS_CERT_FILE and %sWEBHOOKS_TLS_KEY_FILE: %v", config.Prefix, config.Prefix, err)}
	case now.After(pair.Leaf.NotAfter):
		return []string{fmt.Sprintf("the certificate of webhooks has ended on %s: look at %sWEBHOOKS_TLS_CERT_FILE", pair.Leaf.NotAfter.UTC().Format(time.DateOnly), config.Prefix)}
	}
	return nil
}

// callWebhooks asks what only a webhook's address answers in this way: a GET is no notification.
func callWebhooks(ctx context.Context, w config.Webhooks) error {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	scheme := "http"
	if w.TLSCertFile != "" {
		scheme = "https"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+w.Address+starter.WebhookPath+"doctor", nil)
	if err != nil {
		return err
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // whether somebody answers; nothing is said or believed
	defer transport.CloseIdleConnections()
	answer, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return err
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusMethodNotAllowed {
		return fmt.Errorf("somebody else answers there, with %s", answer.Status)
	}
	return nil
}
