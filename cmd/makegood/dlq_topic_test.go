package main

import (
	"strings"
	"testing"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/makegood/makegood/internal/kafka"
)

const updatedTopic = "payments.refund-updated.v1"

func TestDeadLettersOfATopicOfFactsAreListedShownAndReplayedByItsName(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, cancelled, deadLetters, updatedTopic, updatedTopic+".makegood.dlq"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	s := newShell(t)
	s.set("KAFKA_BROKERS", cluster.ListenAddrs()[0])
	if status, _, problem := s.run(t, "dlq", "list", "--topic", updatedTopic); status != 2 || !strings.Contains(problem, cancelled) {
		t.Errorf("a topic that no setting reads: %d, %s", status, problem)
	}
	s.set("KAFKA_REFUND_UPDATED_TOPIC", updatedTopic)
	w := kafka.NewWriter(kafka.Line{Brokers: cluster.ListenAddrs()})
	t.Cleanup(func() { _ = w.Close() })
	record := kafka.Record{Topic: updatedTopic, Offset: 40, Key: []byte("o1"), Value: []byte(`{"status":"ARRIVED"}`), Time: at}
	if err := kafka.NewDeadLetters(w, "makegood").Write(t.Context(), record, kafka.Letter{Stage: "decode", Reason: "UNKNOWN_KIND", Detail: "no such status", At: at}); err != nil {
		t.Fatal(err)
	}
	s.says(t, updatedTopic+"/0/40", "dlq", "list", "--topic", updatedTopic)
	s.says(t, "no events were refused", "dlq", "list")
	s.says(t, "UNKNOWN_KIND", "dlq", "show", "0/0", "--topic", updatedTopic)
	s.says(t, "1 sent, 0 not", "dlq", "replay", "0/0", "--topic", updatedTopic, "--by", "ann")
	s.says(t, "no events were refused", "dlq", "list", "--topic", updatedTopic)
	reader := driver.NewReader(driver.ReaderConfig{Brokers: cluster.ListenAddrs(), Topic: updatedTopic})
	defer func() { _ = reader.Close() }()
	sent, err := reader.FetchMessage(t.Context())
	if err != nil || string(sent.Value) != string(record.Value) || string(sent.Key) != "o1" {
		t.Errorf("sent was %q, %v", sent.Value, err)
	}
}
