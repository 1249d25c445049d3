package wechatpay

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// made is a refund as WeChat Pay answers with it. It has no reference of the payer's bank: what it says of where the
// money went (user_received_account) is a bank's name and the end of an account's number, and is not kept.
type made struct {
	ID            string `json:"refund_id"`
	RefundNumber  string `json:"out_refund_no"`
	TransactionID string `json:"transaction_id"`
	TradeNumber   string `json:"out_trade_no"`
	Status        string `json:"status"`
	Amount        amount `json:"amount"`
}

// amount is what was asked for, what the payer gets of it, and what it costs the merchant: the payer gets no coupon's
// part back, and the merchant does not pay what WeChat Pay itself had given (a coupon that was not prepaid).
type amount struct {
	Refund     int64           `json:"refund"`
	Payer      *int64          `json:"payer_refund"`
	Settlement *int64          `json:"settlement_refund"`
	Currency   refund.Currency `json:"currency"`
}

// Lookup implements payment.Provider.
func (a *Adapter) Lookup(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	if err := check(in); err != nil {
		return payment.Found{}, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	return a.find(ctx, in)
}

// find asks for a refund by its number.
func (a *Adapter) find(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	got, silent := a.call(ctx, http.MethodGet, a.refundPath(in), nil)
	switch {
	case silent != nil:
		return payment.Found{Outcome: wire.Unknown(silent.Reason)}, nil
	case got.Status == http.StatusTooManyRequests:
		return payment.Found{}, payment.RateLimited{RetryAfter: wire.RetryAfter(got.Header, a.config.Now())}
	case got.Unproved != nil:
		return payment.Found{Outcome: wire.Unknown(got.word() + ": " + got.Unproved.Error())}, nil
	case got.Status == http.StatusOK:
		return payment.Found{Outcome: a.outcomeOf(got.Body, in)}, nil
	case got.Status == http.StatusNotFound && got.code() == "RESOURCE_NOT_EXISTS":
		return payment.Found{Absent: true}, nil
	}
	return payment.Found{Outcome: wire.Unknown(got.word())}, nil
}

func (a *Adapter) refundPath(in payment.Instruction) string {
	path := "/v3/refund/domestic/refunds/" + url.PathEscape(in.Key)
	if sub := a.subMerchant(in.Account); sub != "" {
		path += "?" + url.Values{"sub_mchid": {sub}}.Encode()
	}
	return path
}

func (a *Adapter) orderPath(in payment.Instruction) string {
	kind, by := "transactions", "id"
	query := url.Values{"mchid": {a.config.MerchantID}}
	if a.config.Partner {
		kind, query = "partner/transactions", url.Values{"sp_mchid": {a.config.MerchantID}, "sub_mchid": {in.Account}}
	}
	if a.config.ByTradeNumber {
		by = "out-trade-no"
	}
	return "/v3/pay/" + kind + "/" + by + "/" + url.PathEscape(in.Reference) + "?" + query.Encode()
}

// outcomeOf checks that a refund is what was asked for, and reads its state.
func (a *Adapter) outcomeOf(body []byte, in payment.Instruction) refund.Outcome {
	var m made
	if err := json.Unmarshal(body, &m); err != nil || m.ID == "" || m.RefundNumber != in.Key {
		return wire.Unknown("the answer is not the refund's")
	}
	if m.Amount.Refund != in.AmountMinor || m.Amount.Currency != in.Currency || !a.isAbout(in, m.TransactionID, m.TradeNumber) {
		return refund.Outcome{
			Kind: refund.OutcomeAbnormal, ProviderRefundID: m.ID,
			Reason: wire.Clipped("under the number lies a refund of " + refund.FormatAmount(m.Amount.Refund, m.Amount.Currency) + ", which was not asked for"),
		}
	}
	return m.outcome()
}

// outcome reads a refund's state, and what of it differs from what was asked for.
func (m made) outcome() refund.Outcome {
	o := refund.Outcome{ProviderRefundID: m.ID}
	if p := m.Amount.Payer; p != nil && *p != m.Amount.Refund {
		o.PayerMinor = p
	}
	if s := m.Amount.Settlement; s != nil && *s != m.Amount.Refund {
		o.Settlement = &refund.Settlement{AmountMinor: *s, Currency: currency}
	}
	switch m.Status {
	case statusSuccess:
		o.Kind = refund.OutcomeSettled
	case statusProcessing:
		o.Kind = refund.OutcomePending
	case statusClosed:
		o.Kind, o.Reason = refund.OutcomeFailed, statusClosed
	case statusAbnormal:
		o.Kind, o.Reason = refund.OutcomeAbnormal, abnormal
	default:
		o.Kind, o.Reason = refund.OutcomeAbnormal, wire.Clipped("unknown status "+m.Status)
	}
	return o
}

// abnormal is what a person has to know of an ABNORMAL refund.
const abnormal = "ABNORMAL: the payer's account does not take it; send it to another bank card or the merchant's own account under the same number, never under another"
