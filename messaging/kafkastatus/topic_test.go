package kafkastatus_test

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/makegood/makegood/messaging/kafkastatus"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/refund"
)

const partitions = 6

// broker is an in-process Kafka with the status topic on it.
func broker(t *testing.T) []string {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(partitions, kafkastatus.DefaultTopic))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	return cluster.ListenAddrs()
}

func topic(t *testing.T, brokers []string) *kafkastatus.Topic {
	t.Helper()
	status, err := kafkastatus.New(kafkastatus.Config{Brokers: brokers, Source: "/makegood/test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := status.Close(); err != nil {
			t.Error(err)
		}
	})
	return status
}

// read returns the first records of the partition that a Java client would look for the order in.
func read(t *testing.T, brokers []string, order string, count int) []kafka.Message {
	t.Helper()
	all := make([]int, partitions)
	for n := range all {
		all[n] = n
	}
	partition := kafka.Murmur2Balancer{}.Balance(kafka.Message{Key: []byte(order)}, all...)
	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers: brokers, Topic: kafkastatus.DefaultTopic, Partition: partition, MaxWait: 10 * time.Millisecond,
	})
	defer reader.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var records []kafka.Message
	for range count {
		m, err := reader.ReadMessage(ctx)
		if err != nil {
			t.Fatalf("after %d records: %v", len(records), err)
		}
		records = append(records, m)
	}
	return records
}

func headersOf(m kafka.Message) map[string]string {
	headers := map[string]string{}
	for _, h := range m.Headers {
		headers[h.Key] = string(h.Value)
	}
	return headers
}

func bodyOf(t *testing.T, m kafka.Message) map[string]any {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal(m.Value, &body); err != nil {
		t.Fatalf("%v in %s", err, m.Value)
	}
	return body
}

func TestTheTopicConforms(t *testing.T) {
	messagingtest.RunTopicConformance(t, func(t *testing.T) messagingtest.TopicRig {
		brokers := broker(t)
		return messagingtest.TopicRig{Topic: topic(t, brokers), Records: func(t *testing.T, count int) []messagingtest.Record {
			var records []messagingtest.Record
			for _, m := range read(t, brokers, "o-1001", count) {
				records = append(records, recordOf(t, m))
			}
			return records
		}}
	})
}

func recordOf(t *testing.T, m kafka.Message) messagingtest.Record {
	t.Helper()
	body := bodyOf(t, m)
	minor, err := strconv.ParseInt(body["total_minor"].(string), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return messagingtest.Record{
		ID: headersOf(m)["ce_id"], OrderID: string(m.Key), Notice: refund.NoticeKind(body["notice"].(string)),
		Status: refund.Status(body["status"].(string)), AmountMinor: minor,
	}
}

func TestARecordIsACloudEventOfTheContract(t *testing.T) {
	brokers := broker(t)
	n := messagingtest.Told(refund.NoticeOffer, refund.StatusRefunded)
	expected := n.At.Add(72 * time.Hour)
	n.Sequence, n.Offer, n.OfferCode, n.ExpectedBy = 3, refund.OfferOpen, "MG-7F3K", &expected
	n.OfferTerms = &refund.OfferTerms{Budget: "b1", Choices: []refund.OfferChoice{
		{ID: "c1", Kind: refund.OfferCoupon, AmountMinor: 2000, Promotion: "sorry-2026"},
		{ID: "c2", Kind: refund.OfferPoints, AmountMinor: 900, Units: &refund.Units{Asset: "PTS:club", Amount: 1500}},
	}}
	n.OfferBy, n.OfferChoice, n.Customer = &expected, "c2", "u-42"
	n.ReturnBy, n.AnswerBy, n.AppealBy, n.PayBy, n.Why, n.Occasion = &expected, &expected, &expected, &expected, []string{"OUTSIDE_WINDOW"}, "2"
	n.CreditNote = &refund.CreditNote{Invoice: &refund.Invoice{Number: "INV-7", Date: "2026-11-01"}, NetMinor: 8850, Taxes: []refund.CreditedTax{
		{Mode: refund.TaxInclusive, Code: "VAT", Rate: "0.13", NetMinor: 8850, TaxMinor: 1150},
	}}
	if err := topic(t, brokers).Publish(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	m := read(t, brokers, "o-1001", 1)[0]
	wantEqual(t, headersOf(m), map[string]string{
		"ce_specversion": "1.0", "ce_id": "refund/acme/o-1001/c-1#offer#2", "ce_source": "/makegood/test",
		"ce_type": "makegood.refund.v1.RefundStatusChanged", "ce_subject": "refund/acme/o-1001/c-1",
		"ce_time": "2026-11-02T09:00:00.000123Z", "content-type": "application/json",
	})
	wantEqual(t, bodyOf(t, m), map[string]any{
		"event_id": "refund/acme/o-1001/c-1#offer#2", "refund_id": "refund/acme/o-1001/c-1",
		"merchant_id": "acme", "order_id": "o-1001", "cancellation_id": "c-1",
		"status": "Refunded", "offer": "Open", "notice": "offer", "currency_code": "CNY",
		"total_minor": "10000", "paid_minor": "4500", "sequence": "3",
		"occurred_at": "2026-11-02T09:00:00.000123Z", "expected_by": "2026-11-05T09:00:00.000123Z",
		"offer_terms": map[string]any{"kind": "COUPON", "amount_minor": "2000", "promotion": "sorry-2026", "choices": []any{
			map[string]any{"id": "c1", "kind": "COUPON", "amount_minor": "2000", "promotion": "sorry-2026"},
			map[string]any{"id": "c2", "kind": "POINTS", "amount_minor": "900", "asset": "PTS:club", "units": "1500"},
		}},
		"offer_by": "2026-11-05T09:00:00.000123Z", "offer_choice": "c2", "return_by": "2026-11-05T09:00:00.000123Z",
		"answer_by": "2026-11-05T09:00:00.000123Z", "appeal_by": "2026-11-05T09:00:00.000123Z", "pay_by": "2026-11-05T09:00:00.000123Z", "why": []any{"OUTSIDE_WINDOW"}, "occasion": "2",
		"credit_note": map[string]any{"invoice_number": "INV-7", "invoice_date": "2026-11-01", "net_minor": "8850", "taxes": []any{
			map[string]any{"mode": "INCLUSIVE", "code": "VAT", "rate": "0.13", "net_minor": "8850", "tax_minor": "1150"},
		}},
	})
}

// TestARecordTellsWhatThePayerGets: where that is not all of it, by which reference, and when.
func TestARecordTellsWhatThePayerGets(t *testing.T) {
	from := time.Date(2026, 11, 4, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		kind      refund.NoticeKind
		partMinor int64
		want      any
	}{{refund.NoticeRefunded, 1000, "3500"}, {refund.NoticeSent, 1000, "9000"}, {refund.NoticeRefunded, 0, nil}} {
		brokers := broker(t)
		n := messagingtest.Told(c.kind, refund.StatusRefunded)
		n.ProviderPartMinor, n.BankReferences, n.ExpectedFrom = c.partMinor, []string{"7402"}, &from
		if err := topic(t, brokers).Publish(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		said := bodyOf(t, read(t, brokers, "o-1001", 1)[0])
		wantEqual(t, []any{said["payer_minor"], said["bank_references"], said["expected_from"]}, []any{c.want, []any{"7402"}, "2026-11-04T09:00:00Z"})
	}
}

// wantEqual compares as JSON, which sorts keys.
func wantEqual(t *testing.T, got, want any) {
	t.Helper()
	gotJSON, gotErr := json.Marshal(got)
	wantJSON, wantErr := json.Marshal(want)
	if err := errors.Join(gotErr, wantErr); err != nil || string(gotJSON) != string(wantJSON) {
		t.Errorf("%v\ngot  %s\nwant %s", err, gotJSON, wantJSON)
	}
}

func TestAnAbsentBrokerIsAnErrorWithinTheCallersTime(t *testing.T) {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	brokers := cluster.ListenAddrs()
	cluster.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := topic(t, brokers).Publish(ctx, messagingtest.Told(refund.NoticeRefunded, refund.StatusRefunded)); err == nil {
		t.Error("published without a broker")
	}
}

func TestWithoutBrokersThereIsNoTopic(t *testing.T) {
	if _, err := kafkastatus.New(kafkastatus.Config{}); err == nil {
		t.Error("accepted")
	}
}
