package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/kafka"
)

const (
	cancelled   = "orders.order-cancelled.v1"
	deadLetters = cancelled + ".makegood.dlq"
)

// withDeadLetters is a shell beside a broker that has refused what is given, one letter each.
func withDeadLetters(t *testing.T, refused map[string]string) *shell {
	t.Helper()
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, cancelled, deadLetters))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	s := newShell(t)
	s.set("KAFKA_BROKERS", cluster.ListenAddrs()[0])
	w := kafka.NewWriter(kafka.Line{Brokers: cluster.ListenAddrs()})
	t.Cleanup(func() { _ = w.Close() })
	offset := int64(0)
	for _, reason := range sortedKeys(refused) {
		record := kafka.Record{Topic: cancelled, Partition: 0, Offset: 40 + offset, Key: []byte("o-" + reason), Value: []byte(refused[reason]), Time: at}
		letter := kafka.Letter{Stage: "decode", Reason: reason, Detail: "because of " + reason, At: at.Add(time.Duration(offset) * time.Minute)}
		if err := kafka.NewDeadLetters(w, "makegood").Write(t.Context(), record, letter); err != nil {
			t.Fatal(err)
		}
		offset++
	}
	return s
}

// mustRun runs a command line that succeeds, and returns what it wrote.
func (s *shell) mustRun(t *testing.T, args ...string) string {
	t.Helper()
	status, out, err := s.run(t, args...)
	if status != 0 {
		t.Fatalf("%q ended with %d: %s", args, status, err)
	}
	return out
}

func TestDeadLettersAreListedWithReasonAndPlace(t *testing.T) {
	s := withDeadLetters(t, map[string]string{"CONFLICT": "{}", "MALFORMED": "{"})
	out := s.mustRun(t, "dlq", "list")
	for _, want := range []string{"0/0", "CONFLICT", cancelled + "/0/40", `"o-MALFORMED"`, "because of MALFORMED"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if out := s.mustRun(t, "dlq", "list", "--reason", "MALFORMED"); strings.Contains(out, "CONFLICT") || !strings.Contains(out, "MALFORMED") {
		t.Errorf("of one reason it lists\n%s", out)
	}
	if out := s.mustRun(t, "dlq", "list", "--limit", "1"); strings.Contains(out, "CONFLICT") || !strings.Contains(out, "1 older ones are not listed") {
		t.Errorf("the newest is\n%s", out)
	}
}

func TestADeadLetterIsShownAsFarAsItCanBeReadWithoutContactData(t *testing.T) {
	s := withDeadLetters(t, map[string]string{"MALFORMED": `{"merchant_id":"m-001","order_id":"o-9","customer":{"email":"ann@example.com"},"lines":[{`})
	out := s.mustRun(t, "dlq", "show", "0/0")
	for _, want := range []string{"MALFORMED", cancelled + "/0/40", `merchant_id: "m-001"`, `order_id: "o-9"`, "no JSON beyond this"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if strings.Contains(out, "ann@example.com") {
		t.Errorf("contact data is shown:\n%s", out)
	}
	if out := s.mustRun(t, "dlq", "show", "0/0", "--raw"); !strings.Contains(out, "ann@example.com") {
		t.Errorf("the bytes that were asked for are not shown:\n%s", out)
	}
	if status, _, err := s.run(t, "dlq", "show", "0/7"); status != 1 || !strings.Contains(err, "NO_SUCH_LETTER") {
		t.Errorf("a letter that is not there: %d, %s", status, err)
	}
}

func TestDeadLettersAreReplayedOnce(t *testing.T) {
	event, err := os.ReadFile(example("whole"))
	if err != nil {
		t.Fatal(err)
	}
	s := withDeadLetters(t, map[string]string{"CONFLICT": "{}", "MALFORMED": string(event)})
	if out := s.mustRun(t, "dlq", "replay", "--reason", "MALFORMED", "--by", "ann"); !strings.Contains(out, "0/1 sent\n1 sent, 0 not") {
		t.Errorf("it said\n%s", out)
	}
	if status, out, errText := s.run(t, "dlq", "replay", "0/1", "--by", "ann"); status != 1 || !strings.Contains(out, "replayed before") || !strings.Contains(errText, "NOT_REPLAYED") {
		t.Errorf("the second replay: %d, %s, %s", status, out, errText)
	}
	if out := s.mustRun(t, "dlq", "list"); strings.Contains(out, "MALFORMED") {
		t.Errorf("a letter that was replayed is listed:\n%s", out)
	}
	var rows []app.LetterRow
	if err := json.Unmarshal([]byte(s.mustRun(t, "dlq", "list", "--all", "--json")), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[1].ReplayedBy != "ann" || rows[1].ReplayedAt == nil || !rows[1].ReplayedAt.Equal(at) {
		t.Errorf("the rows are %+v", rows)
	}
	reader := driver.NewReader(driver.ReaderConfig{Brokers: []string{s.brokers()}, Topic: cancelled})
	defer func() { _ = reader.Close() }()
	sent, err := reader.FetchMessage(t.Context())
	if err != nil || string(sent.Value) != string(event) || string(sent.Key) != "o-MALFORMED" {
		t.Errorf("sent was %q, %v", sent.Value, err)
	}
}

// brokers is where the shell's broker is.
func (s *shell) brokers() string {
	last := ""
	for _, variable := range s.cli.environ {
		if value, ok := strings.CutPrefix(variable, "MAKEGOOD_KAFKA_BROKERS="); ok {
			last = value
		}
	}
	return last
}

func TestAReplayThatSaysTooLittleIsRefused(t *testing.T) {
	s := newShell(t)
	for _, args := range [][]string{
		{"dlq", "replay", "--by", "ann"}, {"dlq", "replay", "0/1"}, {"dlq", "replay", "0/1", "--reason", "MALFORMED", "--by", "ann"}, {"dlq", "list", "--limit", "0"}, {"dlq", "show"},
	} {
		if status, _, err := s.run(t, args...); status != 2 {
			t.Errorf("%q ended with %d: %s", args, status, err)
		}
	}
}
