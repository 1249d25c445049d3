package adyen

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// ours begins the reference of a modification that makegood asked for; the key follows. One that was made by hand has
// the payment's reference.
const ours = "makegood_"

// keyIn is makegood's own key in a reference; empty: made elsewhere.
func keyIn(reference string) string {
	key, own := strings.CutPrefix(reference, ours)
	if !own {
		return ""
	}
	return key
}

type amount struct {
	Currency refund.Currency `json:"currency"`
	Value    int64           `json:"value"`
}

// modification is what is asked; a reversal has no amount.
type modification struct {
	MerchantAccount string  `json:"merchantAccount"`
	Amount          *amount `json:"amount,omitempty"`
	Reference       string  `json:"reference"`
}

// received is the answer to one.
type received struct {
	Payment   string  `json:"paymentPspReference"`
	Psp       string  `json:"pspReference"`
	Reference string  `json:"reference"`
	Status    string  `json:"status"`
	Amount    *amount `json:"amount"`
}

// Refund implements payment.Provider: POST /payments/{pspReference}/refunds, of the payment whichever capture the leg is
// against: Adyen knows a capture as a modification, which nothing is refunded by. A void goes by /reversals, which cancels
// what was not captured, and refunds in full what was captured meanwhile: the Receiver tells that as abnormal. Of an
// authorisation that was captured in part that would be money a second time: its rest goes by /cancels, which never
// moves any, and which Adyen refuses where a capture has ended the authorisation (by default it does). Adyen takes no
// reversal of a payment with several captures or with split data.
func (a *Adapter) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	if err := payment.Check(in); err != nil {
		return refund.Outcome{}, err
	}
	account, err := a.account(in)
	if err != nil {
		return refund.Outcome{}, err
	}
	in.Reference = cmp.Or(in.PaymentReference, in.Reference)
	ask, path := modification{MerchantAccount: account, Reference: ours + in.Key}, "/reversals"
	if in.CapturedMinor > 0 {
		path = "/cancels"
	}
	if !in.Void {
		units, err := ofAdyen.Units(in)
		if err != nil {
			return refund.Outcome{}, err
		}
		ask.Amount, path = &amount{in.Currency, units}, "/refunds"
	}
	ctx, cancel := context.WithTimeout(ctx, a.terms.CallTimeout)
	defer cancel()
	req, err := a.request(ctx, in, path, ask)
	if err != nil {
		return refund.Outcome{Kind: refund.OutcomeNotSent, Reason: err.Error()}, nil
	}
	reply, silent := wire.Send(a.http, req)
	if silent != nil {
		return silent.Outcome(), nil
	}
	if reply.Status != http.StatusCreated && reply.Status != http.StatusOK {
		return refusal(reply)
	}
	return acceptance(reply.Body, in, ask), nil
}

func (a *Adapter) request(ctx context.Context, in payment.Instruction, path string, ask modification) (*http.Request, error) {
	key, err := a.config.Key()
	if err != nil {
		return nil, fmt.Errorf("adyen adapter: the key: %w", err)
	}
	content, err := json.Marshal(ask)
	if err != nil {
		return nil, fmt.Errorf("adyen adapter: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.baseURL+"/payments/"+url.PathEscape(in.Reference)+path, bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("adyen adapter: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-API-Key", key)
	req.Header.Set("Idempotency-Key", in.Key)
	return req, nil
}

// acceptance reads `received`, and that it is about what was asked: a known key is answered with its first answer.
func acceptance(body []byte, in payment.Instruction, ask modification) refund.Outcome {
	var said received
	if err := json.Unmarshal(body, &said); err != nil || said.Psp == "" || said.Status != "received" {
		return wire.Unknown("the answer is no modification that was received")
	}
	same := said.Payment == in.Reference && said.Reference == ask.Reference && (said.Amount == nil) == (ask.Amount == nil)
	if !same || ask.Amount != nil && *said.Amount != *ask.Amount {
		return refund.Outcome{
			Kind: refund.OutcomeAbnormal, ProviderRefundID: said.Psp,
			Reason: wire.Clipped("under the key lies the modification " + said.Psp + " of " + said.Payment + ", which was not asked for"),
		}
	}
	return refund.Outcome{Kind: refund.OutcomePending, ProviderRefundID: said.Psp}
}

// complaint is Adyen's error; newer services write their message as detail.
type complaint struct {
	Code    string `json:"errorCode"`
	Message string `json:"message"`
	Detail  string `json:"detail"`
	Psp     string `json:"pspReference"`
}

func (c complaint) reason(reply wire.Reply) string {
	if c.Code == "" {
		return wire.Clipped(fmt.Sprintf("HTTP %d: not Adyen's words", reply.Status))
	}
	text := c.Code + ": " + c.Message + c.Detail
	if c.Psp != "" {
		text += " (" + c.Psp + ")"
	}
	return wire.Clipped(text)
}

// refusal reads an answer that is not 2xx. Only Adyen's own words decline; an error that Adyen calls transient, or
// that another request is in progress, decides nothing.
func refusal(reply wire.Reply) (refund.Outcome, error) {
	var c complaint
	if json.Unmarshal(reply.Body, &c) != nil {
		c = complaint{}
	}
	transient := strings.EqualFold(reply.Header.Get("Transient-Error"), "true")
	switch {
	case reply.Status == http.StatusTooManyRequests:
		return refund.Outcome{}, payment.RateLimited{RetryAfter: wire.RetryAfter(reply.Header, time.Now())}
	case c.Code == "", transient, reply.Status == http.StatusConflict, slices.Contains(undecided, c.Code), !wire.RefusesInstruction(reply.Status):
		return wire.Unknown(c.reason(reply)), nil
	}
	class, known := ofAdyen.Classes[c.Code]
	if !known {
		class = refund.DeclinedInstruction
	}
	return refund.Outcome{Kind: refund.OutcomeDeclined, Class: class, Reason: c.reason(reply)}, nil
}
