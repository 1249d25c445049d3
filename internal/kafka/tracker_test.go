package kafka

import (
	"context"
	"testing"

	"pgregory.net/rapid"
)

func TestTheWatermarkStopsBeforeTheFirstRecordThatIsNotSafe(t *testing.T) {
	tr := newTracker(10, 8)
	first, second, third := mustRead(t, tr, 10), mustRead(t, tr, 11), mustRead(t, tr, 14)
	steps := []struct {
		name string
		mark *mark
		want int64
	}{
		{"the last one is safe, the first is not", third, 10},
		{"the first is safe, the second is not", first, 11},
		{"all are safe, over the gap", second, 15},
	}
	for _, step := range steps {
		tr.safe(step.mark)
		if got := tr.committable(); got != step.want {
			t.Fatalf("%s: watermark %d, want %d", step.name, got, step.want)
		}
	}
}

func TestReadingWaitsWhileTheWindowIsFull(t *testing.T) {
	tr := newTracker(0, 2)
	oldest, newer := mustRead(t, tr, 0), mustRead(t, tr, 1)
	ended, end := context.WithCancel(t.Context())
	end()
	tr.safe(newer)
	if _, err := tr.read(ended, Record{Offset: 2}); err == nil {
		t.Fatal("a third record was read while the oldest is not safe")
	}
	tr.safe(oldest)
	mustRead(t, tr, 2)
	if got := tr.committable(); got != 2 {
		t.Fatalf("watermark %d, want 2", got)
	}
}

// Whatever the order in which records become safe: the watermark never goes back, never passes a
// record that is not safe, and in the end has passed all.
func TestTheWatermarkUnderAnyOrderOfSafety(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 40).Draw(t, "records")
		tr := newTracker(0, count)
		var offset int64
		marks := make([]*mark, 0, count)
		for range count {
			offset += rapid.Int64Range(0, 3).Draw(t, "gap")
			m, err := tr.read(context.Background(), Record{Offset: offset})
			if err != nil {
				t.Fatal(err)
			}
			marks = append(marks, m)
			offset++
		}
		before := tr.committable()
		for _, i := range rapid.Permutation(indexes(count)).Draw(t, "order") {
			tr.safe(marks[i])
			now := tr.committable()
			if now < before {
				t.Fatalf("watermark went from %d back to %d", before, now)
			}
			for _, m := range marks {
				if !m.safe && m.next <= now {
					t.Fatalf("watermark %d passed %d, which is not safe", now, m.next-1)
				}
			}
			before = now
		}
		if before != offset {
			t.Fatalf("watermark %d after all are safe, want %d", before, offset)
		}
	})
}

func indexes(count int) []int {
	list := make([]int, count)
	for i := range list {
		list[i] = i
	}
	return list
}

func mustRead(t *testing.T, tr *tracker, offset int64) *mark {
	t.Helper()
	m, err := tr.read(t.Context(), Record{Offset: offset})
	if err != nil {
		t.Fatal(err)
	}
	return m
}
