//go:build !kafka

package kafka_test

import (
	"context"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
)

func portOf(t *testing.T, addr string) int {
	t.Helper()
	_, text, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func TestMissingTopicsAreCreatedAndOthersLeftAsTheyAre(t *testing.T) {
	cluster := broker(t, kfake.SeedTopics(7, "there"))
	there, missing := kafka.Topic{Name: "there", Partitions: 3}, kafka.Topic{Name: "orders", Partitions: 3, Replicas: 1}
	for range 2 { // the second time there is nothing to do
		err := kafka.EnsureTopics(within(t), zap.NewNop(), kafka.Line{Brokers: cluster.ListenAddrs()}, there, missing, missing.DeadLetters("readers"))
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]int{"there": 7, "orders": 3, "orders.readers.dlq": 3} {
		if got := len(cluster.PartitionInfos(name)); got != want {
			t.Errorf("%s has %d partitions, want %d", name, got, want)
		}
	}
	if got := cluster.TopicInfo("orders.readers.dlq").Configs["max.message.bytes"]; got == nil || *got != "16842752" {
		t.Errorf("the dead-letter topic takes records of %v bytes, want 16842752", got)
	}
}

func TestTheBrokersOwnDefaultsAreUsedForWhatIsNotSaid(t *testing.T) {
	cluster := broker(t, kfake.DefaultNumPartitions(5))
	if err := kafka.EnsureTopics(within(t), zap.NewNop(), kafka.Line{Brokers: cluster.ListenAddrs()}, kafka.Topic{Name: "orders"}); err != nil {
		t.Fatal(err)
	}
	if got := len(cluster.PartitionInfos("orders")); got != 5 {
		t.Fatalf("%d partitions, want 5", got)
	}
}

func TestWaitingForTopicsEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := kafka.EnsureTopics(ctx, zap.NewNop(), kafka.Line{Brokers: []string{"127.0.0.1:1"}}, kafka.Topic{Name: "orders"}); err == nil {
		t.Fatal("topics were found where no broker is")
	}
}
