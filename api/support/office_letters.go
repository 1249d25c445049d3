package support

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// LetterTopic is the dead letters of one topic: the records of it that were refused. Where it cannot be read, Err says why
// and the rest is empty.
type LetterTopic struct {
	// Topic is where the records came on, Box where they lie now.
	Topic, Box string
	Letters    []DeadLetter
	Err        error

	// Missing is Err as the caller gets it. What follows is counted by the office, which cuts Letters to the newest.
	Missing *api.Error
	// Count is how many there are, OpenCount how many of them nobody has replayed, by reason in Reasons.
	Count, OpenCount int
	Reasons          []ReasonCount
	More             bool
}

// ReasonCount is how many open letters have a reason.
type ReasonCount struct {
	Reason string
	Count  int
}

// DeadLetter is a record that was refused, without its value and without what its customer's key seals.
type DeadLetter struct {
	// ID is where it lies: partition/offset.
	ID     string    `json:"id"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
	Stage  string    `json:"stage"`
	// Place is where the record lay: topic/partition/offset.
	Place  string `json:"place"`
	Key    string `json:"key"`
	Detail string `json:"detail"`
	// Replays is how often it had been replayed before it was refused this time.
	Replays    int           `json:"replays"`
	ReplayedBy refund.Person `json:"replayed_by,omitempty"`
	ReplayedAt *time.Time    `json:"replayed_at,omitempty"`
}

// Letters lists the dead letters of every topic, of each the newest: 0 means RowsUsual, RowsMax at most.
func (o *Office) Letters(ctx context.Context, call api.Call, in OperationsQuery) (Part[[]LetterTopic], error) {
	if err := o.May(ctx, call, PageOperations); err != nil {
		return Part[[]LetterTopic]{}, err
	}
	return o.letters(ctx, call, rowsOf(in.RowsMax)), nil
}

// letters reads the boxes, and keeps the newest letters of each, the newest first.
func (o *Office) letters(ctx context.Context, call api.Call, count int) Part[[]LetterTopic] {
	return partOf(ctx, call, func(ctx context.Context) ([]LetterTopic, error) {
		topics, err := o.ports.Letters(ctx)
		for i := range topics {
			topics[i] = counted(call, topics[i], count)
		}
		return topics, err
	})
}

func counted(call api.Call, topic LetterTopic, count int) LetterTopic {
	if topic.Err != nil {
		topic.Missing, _ = call.Failed(topic.Err).(*api.Error)
		topic.Letters = nil
		return topic
	}
	reasons := map[string]int{}
	topic.Count = len(topic.Letters)
	for _, letter := range topic.Letters {
		if letter.ReplayedAt == nil {
			topic.OpenCount++
			reasons[letter.Reason]++
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		topic.Reasons = append(topic.Reasons, ReasonCount{reason, reasons[reason]})
	}
	slices.SortStableFunc(topic.Reasons, func(a, b ReasonCount) int { return cmp.Compare(b.Count, a.Count) })
	newest := slices.Clone(topic.Letters)
	slices.SortStableFunc(newest, func(a, b DeadLetter) int { return b.At.Compare(a.At) })
	rows := beginning(newest, count)
	topic.Letters, topic.More = rows.Rows, rows.More
	return topic
}
