package embedded

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strconv"

	"github.com/twmb/franz-go/pkg/kfake"
	"go.uber.org/zap"
)

// partitionsDefault is enough for order keys to be worked on side by side.
const partitionsDefault = 4

// startBroker starts one Kafka broker in this process, its data on disk.
func (s *Stack) startBroker(_ context.Context, o Options) error {
	partitions := o.PartitionCount
	if partitions == 0 {
		partitions = partitionsDefault
	}
	port, err := freePort(o.Ports.Kafka)
	if err != nil {
		return fmt.Errorf("embedded: broker: %w", err)
	}
	cluster, err := kfake.NewCluster(
		kfake.NumBrokers(1),
		kfake.Ports(port),
		kfake.ClusterID("makegood"),
		kfake.SeedTopics(partitions, o.Topics...),
		kfake.DataDir(filepath.Join(o.DataDir, "kafka")),
	)
	if err != nil {
		return fmt.Errorf("embedded: broker on 127.0.0.1:%d: %w", port, err)
	}
	s.stops = append(s.stops, func() error { cluster.Close(); return nil })
	s.KafkaAddress = local(port)
	o.Logger.Info("broker is up", zap.String("address", s.KafkaAddress))
	return nil
}

// freePort returns port, or a free one for 0, and an error when port is taken.
func freePort(port int) (int, error) {
	listener, err := net.Listen("tcp", local(port))
	if err != nil {
		return 0, fmt.Errorf("port %d is taken (is another makegood demo running?): %w", port, err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func local(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
