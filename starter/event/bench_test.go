package event_test

import (
	"testing"

	"github.com/makegood/makegood/starter/event"
)

// The budget (DESIGN section 12) is 40 µs for a KiB of JSON: decode, validate and hash.
func BenchmarkDecode(b *testing.B) {
	for name, value := range map[string][]byte{
		"as written": example(b, "partial-split-tender"),
		"compact":    compact(b, example(b, "partial-split-tender")),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(value)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := event.Decode(event.Message{Value: value}, now); err != nil {
					b.Fatal(err)
				}
			}
			perOp := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
			b.ReportMetric(perOp/1e3/(float64(len(value))/1024), "µs/KiB")
		})
	}
}
