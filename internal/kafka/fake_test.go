//go:build !kafka

package kafka_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/kafka/apache"
)

// sessionTimeout is short, because the broker in this process allows it.
const sessionTimeout = 2 * time.Second

// serve makes a topic on a broker of this process. With the build tag kafka it is one on a real Apache
// Kafka, and the same tests run there.
func serve(t *testing.T, partitions int) place {
	t.Helper()
	return placeOn(broker(t, kfake.SeedTopics(int32(partitions), "orders")))
}

// serveWithout is a broker that does not have the topic.
func serveWithout(t *testing.T) place {
	t.Helper()
	return placeOn(broker(t))
}

func placeOn(cluster *kfake.Cluster) place {
	return place{brokers: cluster.ListenAddrs(), topic: "orders", group: "readers"}
}

// serveSecured is a broker with a topic that demands what the listener of an Apache Kafka does.
func serveSecured(t *testing.T, listener apache.Listener) (place, *apache.Authority) {
	t.Helper()
	authority, err := apache.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	certificate, key, err := authority.Issue("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	own, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}
	opts := []kfake.Opt{kfake.SeedTopics(1, "orders"), kfake.TLS(config)}
	if listener == apache.SignedIn {
		opts = append(opts, kfake.EnableSASL())
		for _, mechanism := range []kafka.Mechanism{kafka.MechanismPlain, kafka.MechanismScramSHA256, kafka.MechanismScramSHA512} {
			opts = append(opts, kfake.Superuser(string(mechanism), apache.User, apache.Password))
		}
	} else {
		config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(authority.PEM())
	}
	return placeOn(broker(t, opts...)), authority
}

// broker starts an in-process broker that speaks the real protocol on a free local port.
func broker(t *testing.T, opts ...kfake.Opt) *kfake.Cluster {
	t.Helper()
	opts = append([]kfake.Opt{kfake.NumBrokers(1), kfake.GroupMinSessionTimeout(100 * time.Millisecond)}, opts...)
	cluster, err := kfake.NewCluster(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	return cluster
}

// heartbeatsUntilDead is how many heartbeats of the tests' session fill its time-out.
const heartbeatsUntilDead = 10

// heartbeats counts what keeps a member in its group, and how often it had to join.
type heartbeats struct {
	beats chan struct{}
	joins atomic.Int32
}

func watchHeartbeats(cluster *kfake.Cluster) *heartbeats {
	h := &heartbeats{beats: make(chan struct{}, 1)}
	cluster.ControlKey(int16(kmsg.Heartbeat), func(kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		select {
		case h.beats <- struct{}{}:
		default:
		}
		return nil, nil, false
	})
	cluster.ControlKey(int16(kmsg.JoinGroup), func(kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		h.joins.Add(1)
		return nil, nil, false
	})
	return h
}

func (h *heartbeats) await(t *testing.T, count int) {
	t.Helper()
	limit := time.After(deadline)
	for range count {
		select {
		case <-h.beats:
		case <-limit:
			t.Fatal("the consumer sends no heartbeats")
		}
	}
}

// commits watches every offset commit the broker accepts to handle.
type commits struct {
	mu      sync.Mutex
	highest map[int32]int64
	rewinds []string
}

func watchCommits(cluster *kfake.Cluster) *commits {
	c := &commits{highest: map[int32]int64{}}
	cluster.ControlKey(int16(kmsg.OffsetCommit), func(request kmsg.Request) (kmsg.Response, error, bool) {
		cluster.KeepControl()
		c.note(request.(*kmsg.OffsetCommitRequest))
		return nil, nil, false
	})
	return c
}

func (c *commits) note(request *kmsg.OffsetCommitRequest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range request.Topics {
		for _, p := range t.Partitions {
			if p.Offset < c.highest[p.Partition] {
				c.rewinds = append(c.rewinds, fmt.Sprintf("partition %d from %d to %d", p.Partition, c.highest[p.Partition], p.Offset))
			}
			c.highest[p.Partition] = max(c.highest[p.Partition], p.Offset)
		}
	}
}

func (c *commits) check(t *testing.T) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, rewind := range c.rewinds {
		t.Errorf("a commit went back: %s", rewind)
	}
}
