package record

import (
	"google.golang.org/protobuf/proto"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/policy/explain"
	apiv1 "github.com/makegood/makegood/proto/gen/makegood/api/v1"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
	"github.com/makegood/makegood/wording"
)

// withoutOrder is a refund without what is written as an event.
type withoutOrder struct {
	wording.Refund
	Cancellation *struct{} `json:"cancellation,omitempty"`
}

// OfRefund is everything that is kept of a refund.
func OfRefund(r wording.Refund) (*apiv1.RecordedRefund, error) {
	out := new(apiv1.RecordedRefund)
	if err := Write(out, withoutOrder{Refund: r}); err != nil {
		return nil, err
	}
	var err error
	out.Cancellation, err = OrderCancelled(r.Cancellation, refund.Contact{})
	return out, err
}

// Refund is the refund that a record is of.
func Refund(m *apiv1.RecordedRefund) (out wording.Refund, err error) {
	rest := proto.CloneOf(m)
	rest.Cancellation = nil
	if err := Read(rest, &out); err != nil {
		return out, err
	}
	out.Cancellation = event.FromProtoCancellation(m.GetCancellation())
	InOrder(&out)
	return out, nil
}

// OfDecision is what a request for a refund came to.
func OfDecision(d api.RequestedRefund) (*apiv1.RecordedDecision, error) {
	out := new(apiv1.RecordedDecision)
	return out, Write(out, d)
}

// Decision is what a request for a refund came to, by its record.
func Decision(m *apiv1.RecordedDecision) (out api.RequestedRefund, err error) {
	return out, Read(m, &out)
}

// OfPreview is a preview whole.
func OfPreview(l preview.Line) (*apiv1.RecordedPreview, error) {
	out := new(apiv1.RecordedPreview)
	return out, Write(out, l)
}

// Preview is the preview that a record is of, for a reader whose words the speaker has.
func Preview(m *apiv1.RecordedPreview, speaker explain.Speaker) (preview.Line, error) {
	var out preview.Line
	if err := Read(m, &out); err != nil {
		return out, err
	}
	return out.In(speaker), nil
}
