package messaging_test

import (
	"testing"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// BenchmarkRender is what one message costs: two of them are told for an automatic refund.
func BenchmarkRender(b *testing.B) {
	r := messaging.Renderer{Speak: explain.Speak}
	for b.Loop() {
		if _, err := r.Render(notice(refund.NoticeRefunded, "zh-CN"), refund.Contact{}); err != nil {
			b.Fatal(err)
		}
	}
}
