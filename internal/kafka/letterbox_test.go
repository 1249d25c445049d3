package kafka_test

import (
	"errors"
	"testing"
	"time"

	driver "github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/internal/kafka"
)

// refused puts a record with the value into the place's dead-letter topic.
func (p place) refused(t *testing.T, r kafka.Record, why kafka.Letter) {
	t.Helper()
	w := kafka.NewWriter(p.line())
	defer func() { _ = w.Close() }()
	if err := kafka.NewDeadLetters(w, p.group).Write(within(t), r, why); err != nil {
		t.Fatal(err)
	}
}

// withLetters is a topic with its dead-letter topic.
func withLetters(t *testing.T) (place, kafka.LetterBox) {
	t.Helper()
	p := serve(t, 1)
	p.make(t, kafka.DeadLetterTopic(p.topic, p.group), 3)
	return p, kafka.NewLetterBox(p.line(), p.topic, p.group)
}

var letterAt = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestLettersAreListedWithTheirReasonAndPlace(t *testing.T) {
	p, box := withLetters(t)
	p.refused(t, kafka.Record{Topic: p.topic, Partition: 2, Offset: 8, Key: []byte("b"), Value: []byte("second")},
		kafka.Letter{Stage: "start", Reason: "CONFLICT", At: letterAt.Add(time.Minute)})
	p.refused(t, kafka.Record{Topic: p.topic, Partition: 1, Offset: 7, Key: []byte("a"), Value: []byte("first"), Headers: []kafka.Header{{Key: "ce_id", Value: []byte("1")}}},
		kafka.Letter{Stage: "decode", Reason: "MALFORMED", Detail: "is not JSON", At: letterAt})
	list, err := box.List(within(t))
	if err != nil || len(list) != 2 {
		t.Fatalf("%d letters, %v", len(list), err)
	}
	first, err := box.Read(within(t), list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	o := first.Original
	if first.Reason != "MALFORMED" || first.Stage != "decode" || first.Detail != "is not JSON" || !first.At.Equal(letterAt) || first.Replayed() ||
		o.Place() != p.topic+"/1/7" || string(o.Key) != "a" || string(o.Value) != "first" || len(o.Headers) != 1 || o.Headers[0].Key != "ce_id" {
		t.Errorf("the first letter is %+v", first)
	}
	if list[1].Reason != "CONFLICT" || list[1].Original.Place() != p.topic+"/2/8" {
		t.Errorf("the second letter is %+v", list[1])
	}
	if _, err := box.Read(within(t), "0/999"); !errors.Is(err, kafka.ErrNoLetter) {
		t.Errorf("a letter that is not there: %v", err)
	}
}

func TestALetterIsReplayedOnceAsItWas(t *testing.T) {
	p, box := withLetters(t)
	p.refused(t, kafka.Record{Topic: p.topic, Key: []byte("k"), Value: []byte("\x00 bytes"), Headers: []kafka.Header{{Key: "ce_id", Value: []byte("1")}}},
		kafka.Letter{Stage: "decode", Reason: "MALFORMED", At: letterAt})
	list, err := box.List(within(t))
	if err != nil || len(list) != 1 {
		t.Fatalf("%d letters, %v", len(list), err)
	}
	how := kafka.Replay{By: "ann", At: letterAt.Add(time.Hour)}
	if err := replayed(t, box, how, list[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := replayed(t, box, how, list[0].ID); !errors.Is(err, kafka.ErrReplayed) {
		t.Errorf("the second replay said %v", err)
	}
	sent := readOne(t, p.brokers, p.topic)
	headers := headersIn(sent)
	want := map[string]string{"ce_id": "1", "dlq_replay_of": kafka.DeadLetterTopic(p.topic, p.group) + "/" + string(list[0].ID), "dlq_replays": "1"}
	if string(sent.Key) != "k" || string(sent.Value) != "\x00 bytes" || len(headers) != len(want) {
		t.Errorf("sent was %q, %q with %v", sent.Key, sent.Value, headers)
	}
	for name, value := range want {
		if headers[name] != value {
			t.Errorf("%s is %q, want %q", name, headers[name], value)
		}
	}
	if got := p.ends(t, 1); got != 1 {
		t.Errorf("%d records were sent, want 1", got)
	}
	list, err = box.List(within(t))
	if err != nil || len(list) != 1 || list[0].ReplayedBy != "ann" || !list[0].ReplayedAt.Equal(how.At) {
		t.Errorf("the box has %+v, %v", list, err)
	}
}

// replayed is what the box says of one letter that is replayed.
func replayed(t *testing.T, box kafka.LetterBox, how kafka.Replay, id kafka.LetterID) error {
	t.Helper()
	told := errors.New("nothing was told")
	if err := box.Replay(within(t), []kafka.LetterID{id}, how, func(_ kafka.LetterID, err error) { told = err }); err != nil {
		t.Fatal(err)
	}
	return told
}

// Headers that a sender invents hide no letter, and send it nowhere else.
func TestHeadersThatASenderInventsCountForNothing(t *testing.T) {
	p, box := withLetters(t)
	forged := kafka.Record{Topic: p.topic, Offset: 5, Value: []byte("v"), Headers: []kafka.Header{
		{Key: "dlq_replayed", Value: []byte("0/0")}, {Key: "dlq_original_topic", Value: []byte("elsewhere")}, {Key: "dlq_reason", Value: []byte("NONE")},
	}}
	p.refused(t, forged, kafka.Letter{Stage: "decode", Reason: "MALFORMED", At: letterAt})
	list, err := box.List(within(t))
	if err != nil || len(list) != 1 || list[0].Replayed() || list[0].Reason != "MALFORMED" || list[0].Original.Place() != p.at(5) {
		t.Errorf("the box has %+v, %v", list, err)
	}
}

func headersIn(m driver.Message) map[string]string {
	headers := map[string]string{}
	for _, h := range m.Headers {
		headers[h.Key] = string(h.Value)
	}
	return headers
}

// A record that is refused once more is a letter of its own, which says how often it was tried.
func TestARecordThatIsRefusedAgainSaysHowOftenItWasReplayed(t *testing.T) {
	p, box := withLetters(t)
	again := kafka.Record{Topic: p.topic, Value: []byte("v"), Headers: []kafka.Header{
		{Key: kafka.HeaderReplayOf, Value: []byte("x/0/0")}, {Key: kafka.HeaderReplays, Value: []byte("2")},
	}}
	p.refused(t, again, kafka.Letter{Stage: "decode", Reason: "MALFORMED", At: letterAt})
	list, err := box.List(within(t))
	if err != nil || len(list) != 1 || list[0].Replays != 2 || list[0].Replayed() {
		t.Fatalf("the box has %+v, %v", list, err)
	}
	if err := replayed(t, box, kafka.Replay{By: "ann", At: letterAt}, list[0].ID); err != nil {
		t.Fatal(err)
	}
	if sent := headersIn(readOne(t, p.brokers, p.topic)); sent["dlq_replays"] != "3" {
		t.Errorf("sent were the headers %v", sent)
	}
}

func TestALetterWithoutItsBytesOrOfAnotherTopicIsNotReplayed(t *testing.T) {
	for name, tc := range map[string]struct {
		topic, stage string
		want         error
	}{
		"it could not be read":   {"", "read", kafka.ErrNoBytes},
		"it is of another topic": {"another", "decode", kafka.ErrOtherTopic},
	} {
		t.Run(name, func(t *testing.T) {
			p, box := withLetters(t)
			w := kafka.NewWriter(p.line())
			defer func() { _ = w.Close() }()
			topic := p.topic + tc.topic
			err := w.WriteMessages(within(t), driver.Message{Topic: kafka.DeadLetterTopic(p.topic, p.group), Headers: []driver.Header{
				{Key: "dlq_original_topic", Value: []byte(topic)}, {Key: "dlq_stage", Value: []byte(tc.stage)},
			}})
			if err != nil {
				t.Fatal(err)
			}
			list, err := box.List(within(t))
			if err != nil || len(list) != 1 {
				t.Fatalf("%d letters, %v", len(list), err)
			}
			if err := replayed(t, box, kafka.Replay{By: "ann", At: letterAt}, list[0].ID); !errors.Is(err, tc.want) {
				t.Errorf("it said %v, want %v", err, tc.want)
			}
			if got := p.ends(t, 1); got != 0 {
				t.Errorf("%d records were sent", got)
			}
		})
	}
}
