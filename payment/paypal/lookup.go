package paypal

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

// captured is a capture as PayPal writes it.
type captured struct {
	ID            string `json:"id"`
	Status        string `json:"status"`
	Supplementary struct {
		Related struct {
			OrderID string `json:"order_id"`
		} `json:"related_ids"`
	} `json:"supplementary_data"`
}

// order is an order's payments (Orders API v2, payment_collection).
type order struct {
	ID    string `json:"id"`
	Units []struct {
		Payments struct {
			Refunds []made `json:"refunds"`
		} `json:"payments"`
	} `json:"purchase_units"`
}

// Lookup implements payment.Provider. The capture names its order, the order lists its refunds, and the refund with
// the key says itself how it stands. Repeating the request under its PayPal-Request-Id would answer too, but would
// refund what had never arrived, past the gate. The transaction search is no witness: it may lag by three hours.
func (a *Adapter) Lookup(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	if err := payment.Check(in); err != nil {
		return payment.Found{}, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	if in.Void {
		return a.findVoid(ctx, in)
	}
	return a.find(ctx, ofCapture(in))
}

func (a *Adapter) find(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	var of captured
	if found, err := a.get(ctx, in, "/v2/payments/captures/"+url.PathEscape(in.Reference), &of); found != nil || err != nil {
		return orNothing(found), err
	}
	orderID := of.Supplementary.Related.OrderID
	if of.ID != in.Reference || orderID == "" {
		return payment.Found{Outcome: wire.Unknown("the capture names no order, whose refunds could be listed")}, nil
	}
	var listed order
	if found, err := a.get(ctx, in, "/v2/checkout/orders/"+url.PathEscape(orderID), &listed); found != nil || err != nil {
		return orNothing(found), err
	}
	if listed.ID != orderID {
		return payment.Found{Outcome: wire.Unknown("the answer is about another order")}, nil
	}
	return a.among(ctx, in, of, listed)
}

// among looks for the key in an order's refunds. An order that lists none of a capture that says it was refunded is
// behind, and proves nothing.
func (a *Adapter) among(ctx context.Context, in payment.Instruction, of captured, listed order) (payment.Found, error) {
	has := false
	for _, unit := range listed.Units {
		for _, m := range unit.Payments.Refunds {
			if m.key() == in.Key {
				return a.standing(ctx, in, m.ID)
			}
			has = has || m.capture() == of.ID
		}
	}
	if !has && (of.Status == "REFUNDED" || of.Status == "PARTIALLY_REFUNDED") {
		return payment.Found{Outcome: wire.Unknown("the capture was refunded, and its order lists no refund yet")}, nil
	}
	return payment.Found{Absent: true}, nil
}

// standing asks a refund how it stands.
func (a *Adapter) standing(ctx context.Context, in payment.Instruction, id string) (payment.Found, error) {
	var m made
	if found, err := a.get(ctx, in, "/v2/payments/refunds/"+url.PathEscape(id), &m); found != nil || err != nil {
		return orNothing(found), err
	}
	if m.ID != id {
		return payment.Found{Outcome: wire.Unknown("the answer is about another refund")}, nil
	}
	return payment.Found{Outcome: outcomeOf(m, in)}, nil
}

// get reads one resource. A Found is why there is none, an error is payment.RateLimited.
func (a *Adapter) get(ctx context.Context, in payment.Instruction, path string, into any) (*payment.Found, error) {
	reply, err := a.call(ctx, request{method: http.MethodGet, path: path, account: in.Account})
	if limited, ok := errors.AsType[payment.RateLimited](err); ok {
		return nil, limited
	}
	if err != nil {
		return &payment.Found{Outcome: wire.Unknown(err.Error())}, nil
	}
	if reply.Status != http.StatusOK {
		found, err := noAnswer(reply)
		return &found, err
	}
	if err := json.Unmarshal(reply.Body, into); err != nil {
		return &payment.Found{Outcome: wire.Unknown("what PayPal answered is not JSON")}, nil
	}
	return nil, nil
}

func orNothing(found *payment.Found) payment.Found {
	if found == nil {
		return payment.Found{}
	}
	return *found
}
