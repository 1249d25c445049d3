package app

import (
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/kafka"
)

// What the commands say of dead letters.
type (
	DeadLetter = kafka.DeadLetter
	LetterID   = kafka.LetterID
	Replay     = kafka.Replay
)

// ErrNoLetter: there is no dead letter with this id.
var ErrNoLetter = kafka.ErrNoLetter

// DeadLetters is the box of what the starter refused.
func DeadLetters(k config.Kafka) kafka.LetterBox {
	return kafka.NewLetterBox(KafkaLine(k), k.CancelledTopic, k.Group)
}
