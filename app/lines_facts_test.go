package app

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/kafka"
)

func TestTheDoctorLooksAtTheTopicsOfFacts(t *testing.T) {
	const topic = "payments.dispute.v1"
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(2, topic))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	at := kafka.Line{Brokers: cluster.ListenAddrs()}
	s := loaded(t, map[string]string{"MAKEGOOD_KAFKA_BROKERS": at.Brokers[0], "MAKEGOOD_KAFKA_DISPUTE_TOPIC": topic})
	wants(t, "nothing waits", said(t, s, doctor.CodeFactsWait), "")
	w := kafka.NewWriter(at)
	t.Cleanup(func() { _ = w.Close() })
	written := driver.Message{Topic: topic, Key: []byte("o1"), Value: []byte("{}"), Time: time.Now().Add(-time.Hour)}
	if err := w.WriteMessages(t.Context(), written, written, written); err != nil {
		t.Fatal(err)
	}
	if got := said(t, s, doctor.CodeFactsWait); !strings.Contains(got, "3 records of topic "+topic+" are not stored") || !strings.Contains(got, "makegood-dispute") {
		t.Errorf("it says %q", got)
	}
	commit(t, at, topic, "makegood-dispute")
	wants(t, "all is stored", said(t, s, doctor.CodeFactsWait), "")
	s.FactTopics.DisputeTopic = "payments.other.v1"
	wants(t, "another topic", said(t, s, doctor.CodeFactsWait), "MAKEGOOD_KAFKA_DISPUTE_TOPIC")
	s.Kafka.Brokers = []string{"127.0.0.1:1"}
	wants(t, "nobody answers", said(t, s, doctor.CodeFactsWait), "MAKEGOOD_KAFKA_DISPUTE_TOPIC")
}

// commit makes everything of a topic safe for a group.
func commit(t *testing.T, at kafka.Line, topic, group string) {
	t.Helper()
	client := &driver.Client{Addr: driver.TCP(at.Brokers...)}
	var offsets []driver.OffsetCommit
	for partition := range 2 {
		offsets = append(offsets, driver.OffsetCommit{Partition: partition, Offset: 3})
	}
	answer, err := client.OffsetCommit(t.Context(), &driver.OffsetCommitRequest{GroupID: group, GenerationID: -1, Topics: map[string][]driver.OffsetCommit{topic: offsets}})
	if err != nil || answer.Topics[topic][0].Error != nil {
		t.Fatalf("%v %+v", err, answer)
	}
}

func TestTheDoctorLooksWhereProvidersNotify(t *testing.T) {
	starterAnswers := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusMethodNotAllowed) }))
	t.Cleanup(starterAnswers.Close)
	folder := t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	if err := os.WriteFile(cert, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	right := map[string]string{"MAKEGOOD_WEBHOOKS_ADDRESS": starterAnswers.Listener.Addr().String(), "MAKEGOOD_STRIPE_WEBHOOK_SECRET": "whsec_" + strings.Repeat("s", 32)}
	for name, c := range map[string]struct {
		set     map[string]string
		setting string
	}{
		"nothing is wrong":      {nil, ""},
		"nobody answers":        {map[string]string{"MAKEGOOD_WEBHOOKS_ADDRESS": "127.0.0.1:1"}, "MAKEGOOD_WEBHOOKS_ADDRESS"},
		"somebody else answers": {map[string]string{"MAKEGOOD_WEBHOOKS_ADDRESS": plainServer(t)}, "MAKEGOOD_WEBHOOKS_ADDRESS"},
		"every interface":       {map[string]string{"MAKEGOOD_WEBHOOKS_ADDRESS": "0.0.0.0:1"}, ""},
		"no provider's secret":  {map[string]string{"MAKEGOOD_STRIPE_WEBHOOK_SECRET": ""}, "MAKEGOOD_WEBHOOKS_ADDRESS"},
		"a file that is none":   {map[string]string{"MAKEGOOD_WEBHOOKS_ADDRESS": "0.0.0.0:1", "MAKEGOOD_WEBHOOKS_TLS_CERT_FILE": cert, "MAKEGOOD_WEBHOOKS_TLS_KEY_FILE": key}, "MAKEGOOD_WEBHOOKS_TLS_CERT_FILE"},
	} {
		set := map[string]string{}
		for _, from := range []map[string]string{right, c.set} {
			for setting, value := range from {
				set[setting] = value
			}
		}
		wants(t, name, said(t, loaded(t, set), doctor.CodeWebhooksWrong), c.setting)
	}
}
