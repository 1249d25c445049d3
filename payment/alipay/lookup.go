package alipay

import (
	"context"
	"encoding/json"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// question is the business part of a look-up.
type question struct {
	TradeNo      string   `json:"trade_no,omitempty"`
	OutTradeNo   string   `json:"out_trade_no,omitempty"`
	OutRequestNo string   `json:"out_request_no"`
	QueryOptions []string `json:"query_options"`
}

// made is a refund as Alipay answers with it. Amounts are in yuan. The buyer's own money goes back first, a coupon
// last: what the buyer gets is told to merchants that have agreed on it, what the account paid where the funds are
// told.
type made struct {
	TradeNo      string            `json:"trade_no"`
	OutTradeNo   string            `json:"out_trade_no"`
	OutRequestNo string            `json:"out_request_no"`
	Amount       string            `json:"refund_amount"`
	Status       string            `json:"refund_status"`
	Buyer        string            `json:"present_refund_buyer_amount"`
	SentBack     string            `json:"send_back_fee"`
	Funds        []json.RawMessage `json:"refund_detail_item_list"`
}

// Lookup implements payment.Provider.
func (a *Adapter) Lookup(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	if err := check(in); err != nil {
		return payment.Found{}, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	ask := question{OutRequestNo: in.Key, QueryOptions: []string{"refund_detail_item_list"}}
	if a.config.ByTradeNumber {
		ask.OutTradeNo = in.Reference
	} else {
		ask.TradeNo = in.Reference
	}
	got, silent := a.call(ctx, in.Account, methodFind, ask)
	switch {
	case silent != nil:
		return payment.Found{Outcome: wire.Unknown(silent.Reason)}, nil
	case got.limited(a.config.Now()) != nil:
		return payment.Found{}, got.limited(a.config.Now())
	case !got.ok():
		return payment.Found{Outcome: wire.Unknown(got.word())}, nil
	}
	return a.found(got, in), nil
}

// found reads the answer to a look-up. One without a state and without a refund says that the refund did not arrive or
// failed: the same number and amount may be asked for again.
func (a *Adapter) found(got answer, in payment.Instruction) payment.Found {
	var m made
	switch {
	case json.Unmarshal(got.Node, &m) != nil:
		return payment.Found{Outcome: wire.Unknown("the answer cannot be read")}
	case m.Status == "" && m.OutRequestNo == "" && m.Amount == "":
		return payment.Found{Absent: true}
	case m.OutRequestNo != in.Key || !a.isAbout(in, m.TradeNo, m.OutTradeNo):
		return payment.Found{Outcome: wire.Unknown("the answer is about another refund")}
	}
	minor, err := fen(m.Amount)
	if err != nil || minor != in.AmountMinor {
		return payment.Found{Outcome: refund.Outcome{
			Kind: refund.OutcomeAbnormal, ProviderRefundID: refundID(in.Reference, in.Key),
			Reason: wire.Clipped("under the number lies a refund of " + m.Amount + " CNY, which was not asked for"),
		}}
	}
	return payment.Found{Outcome: m.outcome(in)}
}

// outcome reads a refund's state, and what of it differs from what was asked for.
func (m made) outcome(in payment.Instruction) refund.Outcome {
	o := refund.Outcome{ProviderRefundID: refundID(in.Reference, in.Key)}
	if buyer, err := fen(m.Buyer); err == nil && buyer != in.AmountMinor {
		o.PayerMinor = &buyer
	}
	if sent, err := fen(m.SentBack); err == nil && len(m.Funds) > 0 && sent != in.AmountMinor {
		o.Settlement = &refund.Settlement{AmountMinor: sent, Currency: currency}
	}
	switch m.Status {
	case statusSuccess:
		o.Kind = refund.OutcomeSettled
	case statusProcessing:
		o.Kind = refund.OutcomePending
	case statusFail:
		o.Kind, o.Reason = refund.OutcomeFailed, statusFail
	case "": // formerly a success, today a refund that did not arrive or failed: neither is concluded
		o.Kind, o.Reason = refund.OutcomeUnknown, "the refund is known, and its state is not told"
	default:
		o.Kind, o.Reason = refund.OutcomeAbnormal, wire.Clipped("unknown status "+m.Status)
	}
	return o
}
