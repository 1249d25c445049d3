//go:build kafka

package kafka_test

import (
	"io"
	"os/exec"
	"strings"
	"testing"
)

// kcat is a producer made of librdkafka, the library under most clients that are not Java's. It writes the
// lines of its input, a key and a value with a tab in between, or a value alone, which then has no key.
func (p place) kcat(t *testing.T, arguments ...string) *exec.Cmd {
	t.Helper()
	if _, err := exec.LookPath("kcat"); err != nil {
		t.Fatal("no kcat here: install it (Debian: apt-get install kcat); it brings librdkafka")
	}
	fixed := []string{"-P", "-b", p.brokers[0], "-t", p.topic, "-K", "\t", "-X", "enable.idempotence=true", "-X", "linger.ms=1"}
	return exec.CommandContext(within(t), "kcat", append(fixed, arguments...)...)
}

// kcatWrites lets kcat write lines to their end.
func (p place) kcatWrites(t *testing.T, lines string, arguments ...string) {
	t.Helper()
	command := p.kcat(t, arguments...)
	command.Stdin = strings.NewReader(lines)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("kcat: %v: %s", err, out)
	}
}

// Its idempotent producer numbers batches, and says so with flags and a producer id in each.
func TestRecordsOfLibrdkafkaAreReadInEachCompression(t *testing.T) {
	for _, codec := range []string{"none", "gzip", "snappy", "lz4", "zstd"} {
		t.Run(codec, func(t *testing.T) {
			p := serve(t, 1)
			large := strings.Repeat("a", 5000)
			p.kcatWrites(t, large+"\n"+"key 1\tfirst\n"+"key 2\t"+codec+"\n",
				"-X", "compression.codec="+codec, "-H", "ce_type=made", "-H", "n=1")
			handled := newCollected()
			consume(t, p.consumer(handled))
			last := handled.await(t, codec)
			handled.check(t, large, "first", codec)
			if string(last.Key) != "key 2" || len(last.Headers) != 2 || string(last.Headers[0].Value) != "made" {
				t.Errorf("read was %+v", last)
			}
			if keyless := handled.await(t, large); keyless.Key != nil {
				t.Errorf("a record without a key has the key %q", keyless.Key)
			}
		})
	}
}

func TestATombstoneOfLibrdkafkaHasNoValue(t *testing.T) {
	p := serve(t, 1)
	p.kcatWrites(t, "gone\t\n"+"key\tlast\n", "-Z")
	handled := newCollected()
	consume(t, p.consumer(handled))
	handled.await(t, "last")
	if r := handled.await(t, ""); string(r.Key) != "gone" || r.Value != nil || r.Offset != 0 {
		t.Errorf("a tombstone is %+v", r)
	}
	handled.check(t, "", "last")
}

// A producer dies in the middle of its transaction, which the broker then gives up. kcat reads its input in
// large pieces.
func TestWhatLibrdkafkaLeavesOpenIsNeverSeen(t *testing.T) {
	p := serve(t, 1)
	p.kcatWrites(t, "kept 1\nkept 2\n", "-X", "transactional.id="+p.topic+".kept")
	before := p.ends(t, 1)
	dying := p.kcat(t, "-X", "transactional.id="+p.topic+".aborted", "-X", "transaction.timeout.ms=2000")
	lines, err := dying.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := dying.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(lines, strings.Repeat(strings.Repeat("aborted ", 12)+"\n", 1000)); err != nil {
		t.Fatal(err)
	}
	for ctx := within(t); p.ends(t, 1) == before; {
		if ctx.Err() != nil {
			t.Fatal("nothing of the transaction came into the log")
		}
	}
	if err := dying.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = dying.Wait() // to be killed is no success
	p.kcatWrites(t, "last\n")
	handled := newCollected()
	consume(t, p.consumer(handled))
	handled.await(t, "last")
	handled.check(t, "kept 1", "kept 2", "last")
}
