package event_test

import (
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// What reading an event is made of, once its JSON has been read: the same for JSON and protobuf.
func BenchmarkParts(b *testing.B) {
	text, message := example(b, "whole"), new(orderv1.OrderCancelled)
	if err := protojson.Unmarshal(text, message); err != nil {
		b.Fatal(err)
	}
	wire, err := proto.Marshal(message)
	if err != nil {
		b.Fatal(err)
	}
	c := event.FromProtoCancellation(message)
	for _, part := range []struct {
		name string
		do   func() error
	}{
		{"unmarshal", func() error { return proto.Unmarshal(wire, new(orderv1.OrderCancelled)) }},
		{"convert", func() error { c = event.FromProtoCancellation(message); return nil }},
		{"validate", func() error { return c.Validate(now) }},
		{"digest", func() error { _ = refund.Digest(c); return nil }},
		{"whole JSON", func() error { _, err := event.Decode(event.Message{Value: text}, now); return err }},
	} {
		b.Run(part.name, func(b *testing.B) {
			b.ReportAllocs()
			b.ReportMetric(float64(len(wire)), "wire-bytes")
			for b.Loop() {
				if err := part.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
