package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// body is what a refund is asked with; a void is asked without an amount.
type body struct {
	Reference   string          `json:"reference"`
	Account     string          `json:"account,omitempty"`
	AmountMinor int64           `json:"amount_minor,omitempty"`
	Currency    refund.Currency `json:"currency_code"`
}

// folder is where the simulator keeps what is asked.
func folder(in payment.Instruction) string {
	if in.Void {
		return "/v1/voids"
	}
	return "/v1/refunds"
}

// Refund implements payment.Provider.
func (a *Adapter) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	if err := payment.Check(in); err != nil {
		return refund.Outcome{}, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	req, err := a.newRequest(ctx, in)
	if err != nil {
		return refund.Outcome{}, payment.BadInstruction(in, refund.CodeMalformed, err.Error())
	}
	answer, silent := wire.Send(a.client, req)
	if silent != nil {
		return silent.Outcome(), nil
	}
	return readRefund(reply(answer), in)
}

func (a *Adapter) newRequest(ctx context.Context, in payment.Instruction) (*http.Request, error) {
	content, err := json.Marshal(body{in.Reference, in.Account, in.AmountMinor, in.Currency})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.baseURL+folder(in), bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", in.Key)
	return req, nil
}

// Lookup implements payment.Provider. Only the provider's own "not_found" is Absent: a 404 of
// anybody on the way is not its word.
func (a *Adapter) Lookup(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	if err := payment.Check(in); err != nil {
		return payment.Found{}, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	address := a.baseURL + folder(in) + "/by-key/" + url.PathEscape(in.Key)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return payment.Found{}, payment.BadInstruction(in, refund.CodeMalformed, err.Error())
	}
	answer, silent := wire.Send(a.client, req)
	if silent != nil {
		return payment.Found{Outcome: wire.Unknown(silent.Reason)}, nil
	}
	return readLookup(reply(answer), in)
}
