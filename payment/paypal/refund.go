package paypal

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// ours begins the custom_id of a refund that makegood asked for; the key follows. A refund made by hand may carry
// its payment's custom_id.
const ours = "makegood_"

// made is a refund as PayPal writes it. Links name the capture as "up".
type made struct {
	ID       string `json:"id"`
	Status   string `json:"status"`
	Amount   money  `json:"amount"`
	CustomID string `json:"custom_id"`
	// ARN finds it at the payer's bank.
	ARN       string `json:"acquirer_reference_number"`
	Breakdown struct {
		Net           *money `json:"net_amount"`
		NetReceivable *money `json:"net_amount_in_receivable_currency"`
	} `json:"seller_payable_breakdown"`
	Details struct {
		Reason string `json:"reason"`
	} `json:"status_details"`
	CreatedAt time.Time `json:"create_time"`
	UpdatedAt time.Time `json:"update_time"`
	Links     []link    `json:"links"`
}

type link struct {
	Href string `json:"href"`
	Rel  string `json:"rel"`
}

// capture is the id of the capture it gives back; empty: it does not say.
func (m made) capture() string {
	for _, l := range m.Links {
		if l.Rel == "up" {
			return l.Href[strings.LastIndexByte(l.Href, '/')+1:]
		}
	}
	return ""
}

// key is makegood's own; empty: made elsewhere.
func (m made) key() string { return keyIn(m.CustomID) }

func keyIn(customID string) string {
	key, own := strings.CutPrefix(customID, ours)
	if !own {
		return ""
	}
	return key
}

// Refund implements payment.Provider: POST /v2/payments/captures/{id}/refund.
func (a *Adapter) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	if err := payment.Check(in); err != nil {
		return refund.Outcome{}, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	if in.Void {
		return a.void(ctx, in)
	}
	in = ofCapture(in)
	amount, err := amountOf(in)
	if err != nil {
		return refund.Outcome{}, err
	}
	reply, err := a.call(ctx, request{
		method: http.MethodPost, path: "/v2/payments/captures/" + url.PathEscape(in.Reference) + "/refund", key: in.Key, account: in.Account,
		body: map[string]any{"amount": amount, "custom_id": ours + in.Key},
	})
	if err != nil {
		return unanswered(err)
	}
	if reply.Status != http.StatusCreated && reply.Status != http.StatusOK {
		return a.refused(ctx, in, reply)
	}
	return a.refundIn(ctx, in, reply.Body)
}

// ofCapture asks for the refund of a capture: PayPal refunds no authorisation, whose id the payment has when it may still
// be voided.
func ofCapture(in payment.Instruction) payment.Instruction {
	in.Reference = cmp.Or(in.CaptureReference, in.Reference)
	return in
}

// refused reads a refusal. That there is nothing left to refund may be our own refund's doing, when a repeated
// request is not told apart: so it counts only when the order has no refund of ours.
func (a *Adapter) refused(ctx context.Context, in payment.Instruction, reply wire.Reply) (refund.Outcome, error) {
	outcome, err := refusal(reply)
	if err != nil || outcome.Class != refund.DeclinedExceeds {
		return outcome, err
	}
	found, err := a.find(ctx, in)
	if err != nil || found.Absent {
		return outcome, err
	}
	return found.Outcome, nil
}

// refundIn reads a refund that was answered. An answer to a repeated request may be minimal, without its amount: then
// the refund itself is asked.
func (a *Adapter) refundIn(ctx context.Context, in payment.Instruction, body []byte) (refund.Outcome, error) {
	var m made
	if err := json.Unmarshal(body, &m); err != nil || m.ID == "" || m.Status == "" {
		return wire.Unknown("the answer is no refund"), nil
	}
	if m.Amount.Value == "" {
		found, err := a.standing(ctx, in, m.ID)
		return found.Outcome, err
	}
	return outcomeOf(m, in), nil
}

// outcomeOf checks that a refund is what was asked, and reads its status. One without a custom_id is taken for what
// its request id or its order said.
func outcomeOf(m made, in payment.Instruction) refund.Outcome {
	minor, err := m.Amount.minor()
	switch {
	case err != nil, minor != in.AmountMinor, m.Amount.Currency != in.Currency:
		return another(m, in, fmt.Sprintf("%s %s", m.Amount.Value, m.Amount.Currency))
	case m.CustomID != "" && m.key() != in.Key:
		return another(m, in, "another key")
	case m.capture() != "" && m.capture() != in.Reference:
		return another(m, in, "the capture "+m.capture())
	}
	return m.outcome()
}

func another(m made, in payment.Instruction, what string) refund.Outcome {
	return refund.Outcome{
		Kind: refund.OutcomeAbnormal, ProviderRefundID: m.ID,
		Reason: wire.Clipped("under the key lies a refund of " + what + ", not of " + refund.FormatAmount(in.AmountMinor, in.Currency) + " of " + in.Reference),
	}
}

// outcome reads a refund's status.
func (m made) outcome() refund.Outcome {
	o := refund.Outcome{ProviderRefundID: m.ID, BankReference: m.ARN, Reason: m.Details.Reason}
	switch m.Status {
	case "COMPLETED":
		o.Kind, o.Settlement = refund.OutcomeSettled, m.settlement()
	case "PENDING":
		o.Kind = refund.OutcomePending
	case "FAILED":
		o.Kind = refund.OutcomeFailed
	case "CANCELLED":
		o.Kind, o.Reason = refund.OutcomeFailed, strings.TrimSpace("cancelled "+o.Reason)
	default:
		o.Kind, o.Reason = refund.OutcomeAbnormal, wire.Clipped("unknown status "+m.Status)
	}
	return o
}

// settlement is what the refund took from the merchant's account, in the account's currency; nil: it does not say. It is
// net of a fee of the payment that comes back, where PayPal gives one back, so that the list's fee must not have it too.
func (m made) settlement() *refund.Settlement {
	net := m.Breakdown.NetReceivable
	if net == nil {
		net = m.Breakdown.Net
	}
	if net == nil {
		return nil
	}
	minor, err := net.minor()
	if err != nil {
		return nil
	}
	return &refund.Settlement{AmountMinor: minor, Currency: net.Currency}
}
