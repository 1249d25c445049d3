//go:build kafka

package kafka_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
)

const (
	// onAfter is how soon reading goes on after a broker is back, or a member has died.
	onAfter = 12 * time.Second
	// endedAfter is how soon a member has ended that was told to.
	endedAfter = 2 * time.Second
)

// asShipped is a consumer with the defaults that a starter has.
func (p place) asShipped(handler kafka.Handler) kafka.ConsumerConfig {
	return kafka.ConsumerConfig{Line: p.line(), Topic: p.topic, Group: p.group, Handler: handler, Logger: zap.NewNop()}
}

// awaitWithin waits for count different records, and fails when they take longer than limit.
func (s *seen) awaitWithin(t *testing.T, count int, limit time.Duration) {
	t.Helper()
	began := time.Now()
	s.await(t, count)
	took := time.Since(began)
	t.Logf("reading went on after %s", took.Round(10*time.Millisecond))
	if took > limit {
		t.Errorf("reading went on after %s, want %s at most", took, limit)
	}
}

// The broker is killed while records are written and read, and comes back.
func TestABrokerThatIsKilledUnderLoadIsReadOnFrom(t *testing.T) {
	p := serve(t, 4)
	handled := newSeen()
	consume(t, p.asShipped(handled))
	const count = 3000
	producer := p.foreign(t, kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)))
	written := make(chan error, 1)
	go func() { written <- writeNumbers(context.WithoutCancel(t.Context()), producer, 0, count) }()
	handled.await(t, count/10)
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := server.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	handled.awaitWithin(t, handled.count()+1, onAfter)
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	handled.await(t, count)
	for key, numbers := range handled.byKey {
		if !firstTimesSorted(numbers) {
			t.Errorf("records of %s were handled out of order: %v", key, numbers)
		}
	}
	p.awaitCommitted(t, 4, p.ends(t, 4))
}

// writeNumbers writes numbers one after the other, over ten keys, as fast as the broker takes them.
func writeNumbers(ctx context.Context, client *kgo.Client, from, to int) error {
	for i := from; i < to; i++ {
		r := &kgo.Record{Key: fmt.Append(nil, "key-", i%10), Value: fmt.Append(nil, i)}
		if err := client.ProduceSync(ctx, r).FirstErr(); err != nil {
			return err
		}
	}
	return nil
}

// firstTimesSorted: what was handled for the first time was so in its sequence; a record may come again.
func firstTimesSorted(numbers []int) bool {
	highest := -1
	seen := map[int]bool{}
	for _, n := range numbers {
		if !seen[n] && n < highest {
			return false
		}
		seen[n], highest = true, max(highest, n)
	}
	return true
}

// A member's process is killed, and another one takes its partitions.
func TestAMemberThatDiesIsTakenOverFrom(t *testing.T) {
	p := serve(t, 2)
	p.send(t, p.numbered(10, 10)...)
	victim := startMember(t, p)
	p.awaitCommitted(t, 2, 10)
	handled := newSeen()
	consume(t, p.asShipped(handled))
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = victim.Wait()
	p.send(t, p.renumbered(10, 20)...)
	handled.awaitWithin(t, 20, onAfter)
}

func TestAMemberThatIsToldToEndHasEndedInTwoSeconds(t *testing.T) {
	p := serve(t, 2)
	p.send(t, p.numbered(10, 10)...)
	member := startMember(t, p)
	p.awaitCommitted(t, 2, 10)
	began := time.Now()
	if err := member.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := member.Wait(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > endedAfter {
		t.Errorf("it ended after %s, want %s at most", took, endedAfter)
	}
	handled := newSeen()
	consume(t, p.asShipped(handled))
	p.send(t, p.renumbered(10, 20)...)
	handled.awaitWithin(t, 20, 3*time.Second) // it has left: nobody waits for its session to run out
}

// The broker does not answer: what is asked of it takes no time from the end.
func TestAMemberEndsInTwoSecondsWhenTheBrokerIsAway(t *testing.T) {
	p := serve(t, 2)
	p.send(t, p.numbered(10, 10)...)
	handled := newSeen()
	stop := consume(t, p.asShipped(handled))
	handled.await(t, 10)
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	stop()
	if took := time.Since(began); took > endedAfter {
		t.Errorf("it ended after %s, want %s at most", took, endedAfter)
	}
	if err := server.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// memberVariable makes this test binary a member of a group: broker, topic and group, by commas.
const memberVariable = "MAKEGOOD_TEST_MEMBER"

func startMember(t *testing.T, p place) *exec.Cmd {
	t.Helper()
	member := exec.Command(os.Args[0])
	member.Env = append(os.Environ(), memberVariable+"="+strings.Join([]string{p.brokers[0], p.topic, p.group}, ","))
	if err := member.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = member.Process.Kill() })
	return member
}

// beMember reads until ctx ends, as a process of its own.
func beMember(ctx context.Context, described string) error {
	parts := strings.Split(described, ",")
	p := place{brokers: parts[:1], topic: parts[1], group: parts[2]}
	return kafka.Consume(ctx, p.asShipped(newSeen()))
}

// Old records are deleted by the topic's own retention, before they were read.
func TestRecordsThatRetentionDeletedUnreadAreSaid(t *testing.T) {
	p := serveWithout(t)
	p.make(t, p.topic, 1, "retention.ms", "1", "segment.ms", "1", "segment.bytes", "1048576")
	write(t, p.foreign(t), "0", "1")
	p.commitAt(t, 1)
	producer := p.foreign(t)
	for limit := time.Now().Add(deadline); p.starts(t) < 2; {
		write(t, producer, "later") // a new segment lets the old one go
		if time.Now().After(limit) {
			t.Fatal("retention deletes nothing")
		}
	}
	w := p.watch(t)
	w.awaitFigure(t, kafka.MetricPositionsLost, func(v float64) bool { return v == 1 })
	if said := w.logs.FilterMessage(lostPosition).All(); len(said) != 1 || said[0].ContextMap()["position"] != int64(1) {
		t.Errorf("said was %v", said)
	}
}

// Apache Kafka's own producer, in Java, by its console: keys, no keys, headers and compression.
func TestRecordsOfTheJavaProducerAreRead(t *testing.T) {
	for _, codec := range []string{"none", "gzip", "snappy", "lz4", "zstd"} {
		t.Run(codec, func(t *testing.T) {
			p := serve(t, 1)
			lines := "ce_type:made,n:1\tkey 1\tfirst\n" + "ce_type:made\tkey 2\t" + codec + "\n"
			_, err := server.Tool(within(t), bytes.NewBufferString(lines), "org.apache.kafka.tools.ConsoleProducer",
				"--bootstrap-server", p.brokers[0], "--topic", p.topic, "--compression-codec", codec,
				"--property", "parse.key=true", "--property", "parse.headers=true")
			if err != nil {
				t.Fatal(err)
			}
			handled := newCollected()
			consume(t, p.consumer(handled))
			last := handled.await(t, codec)
			handled.check(t, "first", codec)
			if string(last.Key) != "key 2" || len(last.Headers) != 1 || string(last.Headers[0].Value) != "made" {
				t.Errorf("read was %+v", last)
			}
		})
	}
}

// starts is where the log of partition 0 starts.
func (p place) starts(t *testing.T) int64 {
	t.Helper()
	return p.list(t, driver.FirstOffsetOf(0)).FirstOffset
}
