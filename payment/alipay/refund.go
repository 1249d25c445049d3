package alipay

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// asking is the business part of a refund. It is made of the instruction alone, so that it is the same each time a
// number is asked for.
type asking struct {
	TradeNo      string    `json:"trade_no,omitempty"`
	OutTradeNo   string    `json:"out_trade_no,omitempty"`
	RefundAmount string    `json:"refund_amount"`
	OutRequestNo string    `json:"out_request_no"`
	Royalties    []royalty `json:"refund_royalty_parameters,omitempty"`
}

// royalty is what a payee gives back.
type royalty struct {
	Type         string `json:"royalty_type"`
	TransOut     string `json:"trans_out"`
	TransOutType string `json:"trans_out_type"`
	Amount       string `json:"amount"`
}

// Refund implements payment.Provider. Its best answer is Pending: Alipay's page calls a refund that changed funds
// (fund_change Y) a success, but the answer names neither the number nor the amount of this refund, only what was
// refunded of the trade in all; a look-up names both.
func (a *Adapter) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	if err := check(in); err != nil {
		return refund.Outcome{}, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	got, silent := a.call(ctx, in.Account, methodRefund, a.askingFor(in))
	switch {
	case silent != nil:
		return silent.Outcome(), nil
	case got.limited(a.config.Now()) != nil:
		return refund.Outcome{}, got.limited(a.config.Now())
	case got.ok():
		return a.accepted(got, in), nil
	case got.refuses():
		return refusal(got), nil
	}
	return wire.Unknown(got.word()), nil
}

func (a *Adapter) askingFor(in payment.Instruction) asking {
	ask := asking{RefundAmount: yuan(in.AmountMinor), OutRequestNo: in.Key}
	if a.config.ByTradeNumber {
		ask.OutTradeNo = in.Reference
	} else {
		ask.TradeNo = in.Reference
	}
	if a.config.Royalties != nil {
		for _, r := range a.config.Royalties(in) {
			ask.Royalties = append(ask.Royalties, royalty{Type: "transfer", TransOut: r.Account, TransOutType: "userId", Amount: yuan(r.AmountMinor)})
		}
	}
	return ask
}

// accepted reads the answer to a refund that was taken.
func (a *Adapter) accepted(got answer, in payment.Instruction) refund.Outcome {
	var trade struct {
		TradeNo    string `json:"trade_no"`
		OutTradeNo string `json:"out_trade_no"`
		FundChange string `json:"fund_change"`
	}
	if json.Unmarshal(got.Node, &trade) != nil || !a.isAbout(in, trade.TradeNo, trade.OutTradeNo) {
		return wire.Unknown("the answer is about another trade")
	}
	why := "no funds changed by this call; a look-up tells whether they had before"
	if trade.FundChange == "Y" {
		why = "funds have changed; a look-up proves by how much"
	}
	return refund.Outcome{Kind: refund.OutcomePending, ProviderRefundID: refundID(in.Reference, in.Key), Reason: why}
}

// codeOtherBody: the number was used with another amount, and that refund was made.
const codeOtherBody = "ACQ.DISCORDANT_REPEAT_REQUEST"

// refusal reads a business refusal. Its sub-code alone counts, its text is never read.
func refusal(got answer) refund.Outcome {
	if got.SubCode == codeOtherBody {
		return refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: got.word()}
	}
	class, known := classes()[got.SubCode]
	if !known {
		return wire.Unknown(got.word())
	}
	return refund.Outcome{Kind: refund.OutcomeDeclined, Class: class, Reason: got.word()}
}

// isAbout reports whether an answer names the payment that was asked for.
func (a *Adapter) isAbout(in payment.Instruction, trade, outTrade string) bool {
	if a.config.ByTradeNumber {
		return outTrade == in.Reference
	}
	return trade == in.Reference
}

// yuan writes minor units as Alipay takes them: 4500 is 45.00.
func yuan(minor int64) string { return decimal.New(minor, -2).StringFixed(2) }

// fen reads an amount exactly; a text with more than two decimals is none.
func fen(text string) (int64, error) {
	amount, err := decimal.NewFromString(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no amount", text)
	}
	return refund.MinorOf(amount, currency)
}
