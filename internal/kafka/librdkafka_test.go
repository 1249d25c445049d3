//go:build kafka

package kafka_test

import (
	"bytes"
	"io"
	"os"
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
	p.awaitCommitted(t, 1, 2)
	for _, r := range handled.records() {
		if r.Offset == 0 && (string(r.Key) != "gone" || r.Value != nil) {
			t.Errorf("a tombstone is %+v", r)
		}
	}
	if len(handled.records()) != 2 {
		t.Errorf("%d records were handled, want 2", len(handled.records()))
	}
}

// kcat aborts its transaction when it is interrupted.
func TestWhatLibrdkafkaAbortsIsNeverSeen(t *testing.T) {
	p := serve(t, 1)
	p.kcatWrites(t, "kept 1\nkept 2\n", "-X", "transactional.id="+p.topic+".kept")
	aborting := p.kcat(t, "-X", "transactional.id="+p.topic+".aborted")
	lines, err := aborting.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	aborting.Stderr = &said
	if err := aborting.Start(); err != nil {
		t.Fatal(err)
	}
	before := p.starts(t) + 3 // two records and the mark that they count
	if _, err := io.WriteString(lines, "aborted 1\naborted 2\n"); err != nil {
		t.Fatal(err)
	}
	p.awaitEnd(t, before+2)
	if err := aborting.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = lines.Close()
	_ = aborting.Wait() // an interrupt is no success
	p.awaitEnd(t, before+3)
	p.kcatWrites(t, "last\n")
	handled := newCollected()
	consume(t, p.consumer(handled))
	handled.await(t, "last")
	p.awaitCommitted(t, 1, before+4)
	handled.check(t, "kept 1", "kept 2", "last")
	if t.Failed() {
		t.Logf("kcat said: %s", said.String())
	}
}

// awaitEnd waits until the log of partition 0 ends at offset.
func (p place) awaitEnd(t *testing.T, offset int64) {
	t.Helper()
	ctx := within(t)
	for p.ends(t, 1) != offset {
		if ctx.Err() != nil {
			t.Fatalf("the log ends at %d, want %d", p.ends(t, 1), offset)
		}
	}
}
