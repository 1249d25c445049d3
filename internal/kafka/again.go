package kafka

import (
	"context"
	"errors"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
)

// askAgain is the pause before a question is asked once more, askedMax how often it is asked in all: about four
// seconds. That is longer than the layout of the cluster is kept (metadataAge), and than a topic that was made takes
// until every broker knows it and each of its partitions has a leader.
var askAgain = Backoff{Min: 50 * time.Millisecond, Max: 500 * time.Millisecond}

const askedMax = 12

// UntilKnown asks a question of the cluster until there is an answer, and returns it. An error that passes by itself
// (temporary) is not the answer before the last try, or before ctx ends.
func UntilKnown[T any](ctx context.Context, question func() (T, error)) (T, error) {
	for attempt := 1; ; attempt++ {
		answer, err := question()
		if err == nil || !temporary(err) || attempt == askedMax || !askAgain.wait(ctx, attempt, func(time.Duration) {}) {
			return answer, err
		}
	}
}

// temporary reports whether a broker's error passes by itself: its topic was made a moment ago, or a leader moves.
func temporary(err error) bool {
	var broker driver.Error
	return errors.As(err, &broker) && broker.Temporary() ||
		errors.Is(err, ErrNoTopic) || errors.Is(err, protocol.ErrNoTopic) || errors.Is(err, protocol.ErrNoLeader)
}
