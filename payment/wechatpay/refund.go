package wechatpay

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// request is the body of POST /v3/refund/domestic/refunds. It is made of the instruction and the order alone, so that
// it is the same each time a number is asked for.
type request struct {
	SubMerchant   string        `json:"sub_mchid,omitempty"`
	TransactionID string        `json:"transaction_id,omitempty"`
	TradeNumber   string        `json:"out_trade_no,omitempty"`
	RefundNumber  string        `json:"out_refund_no"`
	NotifyURL     string        `json:"notify_url,omitempty"`
	Amount        requestAmount `json:"amount"`
}

type requestAmount struct {
	Refund   int64           `json:"refund"`
	Total    int64           `json:"total"`
	Currency refund.Currency `json:"currency"`
}

// Refund implements payment.Provider. It asks for the order first, whose total a refund has to name and an
// instruction does not carry: as long as that has no answer, nothing was sent.
func (a *Adapter) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	if err := check(in); err != nil {
		return refund.Outcome{}, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	total, ended, err := a.total(ctx, in)
	if err != nil || ended != nil {
		return outcomeOr(ended), err
	}
	got, silent := a.call(ctx, http.MethodPost, "/v3/refund/domestic/refunds", a.requestFor(in, total))
	switch {
	case silent != nil:
		return silent.Outcome(), nil
	case got.limited(a.config.Now()) != nil:
		return refund.Outcome{}, got.limited(a.config.Now())
	case got.Unproved != nil:
		return wire.Unknown(got.word() + ": " + got.Unproved.Error()), nil
	case got.Status == http.StatusOK:
		return a.outcomeOf(got.Body, in), nil
	}
	return a.refusal(ctx, in, got)
}

func outcomeOr(o *refund.Outcome) refund.Outcome {
	if o == nil {
		return refund.Outcome{}
	}
	return *o
}

func (a *Adapter) requestFor(in payment.Instruction, total int64) request {
	r := request{
		SubMerchant: a.subMerchant(in.Account), RefundNumber: in.Key, NotifyURL: a.config.NotifyURL,
		Amount: requestAmount{Refund: in.AmountMinor, Total: total, Currency: in.Currency},
	}
	if a.config.ByTradeNumber {
		r.TradeNumber = in.Reference
	} else {
		r.TransactionID = in.Reference
	}
	return r
}

// refusal reads a signed answer that is no success. Its code alone counts, its text is never read.
func (a *Adapter) refusal(ctx context.Context, in payment.Instruction, got answer) (refund.Outcome, error) {
	code := got.code()
	if code == codeInvalid {
		return a.invalid(ctx, in, got)
	}
	class, known := classes()[code]
	switch {
	case got.Status < 400 || got.Status >= 500, code == "", code == codeFrequency, !known && !wire.RefusesInstruction(got.Status):
		return wire.Unknown(got.word()), nil
	case !known:
		class = refund.DeclinedInstruction
	}
	return refund.Outcome{Kind: refund.OutcomeDeclined, Class: class, Reason: got.word()}, nil
}

const codeInvalid = "INVALID_REQUEST"

// invalid reads INVALID_REQUEST, which says that the refund failed, and also that its number was used with other
// parameters: so the number is looked up. What lies under it counts; where nothing does, the instruction is declined.
func (a *Adapter) invalid(ctx context.Context, in payment.Instruction, got answer) (refund.Outcome, error) {
	found, err := a.find(ctx, in)
	switch {
	case err != nil:
		return refund.Outcome{}, err
	case found.Absent:
		return refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: got.word()}, nil
	}
	return found.Outcome, nil
}

// total asks for what an order was paid with in all. ended is what the refund came to without it.
func (a *Adapter) total(ctx context.Context, in payment.Instruction) (total int64, ended *refund.Outcome, err error) {
	got, silent := a.call(ctx, http.MethodGet, a.orderPath(in), nil)
	switch {
	case silent != nil:
		return 0, notSent(silent.Reason), nil
	case got.limited(a.config.Now()) != nil:
		return 0, nil, got.limited(a.config.Now())
	case got.Unproved != nil:
		return 0, notSent(got.word() + ": " + got.Unproved.Error()), nil
	case got.Status == http.StatusNotFound && (got.code() == "ORDER_NOT_EXIST" || got.code() == "ORDERNOTEXIST"):
		return 0, &refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: got.word()}, nil
	case got.Status != http.StatusOK:
		return 0, notSent(got.word()), nil
	}
	var order struct {
		TransactionID string `json:"transaction_id"`
		TradeNumber   string `json:"out_trade_no"`
		Amount        struct {
			Total int64 `json:"total"`
		} `json:"amount"`
	}
	if json.Unmarshal(got.Body, &order) != nil || order.Amount.Total <= 0 || !a.isAbout(in, order.TransactionID, order.TradeNumber) {
		return 0, notSent("the answer is not the order's"), nil
	}
	return order.Amount.Total, nil, nil
}

func notSent(why string) *refund.Outcome {
	return &refund.Outcome{Kind: refund.OutcomeNotSent, Reason: wire.Clipped("the order was not read: " + why)}
}

// isAbout reports whether an answer names the payment that was asked for.
func (a *Adapter) isAbout(in payment.Instruction, transaction, trade string) bool {
	if a.config.ByTradeNumber {
		return trade == in.Reference
	}
	return transaction == in.Reference
}
