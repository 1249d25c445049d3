package kafka_test

import (
	"context"
	"strings"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/internal/kafka"
)

// kept keeps what was written last.
type kept struct{ message driver.Message }

func (k *kept) WriteMessages(_ context.Context, messages ...driver.Message) error {
	k.message = messages[0]
	return nil
}

func TestADeadLettersErrorIsOneBoundedLine(t *testing.T) {
	for _, text := range foreigntest.All() {
		var to kept
		letter := kafka.Letter{Stage: "decode", Reason: "MALFORMED", Detail: "order_id: " + text, At: time.Unix(0, 0)}
		if err := kafka.NewDeadLetters(&to, "group").Write(t.Context(), kafka.Record{Topic: "orders", Value: []byte(text)}, letter); err != nil {
			t.Fatal(err)
		}
		if string(to.message.Value) != text {
			t.Errorf("%.40q: the record's own bytes were changed", text)
		}
		for _, h := range to.message.Headers {
			if h.Key != kafka.HeaderError {
				continue
			}
			if got := string(h.Value); foreigntest.Unprintable(got) != "" || foreigntest.LineCount(got) != 0 || len(got) > 1024 || !strings.HasPrefix(got, "order_id: ") {
				t.Errorf("%.40q is said as %.80q", text, got)
			}
		}
	}
}
