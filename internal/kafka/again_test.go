//go:build !kafka

package kafka_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/makegood/makegood/internal/kafka"
)

// refuseFirst has the broker answer the first count requests of a kind with an error for every topic that they name.
// It returns how often the kind was asked.
func refuseFirst(cluster *kfake.Cluster, kind kmsg.Key, code *kerr.Error, count int32) *atomic.Int32 {
	asked := &atomic.Int32{}
	cluster.ControlKey(kind.Int16(), func(request kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		if asked.Add(1) > count {
			return nil, nil, false
		}
		return refusal(request, code.Code), nil, true
	})
	return asked
}

// refusal answers the request with the code for all that it names.
func refusal(request kmsg.Request, code int16) kmsg.Response {
	answer := request.ResponseKind()
	answer.SetVersion(request.GetVersion())
	switch asked := request.(type) {
	case *kmsg.ListOffsetsRequest:
		into := answer.(*kmsg.ListOffsetsResponse)
		for _, topic := range asked.Topics {
			of := kmsg.ListOffsetsResponseTopic{Topic: topic.Topic}
			for _, p := range topic.Partitions {
				of.Partitions = append(of.Partitions, kmsg.ListOffsetsResponseTopicPartition{Partition: p.Partition, ErrorCode: code, Timestamp: -1, Offset: -1})
			}
			into.Topics = append(into.Topics, of)
		}
	case *kmsg.FetchRequest:
		into := answer.(*kmsg.FetchResponse)
		for _, topic := range asked.Topics {
			of := kmsg.FetchResponseTopic{Topic: topic.Topic, TopicID: topic.TopicID}
			for _, p := range topic.Partitions {
				of.Partitions = append(of.Partitions, kmsg.FetchResponseTopicPartition{Partition: p.Partition, ErrorCode: code, HighWatermark: -1})
			}
			into.Topics = append(into.Topics, of)
		}
	case *kmsg.DescribeConfigsRequest:
		into := answer.(*kmsg.DescribeConfigsResponse)
		for _, resource := range asked.Resources {
			into.Resources = append(into.Resources, kmsg.DescribeConfigsResponseResource{
				ErrorCode: code, ResourceType: resource.ResourceType, ResourceName: resource.ResourceName,
			})
		}
	}
	return answer
}

// oneLetter is a cluster with a letter in a box.
func oneLetter(t *testing.T) (*kfake.Cluster, place, kafka.LetterBox) {
	t.Helper()
	cluster := broker(t, kfake.SeedTopics(1, "orders", kafka.DeadLetterTopic("orders", "readers")))
	p := placeOn(cluster)
	p.refused(t, kafka.Record{Topic: p.topic, Value: []byte("v")}, kafka.Letter{Stage: "decode", Reason: "MALFORMED", At: letterAt})
	return cluster, p, kafka.NewLetterBox(p.line(), p.topic, p.group)
}

// A topic that was made a moment ago is not known to every broker, and its partitions have no leaders yet.
func TestLettersAreReadFromATopicThatWasMadeAMomentAgo(t *testing.T) {
	for name, tc := range map[string]struct {
		kind kmsg.Key
		code *kerr.Error
	}{
		"its range is asked of a broker that does not lead it": {kmsg.ListOffsets, kerr.NotLeaderForPartition},
		"its range is asked of a broker that does not know it": {kmsg.ListOffsets, kerr.UnknownTopicOrPartition},
		"its leader is being chosen":                           {kmsg.ListOffsets, kerr.LeaderNotAvailable},
		"its records are asked of one that does not lead it":   {kmsg.Fetch, kerr.NotLeaderForPartition},
		"its records are asked of one that does not know it":   {kmsg.Fetch, kerr.UnknownTopicOrPartition},
	} {
		t.Run(name, func(t *testing.T) {
			cluster, _, box := oneLetter(t)
			asked := refuseFirst(cluster, tc.kind, tc.code, 2)
			list, err := box.List(within(t))
			if err != nil || len(list) != 1 || asked.Load() < 3 {
				t.Fatalf("%d letters after %d questions, %v", len(list), asked.Load(), err)
			}
		})
	}
}

func TestALetterIsReadWhileTheLeaderOfItsPartitionMoves(t *testing.T) {
	cluster, _, box := oneLetter(t)
	refuseFirst(cluster, kmsg.Fetch, kerr.NotLeaderForPartition, 1)
	if letter, err := box.Read(within(t), "0/0"); err != nil || letter.Reason != "MALFORMED" {
		t.Errorf("read %+v, %v", letter, err)
	}
}

func TestTheSettingsOfATopicThatWasMadeAMomentAgoAreRead(t *testing.T) {
	cluster, p, _ := oneLetter(t)
	refuseFirst(cluster, kmsg.DescribeConfigs, kerr.UnknownTopicOrPartition, 1)
	if _, err := kafka.TopicProblems(within(t), p.line(), kafka.Topic{Name: p.topic}, p.group); err != nil {
		t.Error(err)
	}
}

// An error that stays is said, after a number of tries; one that does not pass by itself is said at once. The range
// is two questions, where the log begins and where it ends.
func TestAnErrorThatStaysIsSaid(t *testing.T) {
	for name, tc := range map[string]struct {
		code     *kerr.Error
		min, max int32
	}{
		"one that might have passed": {kerr.NotLeaderForPartition, 5, 100},
		"one that does not pass":     {kerr.TopicAuthorizationFailed, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			cluster, _, box := oneLetter(t)
			asked := refuseFirst(cluster, kmsg.ListOffsets, tc.code, 1_000)
			_, err := box.List(within(t))
			if !errors.Is(err, driver.Error(tc.code.Code)) || asked.Load() < tc.min || asked.Load() > tc.max {
				t.Errorf("after %d questions: %v", asked.Load(), err)
			}
		})
	}
}

func TestAskingAgainEndsWithItsContext(t *testing.T) {
	cluster, _, box := oneLetter(t)
	ctx, cancel := context.WithCancel(within(t))
	var asked atomic.Int32
	cluster.ControlKey(kmsg.ListOffsets.Int16(), func(request kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		if asked.Add(1) == 2 {
			cancel()
		}
		return refusal(request, kerr.NotLeaderForPartition.Code), nil, true
	})
	if _, err := box.List(ctx); err == nil {
		t.Error("no error after its context ended")
	}
	if asked.Load() > 2 {
		t.Errorf("asked %d times after its context ended", asked.Load())
	}
}
