package embedded

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/twmb/franz-go/pkg/kfake"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/port"
)

// partitionsDefault is enough for order keys to be worked on side by side.
const partitionsDefault = 4

// startBroker starts one Kafka broker in this process, its data on disk.
func (s *Stack) startBroker(_ context.Context, o Options) error {
	partitions := o.PartitionCount
	if partitions == 0 {
		partitions = partitionsDefault
	}
	at, err := freePort(o.Ports.Kafka)
	if err != nil {
		return fmt.Errorf("embedded: broker: %w", err)
	}
	cluster, err := kfake.NewCluster(
		kfake.NumBrokers(1),
		kfake.Ports(at),
		kfake.ClusterID("makegood"),
		kfake.SeedTopics(partitions, o.Topics...),
		kfake.DataDir(filepath.Join(o.DataDir, "kafka")),
	)
	if err != nil {
		return fmt.Errorf("embedded: broker on 127.0.0.1:%d: %w", at, err)
	}
	s.stops = append(s.stops, func() error { cluster.Close(); return nil })
	s.KafkaAddress = port.Local(at)
	o.Logger.Info("broker is up", zap.String("address", s.KafkaAddress))
	return nil
}

// freePort is port.Free for the stack: a port that is taken is most often another demo's.
func freePort(wanted int) (int, error) {
	free, err := port.Free(wanted)
	if err != nil {
		return 0, fmt.Errorf("%w (is another makegood demo running?)", err)
	}
	return free, nil
}
