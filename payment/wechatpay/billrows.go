package wechatpay

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// The columns of a refund bill that are read, by their names: their order and number differ from merchant to
// merchant (pay.weixin.qq.com, /wiki/doc/apiv3_partner/apis/chapter5_1_19.shtml).
const (
	columnTransaction = "微信订单号"
	columnTrade       = "商户订单号"
	columnAskedAt     = "退款申请时间"
	columnSucceededAt = "退款成功时间"
	columnID          = "微信退款单号"
	columnNumber      = "商户退款单号"
	columnAsked       = "申请退款金额"
	columnSettled     = "退款金额"
	columnStatus      = "退款状态"
	columnCurrency    = "货币种类"
	columnFee         = "手续费"
	// summaryBegins is the first column of the two lines that end a bill.
	summaryBegins = "总交易单数"
)

// readBill reads a bill: a line of names, a line for each refund, and two of sums, which have to be there.
func (a *Adapter) readBill(content []byte) ([]payment.Listed, error) {
	all := strings.Split(strings.TrimPrefix(string(content), "\uFEFF"), "\n")
	names := strings.Split(strings.TrimSpace(all[0]), ",")
	for _, name := range []string{columnTransaction, columnTrade, columnAskedAt, columnID, columnNumber, columnSettled, columnStatus, columnCurrency} {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("it has no column %s", name)
		}
	}
	var listed []payment.Listed
	for _, line := range all[1:] {
		line = strings.TrimRight(line, "\r")
		if strings.HasPrefix(line, summaryBegins) {
			return listed, nil
		}
		r, err := rowOf(names, line)
		if err != nil {
			return nil, err
		}
		l, err := a.listedOf(r)
		if err != nil {
			return nil, err
		}
		listed = append(listed, l)
	}
	return nil, errors.New("it breaks off before its sums")
}

// row is one line of a bill by the names of its columns.
type row map[string]string

// rowOf splits a line: each field begins with a back quote, so that a comma in a title is not taken for the end of it.
func rowOf(names []string, line string) (row, error) {
	fields := strings.Split(strings.TrimPrefix(line, "`"), ",`")
	if len(fields) != len(names) {
		return nil, fmt.Errorf("a line has %d fields, and there are %d columns", len(fields), len(names))
	}
	r := row{}
	for i, name := range names {
		r[strings.TrimSpace(name)] = strings.TrimSpace(fields[i])
	}
	return r, nil
}

func (a *Adapter) listedOf(r row) (payment.Listed, error) {
	l := payment.Listed{ProviderRefundID: r[columnID], Reference: r[columnTransaction], Currency: refund.Currency(r[columnCurrency])}
	if a.config.ByTradeNumber {
		l.Reference = r[columnTrade]
	}
	if number := r[columnNumber]; a.config.OwnKey(number) {
		l.Key = number
	}
	at, err := time.ParseInLocation(time.DateTime, r[columnAskedAt], china)
	if err != nil || l.ProviderRefundID == "" || l.Currency != currency {
		return payment.Listed{}, errors.New("a line names no refund in CNY with the time that it was asked for")
	}
	l.CreatedAt = at.UTC()
	if err := setAmounts(&l, r); err != nil {
		return payment.Listed{}, err
	}
	err = setSettledAt(&l, r[columnSucceededAt])
	return l, err
}

// setSettledAt reads when a refund succeeded; empty: it has not. Its fact is the notification's, but where the bill says
// more than that does: of a refund with a coupon a notification does not tell what it cost (Receiver), so that the two
// are not one fact. WeChat Pay notifies of no refund in process, and a bill's failure may be either of two states.
func setSettledAt(l *payment.Listed, text string) error {
	if text != "" {
		at, err := time.ParseInLocation(time.DateTime, text, china)
		if err != nil {
			return fmt.Errorf("%q is no time", text)
		}
		l.SettledAt = at.UTC()
	}
	if l.Outcome.Kind == refund.OutcomeSettled && l.Outcome.Settlement == nil {
		l.FactID = factID(l.ProviderRefundID, statusSuccess)
	}
	return nil
}

// setAmounts reads what was asked for, what it cost the merchant, and the fee; a fee that was given back is negative.
func setAmounts(l *payment.Listed, r row) error {
	settled, err := yuan(r[columnSettled])
	if err != nil {
		return err
	}
	l.AmountMinor = settled
	if asked, has := r[columnAsked]; has {
		if l.AmountMinor, err = yuan(asked); err != nil {
			return err
		}
	}
	l.Outcome = outcomeOfRow(r[columnStatus], l.ProviderRefundID)
	if settled != l.AmountMinor {
		l.Outcome.Settlement = &refund.Settlement{AmountMinor: settled, Currency: currency}
	}
	if text := r[columnFee]; text != "" {
		l.FeeCurrency = currency
		l.FeeMinor, err = fee(text)
	}
	return err
}

// outcomeOfRow is a refund's state on the morning after it was asked for.
func outcomeOfRow(status, id string) refund.Outcome {
	o := refund.Outcome{ProviderRefundID: id}
	switch status {
	case "SUCCESS":
		o.Kind = refund.OutcomeSettled
	case "PROCESSING":
		o.Kind = refund.OutcomePending
	case "FAIL":
		o.Kind, o.Reason = refund.OutcomeFailed, status
	default:
		o.Kind, o.Reason = refund.OutcomeAbnormal, wire.Clipped("unknown status "+status)
	}
	return o
}

// yuan reads an exact amount: 45.00 is 4500.
func yuan(text string) (int64, error) {
	amount, err := decimal.NewFromString(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no amount", text)
	}
	return refund.MinorOf(amount, currency)
}

// fee reads a fee, which has five decimals in a bill, and rounds it half away from zero.
func fee(text string) (int64, error) {
	amount, err := decimal.NewFromString(text)
	if err != nil {
		return 0, fmt.Errorf("%q is no fee", text)
	}
	return refund.MinorOf(amount.Round(2), currency)
}
