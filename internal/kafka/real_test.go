//go:build kafka

package kafka_test

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/kafka/apache"
)

// sessionTimeout is the least that Apache Kafka accepts as it is shipped.
const sessionTimeout = 6 * time.Second

// server is the one Apache Kafka of this test binary. Starting one takes longer than most tests.
var server *apache.Server

func TestMain(m *testing.M) {
	if described := os.Getenv(memberVariable); described != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		if err := beMember(ctx, described); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(withServer(m))
}

func withServer(m *testing.M) (code int) {
	jars, err := filepath.Abs("../../bin/kafka")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	dir, err := os.MkdirTemp("", "makegood-kafka-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if server, err = apache.Start(context.Background(), jars, dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = server.Kill() }()
	return m.Run()
}

// serve makes a topic of the test's own on the server.
func serve(t *testing.T, partitions int) place {
	t.Helper()
	p := serveWithout(t)
	p.make(t, p.topic, partitions)
	return p
}

// serveWithout is a server that does not have the test's topic.
func serveWithout(t *testing.T) place {
	t.Helper()
	name := strings.NewReplacer("/", ".", "#", ".").Replace(t.Name())
	return place{brokers: []string{server.Address(apache.Plain)}, topic: name, group: name + ".readers"}
}

// serveSecured is a topic on the server, to be reached by a listener that is secured.
func serveSecured(t *testing.T, listener apache.Listener) (place, *apache.Authority) {
	t.Helper()
	p := serve(t, 1)
	p.brokers = []string{server.Address(listener)}
	return p, server.Authority
}
