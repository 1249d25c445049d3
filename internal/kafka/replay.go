package kafka

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	driver "github.com/segmentio/kafka-go"
)

// Replay is who replays letters, and when.
type Replay struct {
	By string
	At time.Time
}

// The reasons for which a letter is not replayed.
var (
	ErrReplayed   = errors.New("it was replayed before")
	ErrNoBytes    = errors.New("its bytes are not here: the sender has to send it again")
	ErrOtherTopic = errors.New("it is of another topic")
)

// Replay sends the records of letters to their topic once more, as they were, and marks the letters. done is
// told of each: ErrReplayed, ErrNoBytes, ErrOtherTopic, ErrNoLetter and ErrErased mean that nothing was sent of it. Replay
// stops at any other error; its record may have been sent, and sending it again is safe, because whoever handles
// it bears repetition.
func (b LetterBox) Replay(ctx context.Context, ids []LetterID, how Replay, done func(LetterID, error)) error {
	marks, err := b.marks(ctx)
	if err != nil {
		return err
	}
	w := NewWriter(b.line)
	defer func() { _ = w.Close() }()
	for _, id := range ids {
		if _, replayed := marks[id]; replayed {
			done(id, ErrReplayed)
			continue
		}
		marks[id] = replayMark{letter: id} // an id that is named twice
		letter, err := b.sendable(ctx, id)
		if err == nil {
			err = b.send(ctx, w, letter, how)
		}
		if err != nil && !refusesReplay(err) {
			return fmt.Errorf("replay %s: %w", id, err)
		}
		done(id, err)
	}
	return nil
}

func refusesReplay(err error) bool {
	return errors.Is(err, ErrNoBytes) || errors.Is(err, ErrOtherTopic) || errors.Is(err, ErrNoLetter) || errors.Is(err, ErrErased)
}

// sendable is the letter, if there is something to send.
func (b LetterBox) sendable(ctx context.Context, id LetterID) (DeadLetter, error) {
	letter, err := b.letterAt(ctx, id)
	switch {
	case err != nil:
		return DeadLetter{}, err
	case letter.LeftOut:
		return DeadLetter{}, ErrNoBytes
	case letter.Original.Topic != b.topic:
		return DeadLetter{}, ErrOtherTopic
	}
	return b.opened(ctx, letter)
}

// send writes the record first and its mark then: after a crash in between it is sent twice, and not never.
func (b LetterBox) send(ctx context.Context, w *driver.Writer, letter DeadLetter, how Replay) error {
	for _, message := range []driver.Message{b.again(letter), b.mark(letter, how)} {
		if err := w.WriteMessages(ctx, message); err != nil {
			return fmt.Errorf("to %s: %w", message.Topic, err)
		}
	}
	return nil
}

// again is the letter's record, with where it comes from.
func (b LetterBox) again(letter DeadLetter) driver.Message {
	of := DeadLetterTopic(b.topic, b.group) + "/" + string(letter.ID)
	return driver.Message{
		Topic: b.topic, Key: letter.Original.Key, Value: letter.Original.Value,
		Headers: toDriver(slices.Concat(letter.Original.Headers, []Header{
			{HeaderReplayOf, []byte(of)}, {HeaderReplays, fmt.Append(nil, max(letter.Replays, 0)+1)},
		})),
	}
}

// mark says beside the letter that it was replayed.
func (b LetterBox) mark(letter DeadLetter, how Replay) driver.Message {
	return driver.Message{
		Topic: DeadLetterTopic(b.topic, b.group), Key: letter.key,
		Headers: toDriver([]Header{
			{headerReplayed, []byte(letter.ID)}, {headerReplayedBy, []byte(how.By)},
			{HeaderTime, []byte(how.At.UTC().Format(time.RFC3339Nano))},
		}),
	}
}
