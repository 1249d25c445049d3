package hooks

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/standardwebhooks"
	"github.com/makegood/makegood/messaging/statusevent"
	"github.com/makegood/makegood/refund"
)

const (
	// bodyBytesMax bounds a post's body; one that would be larger is reduced.
	bodyBytesMax = 64 << 10
	// idPrefix begins the webhook-id of an event.
	idPrefix = "evt"
)

// body is what is posted.
type body struct {
	Type string `json:"type"`
	// Timestamp is when it happened, UTC.
	Timestamp time.Time `json:"timestamp"`
	// Data is RefundStatusChanged, or ReconciliationFinished.
	Data json.RawMessage `json:"data"`
	// Reduced: data has the refund's ids, status, sequence and amounts alone, because all of it would be too large.
	Reduced bool `json:"reduced,omitempty"`
}

// eventOf writes a notice as an event. Its id follows from the notice's, so that the same notice is the same event.
func eventOf(n refund.Notice) (refund.HookEvent, error) {
	key, data, err := statusevent.JSON(n)
	if err != nil {
		return refund.HookEvent{}, err
	}
	event := refund.HookEvent{
		ID: standardwebhooks.ID(idPrefix, n.MessageID()), Refund: n.Refund, Merchant: key.Merchant, Type: refund.HookType(n.Kind), OccurredAt: n.At.UTC(),
	}
	out := body{Type: event.Type, Timestamp: event.OccurredAt, Data: data}
	if len(data) > bodyBytesMax {
		if out.Data, err = reduced(n); err != nil {
			return refund.HookEvent{}, err
		}
		out.Reduced = true
	}
	return out.into(event)
}

// reconciledEvent writes what came of a reconciliation as an event. Its size is bounded: kinds, measures and currencies are.
func reconciledEvent(r messaging.Reconciled) (refund.HookEvent, error) {
	data, err := statusevent.ReconciledJSON(r)
	if err != nil {
		return refund.HookEvent{}, err
	}
	event := refund.HookEvent{ID: standardwebhooks.ID(idPrefix, r.Run), Type: refund.HookReconciled, OccurredAt: r.EndedAt.UTC()}
	return body{Type: event.Type, Timestamp: event.OccurredAt, Data: data}.into(event)
}

func (b body) into(event refund.HookEvent) (refund.HookEvent, error) {
	written, err := json.Marshal(b)
	if err != nil {
		return refund.HookEvent{}, fmt.Errorf("write out %s: %w", event.ID, err)
	}
	event.Body = string(written)
	return event, nil
}

// reduced is what of a notice has a bounded size.
func reduced(n refund.Notice) (json.RawMessage, error) {
	_, data, err := statusevent.JSON(refund.Notice{
		Refund: n.Refund, Kind: n.Kind, Occasion: n.Occasion, Sequence: n.Sequence, Status: n.Status, Offer: n.Offer,
		Currency: n.Currency, TotalMinor: n.TotalMinor, PaidMinor: n.PaidMinor, At: n.At,
	})
	return data, err
}
