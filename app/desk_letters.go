package app

import (
	"context"
	"strings"
	"time"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/refund"
)

// LetterRow is what people see of a dead letter in a list.
type LetterRow = support.DeadLetter

// LetterRowOf is a letter as people see it: without its value, and without a key that its customer's seals.
func LetterRowOf(l DeadLetter) LetterRow {
	row := LetterRow{
		ID: string(l.ID), At: l.At, Reason: l.Reason, Stage: l.Stage, Place: l.Original.Place(), Key: letterKey(l), Detail: l.Detail,
		Replays: max(l.Replays, 0), ReplayedBy: refund.Person(l.ReplayedBy),
	}
	if l.Replayed() {
		row.ReplayedAt = &l.ReplayedAt
	}
	return row
}

func letterKey(l DeadLetter) string {
	if key := string(l.Original.Key); !strings.HasPrefix(key, refund.SealedPrefix) {
		return key
	}
	return refund.SealedHidden
}

// letterTopics reads the dead letters of every topic of the settings. One that cannot be read says so in its own row. A value
// is never read.
func letterTopics(ctx context.Context, s config.Settings, now func() time.Time) []support.LetterTopic {
	var out []support.LetterTopic
	for _, name := range LetterTopics(s) {
		topic := support.LetterTopic{Topic: name, Box: kafka.DeadLetterTopic(name, s.Kafka.Group)}
		letters, err := DeadLetters(s, name, now).List(ctx)
		if err != nil {
			topic.Err = Coded{Code: CodeKafkaAway, Err: err}
		}
		for _, letter := range letters {
			topic.Letters = append(topic.Letters, LetterRowOf(letter))
		}
		out = append(out, topic)
	}
	return out
}
