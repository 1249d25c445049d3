package inapp_test

import (
	"context"
	"encoding/json"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/inapp"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
)

// notAuthorized is Kafka's answer that its client does not repeat by itself.
const notAuthorized = 29

// broker is an in-process Kafka with the topic on one partition; while away it writes nothing.
type broker struct {
	addrs []string
	away  atomic.Bool
}

func startBroker(t *testing.T) *broker {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, inapp.DefaultTopic))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	b := &broker{addrs: cluster.ListenAddrs()}
	cluster.ControlKey(int16(kmsg.Produce), func(request kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		if !b.away.Load() {
			return nil, nil, false
		}
		return refusal(request.(*kmsg.ProduceRequest)), nil, true
	})
	return b
}

func refusal(request *kmsg.ProduceRequest) kmsg.Response {
	answer := request.ResponseKind().(*kmsg.ProduceResponse)
	for _, topic := range request.Topics {
		refused := kmsg.NewProduceResponseTopic()
		refused.Topic = topic.Topic
		for _, partition := range topic.Partitions {
			one := kmsg.NewProduceResponseTopicPartition()
			one.Partition, one.ErrorCode = partition.Partition, notAuthorized
			refused.Partitions = append(refused.Partitions, one)
		}
		answer.Topics = append(answer.Topics, refused)
	}
	return answer
}

// records reads everything on the topic.
func (b *broker) records(t *testing.T) []driver.Message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	leader, err := driver.DialLeader(ctx, "tcp", b.addrs[0], inapp.DefaultTopic, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer leader.Close()
	count, err := leader.ReadLastOffset()
	if err != nil {
		t.Fatal(err)
	}
	reader := driver.NewReader(driver.ReaderConfig{Brokers: b.addrs, Topic: inapp.DefaultTopic, MaxWait: 10 * time.Millisecond})
	defer reader.Close()
	var all []driver.Message
	for range count {
		m, err := reader.ReadMessage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

func open(t *testing.T, b *broker) *inapp.Topic {
	t.Helper()
	topic, err := inapp.New(inapp.Config{Brokers: b.addrs, Source: "/makegood/test", Once: messagingtest.Once()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := topic.Close(); err != nil {
			t.Error(err)
		}
	})
	return topic
}

func bodyOf(t *testing.T, m driver.Message) map[string]string {
	t.Helper()
	var body map[string]string
	if err := json.Unmarshal(m.Value, &body); err != nil {
		t.Fatalf("%v in %s", err, m.Value)
	}
	return body
}

func TestTheTopicConforms(t *testing.T) {
	messagingtest.RunChannelConformance(t, func(t *testing.T) messagingtest.ChannelRig {
		b := startBroker(t)
		return messagingtest.ChannelRig{
			Channel: open(t, b),
			Letters: func(t *testing.T) (letters []messagingtest.Letter) {
				for _, m := range b.records(t) {
					body := bodyOf(t, m)
					letters = append(letters, messagingtest.Letter{To: body["customer_id"], Subject: body["subject"], Body: body["body"]})
				}
				return letters
			},
			Away: func(_ *testing.T, away bool) { b.away.Store(away) },
			Carries: func(m messaging.Message) messagingtest.Letter {
				return messagingtest.Letter{To: string(m.Customer), Subject: m.Subject, Body: m.Body}
			},
		}
	})
}

func TestARecordIsACloudEventWithoutContactData(t *testing.T) {
	b := startBroker(t)
	m := messaging.Message{
		ID: "refund/acme/o-1001/c-1#offer", Refund: "refund/acme/o-1001/c-1", Kind: refund.NoticeOffer, Customer: "u-42",
		At: time.Date(2026, 11, 2, 9, 0, 0, 123000, time.UTC), Locale: "en", Subject: "Something from us", Short: "A coupon.", Body: "Hello\n",
		Link: "https://acme.example/offers", To: refund.Contact{Email: "li@example.test", Phone: "+8613800000000", PushToken: "token-42"},
	}
	if err := open(t, b).Deliver(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	record := b.records(t)[0]
	headers := map[string]string{}
	for _, h := range record.Headers {
		headers[h.Key] = string(h.Value)
	}
	wantHeaders := map[string]string{
		"ce_specversion": "1.0", "ce_id": "refund/acme/o-1001/c-1#offer", "ce_source": "/makegood/test", "ce_type": "makegood.refund.v1.CustomerMessage",
		"ce_subject": "refund/acme/o-1001/c-1", "ce_time": "2026-11-02T09:00:00.000123Z", "content-type": "application/json",
	}
	wantBody := map[string]string{
		"message_id": "refund/acme/o-1001/c-1#offer", "refund_id": "refund/acme/o-1001/c-1", "merchant_id": "acme", "order_id": "o-1001",
		"cancellation_id": "c-1", "customer_id": "u-42", "kind": "offer", "locale": "en", "subject": "Something from us", "short": "A coupon.",
		"body": "Hello\n", "link": "https://acme.example/offers", "occurred_at": "2026-11-02T09:00:00.000123Z",
	}
	if body := bodyOf(t, record); string(record.Key) != "o-1001" || !reflect.DeepEqual(headers, wantHeaders) || !reflect.DeepEqual(body, wantBody) {
		t.Errorf("key %s\n%v\n%v", record.Key, headers, body)
	}
}

func TestTheConfigurationIsChecked(t *testing.T) {
	for name, config := range map[string]inapp.Config{"no brokers": {Once: messagingtest.Once()}, "no memory": {Brokers: []string{"127.0.0.1:9092"}}} {
		if _, err := inapp.New(config); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
