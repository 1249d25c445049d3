package kafka

import (
	"context"
	"errors"
	"fmt"
	"slices"

	driver "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
)

// LetterBox is a group's dead letters of a topic: they are listed, read and sent once more. Which ones
// were sent is kept beside them, in their topic, so that everybody sees it.
type LetterBox struct {
	line         Line
	topic, group string
	open         Opener
}

// Opener opens what is sealed in a record; ErrErased says that nobody can any more.
type Opener func(ctx context.Context, r Record) (Record, error)

// OpenedBy is the box whose letters are opened by o when they are read, or sent.
func (b LetterBox) OpenedBy(o Opener) LetterBox {
	b.open = o
	return b
}

// NewLetterBox is the box of the group's dead letters of topic. It asks nobody yet.
func NewLetterBox(line Line, topic, group string) LetterBox {
	return LetterBox{line: line, topic: topic, group: group}
}

// lettersMax bounds how many letters are looked at.
const lettersMax = 100_000

// ErrTooManyLetters: the box has more letters than are looked at.
var ErrTooManyLetters = fmt.Errorf("there are more than %d dead letters", lettersMax)

// ErrErased: whom the letter is about was erased, and nobody can read it any more.
var ErrErased = errors.New("whom it is about was erased")

// ErrNoLetter: the box has no letter with this id; it was deleted by the topic's retention, or never there.
var ErrNoLetter = errors.New("there is no such dead letter")

// List returns every letter without its value, the oldest first.
func (b LetterBox) List(ctx context.Context) ([]DeadLetter, error) {
	var letters []DeadLetter
	marks := map[LetterID]replayMark{}
	err := b.each(ctx, func(r Record) error {
		if mark, ok := markIn(r); ok {
			marks[mark.letter] = mark
			return nil
		}
		if len(letters) == lettersMax {
			return ErrTooManyLetters
		}
		letter := letterOf(r)
		letter.Original.Value = nil
		letters = append(letters, letter)
		return nil
	})
	for i, letter := range letters {
		if mark, ok := marks[letter.ID]; ok {
			letters[i].ReplayedBy, letters[i].ReplayedAt = mark.by, mark.at
		}
	}
	slices.SortStableFunc(letters, func(a, b DeadLetter) int { return a.At.Compare(b.At) })
	return letters, err
}

// Read returns one letter whole, or ErrNoLetter. With ErrErased the letter is returned as it lies there.
func (b LetterBox) Read(ctx context.Context, id LetterID) (DeadLetter, error) {
	letter, err := b.letterAt(ctx, id)
	if err != nil {
		return DeadLetter{}, err
	}
	marks, err := b.marks(ctx)
	if err != nil {
		return letter, err
	}
	letter.ReplayedBy, letter.ReplayedAt = marks[id].by, marks[id].at
	return b.opened(ctx, letter)
}

// opened is the letter with its record open.
func (b LetterBox) opened(ctx context.Context, letter DeadLetter) (DeadLetter, error) {
	if b.open == nil {
		return letter, nil
	}
	original, err := b.open(ctx, letter.Original)
	if err != nil {
		return letter, fmt.Errorf("letter %s: %w", letter.ID, err)
	}
	letter.Original = original
	return letter, nil
}

// letterAt reads the letter where its id says that it lies. Whether it was replayed it does not say.
func (b LetterBox) letterAt(ctx context.Context, id LetterID) (DeadLetter, error) {
	none := fmt.Errorf("%s in %s: %w", id, DeadLetterTopic(b.topic, b.group), ErrNoLetter)
	partition, offset, ok := id.place()
	if !ok {
		return DeadLetter{}, none
	}
	transport := b.line.transport(DeadLetterTopic(b.topic, b.group))
	defer transport.CloseIdleConnections()
	f := fetcher{transport: transport, addr: b.line.addr(), topic: DeadLetterTopic(b.topic, b.group), partition: partition}
	got, err := UntilKnown(ctx, func() (fetched, error) { return f.fetch(ctx, offset) })
	switch {
	case errors.Is(err, driver.OffsetOutOfRange) || errors.Is(err, protocol.ErrNoPartition):
		return DeadLetter{}, none
	case err != nil:
		return DeadLetter{}, err
	case len(got.records) == 0 || got.records[0].Offset != offset:
		return DeadLetter{}, none
	}
	if _, isMark := markIn(got.records[0]); isMark {
		return DeadLetter{}, none
	}
	return letterOf(got.records[0]), nil
}

// marks are all that say of a letter that it was replayed.
func (b LetterBox) marks(ctx context.Context) (map[LetterID]replayMark, error) {
	marks := map[LetterID]replayMark{}
	err := b.each(ctx, func(r Record) error {
		if mark, ok := markIn(r); ok {
			marks[mark.letter] = mark
		}
		return nil
	})
	return marks, err
}

// each calls do with every record of the dead-letter topic that is there now, partition by partition.
func (b LetterBox) each(ctx context.Context, do func(Record) error) error {
	name := DeadLetterTopic(b.topic, b.group)
	transport := b.line.transport(name)
	defer transport.CloseIdleConnections()
	ranges, err := UntilKnown(ctx, func() (map[int]logRange, error) { return rangesOf(ctx, b.line.client(transport), name) })
	if err != nil {
		return err
	}
	for id, at := range ranges {
		f := fetcher{transport: transport, addr: b.line.addr(), topic: name, partition: id}
		for next := at.start; next < at.end; {
			got, err := UntilKnown(ctx, func() (fetched, error) { return f.fetch(ctx, next) })
			if err != nil {
				return err
			}
			for _, r := range got.records {
				if err := do(r); err != nil {
					return err
				}
			}
			next = got.next
		}
	}
	return nil
}

// rangesOf are the topic's partitions with where their logs begin and end.
func rangesOf(ctx context.Context, client *driver.Client, topic string) (map[int]logRange, error) {
	metadata, err := client.Metadata(ctx, &driver.MetadataRequest{Topics: []string{topic}})
	if err != nil {
		return nil, fmt.Errorf("read metadata of %s: %w", topic, err)
	}
	var partitions []int
	for _, t := range metadata.Topics {
		if t.Error != nil {
			return nil, fmt.Errorf("topic %s: %w", topic, t.Error)
		}
		for _, p := range t.Partitions {
			partitions = append(partitions, p.ID)
		}
	}
	return logRanges(ctx, client, driver.ReadCommitted, topic, partitions)
}

// logRanges are where the logs of a topic's partitions begin and end; with ReadCommitted before what is not committed.
func logRanges(ctx context.Context, client *driver.Client, isolation driver.IsolationLevel, topic string, partitions []int) (map[int]logRange, error) {
	var ask []driver.OffsetRequest
	for _, id := range partitions {
		ask = append(ask, driver.FirstOffsetOf(id), driver.LastOffsetOf(id))
	}
	answer, err := client.ListOffsets(ctx, &driver.ListOffsetsRequest{
		Topics: map[string][]driver.OffsetRequest{topic: ask}, IsolationLevel: isolation,
	})
	if err != nil {
		return nil, fmt.Errorf("read the range of %s: %w", topic, err)
	}
	ranges := map[int]logRange{}
	for _, p := range answer.Topics[topic] {
		if p.Error != nil {
			return nil, fmt.Errorf("read the range of %s/%d: %w", topic, p.Partition, p.Error)
		}
		ranges[p.Partition] = logRange{start: p.FirstOffset, end: p.LastOffset}
	}
	return ranges, nil
}
