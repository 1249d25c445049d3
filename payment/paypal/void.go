package paypal

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// authorization is one as PayPal writes it.
type authorization struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// void cancels what is left of an authorisation: POST /v2/payments/authorizations/{id}/void. It ends all later
// captures, of an authorisation that was captured in part too (developer.paypal.com, Payments API v2, authorizations.void). A reauthorisation cannot be voided, its parent can.
func (a *Adapter) void(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	reply, err := a.call(ctx, request{
		method: http.MethodPost, path: "/v2/payments/authorizations/" + url.PathEscape(in.Reference) + "/void", key: in.Key, account: in.Account,
	})
	voided := refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: in.Reference}
	switch {
	case err != nil:
		return unanswered(err)
	case reply.Status == http.StatusNoContent:
		return voided, nil
	case reply.Status == http.StatusOK:
		var said authorization
		if err := json.Unmarshal(reply.Body, &said); err != nil || said.ID != in.Reference || said.Status != "VOIDED" {
			return wire.Unknown("the answer is no voided authorisation"), nil
		}
		return voided, nil
	case reply.Status == http.StatusUnprocessableEntity && slices.Contains(holdsNothing, complaintIn(reply).word()):
		return voided, nil
	}
	return refusal(reply)
}

// findVoid asks how the authorisation stands: whoever voided it, it holds nothing any more.
func (a *Adapter) findVoid(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	var said authorization
	if found, err := a.get(ctx, in, "/v2/payments/authorizations/"+url.PathEscape(in.Reference), &said); found != nil || err != nil {
		return orNothing(found), err
	}
	if said.ID != in.Reference {
		return payment.Found{Outcome: wire.Unknown("the answer is about another authorisation")}, nil
	}
	switch said.Status {
	case "VOIDED", "EXPIRED", "DENIED":
		return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: said.ID}}, nil
	case "CAPTURED":
		return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: "it was captured"}}, nil
	case "CREATED", "PENDING", "PARTIALLY_CAPTURED":
		return payment.Found{Absent: true}, nil
	}
	return payment.Found{Outcome: wire.Unknown("unknown status " + said.Status)}, nil
}
