package kafka

import (
	"testing"
	"time"
)

func TestThePauseDoublesUpToItsMaximumAndIsShortenedByChance(t *testing.T) {
	b := Backoff{Min: 100 * time.Millisecond, Max: 30 * time.Second}
	for _, tc := range []struct {
		attempt int
		chance  float64
		want    time.Duration
	}{
		{1, 0, 100 * time.Millisecond},
		{2, 0, 200 * time.Millisecond},
		{3, 0.5, 300 * time.Millisecond},
		{9, 0, 25600 * time.Millisecond},
		{10, 0, 30 * time.Second},
		{10, 0.5, 22500 * time.Millisecond},
		{1000000, 0, 30 * time.Second},
	} {
		if got := b.Delay(tc.attempt, tc.chance); got != tc.want {
			t.Errorf("after attempt %d, chance %v: %s, want %s", tc.attempt, tc.chance, got, tc.want)
		}
	}
}
