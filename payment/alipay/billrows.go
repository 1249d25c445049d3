package alipay

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// The columns of a bill that are read, by their names without the unit, and the two lines that enclose them.
const (
	columnTrade    = "支付宝交易号"
	columnOutTrade = "商户订单号"
	columnKind     = "业务类型"
	columnAt       = "完成时间"
	columnAmount   = "订单金额"
	columnReceived = "商家实收"
	columnNumber   = "退款批次号/请求号"
	columnFee      = "服务费"

	kindRefund   = "退款"
	detailBegins = "业务明细列表"
	detailEnds   = "业务明细列表结束"
)

// isDetail tells the file of single trades from that of their sums.
func isDetail(content string) bool { return strings.Contains(content, detailBegins) }

// readBill reads the refunds of a bill: lines between the one that begins them and the one that ends them, which has
// to be there. The others are trades.
func (a *Adapter) readBill(content string) ([]payment.Listed, error) {
	_, rest, begun := strings.Cut(content, detailBegins)
	_, rest, line := strings.Cut(rest, "\n")
	rows, _, ended := strings.Cut(rest, detailEnds)
	if !begun || !line || !ended {
		return nil, errors.New("it breaks off before its end")
	}
	reader := csv.NewReader(strings.NewReader(rows))
	reader.Comment, reader.LazyQuotes = '#', true
	names, err := reader.Read()
	if err != nil {
		return nil, errors.New("it names no columns")
	}
	if err := checkColumns(names); err != nil {
		return nil, err
	}
	var listed []payment.Listed
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return listed, nil
		}
		if err != nil {
			return nil, errors.New("a line has not the fields that are named")
		}
		if r := rowOf(names, fields); r[columnKind] == kindRefund {
			l, err := a.listedOf(r)
			if err != nil {
				return nil, err
			}
			listed = append(listed, l)
		}
	}
}

// checkColumns: without the kind of a line there would be no refunds, without a number none of makegood's own.
func checkColumns(names []string) error {
	has := rowOf(names, names)
	for _, name := range []string{columnTrade, columnOutTrade, columnKind, columnAt, columnAmount, columnReceived, columnNumber} {
		if has[name] == "" {
			return fmt.Errorf("it has no column %s", name)
		}
	}
	return nil
}

// row is one line of a bill by the names of its columns.
type row map[string]string

func rowOf(names, fields []string) row {
	r := row{}
	for i, name := range names {
		name, _, _ = strings.Cut(strings.TrimSpace(name), "（")
		r[name] = strings.TrimSpace(fields[i])
	}
	return r
}

// listedOf reads a refund. Its amounts are negative in a bill, and a fee that was given back is positive.
func (a *Adapter) listedOf(r row) (payment.Listed, error) {
	l := payment.Listed{Reference: r[columnTrade], Currency: currency}
	if a.config.ByTradeNumber {
		l.Reference = r[columnOutTrade]
	}
	if a.config.OwnKey(r[columnNumber]) {
		l.Key = r[columnNumber]
	}
	at, err := time.ParseInLocation(time.DateTime, r[columnAt], china)
	if err != nil || l.Reference == "" {
		return payment.Listed{}, errors.New("a line names no trade with the time of its refund")
	}
	l.CreatedAt, l.ProviderRefundID = at.UTC(), refundID(l.Reference, r[columnNumber])
	l.Outcome = refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: l.ProviderRefundID}
	// The time is when the refund was complete, and the money left the account. No notification tells of it.
	l.SettledAt, l.FactID = l.CreatedAt, l.ProviderRefundID+"/"+statusSuccess
	err = setAmounts(&l, r)
	return l, err
}

// setAmounts reads what was refunded, what it cost the merchant, and the fee.
func setAmounts(l *payment.Listed, r row) error {
	amount, err := fen(r[columnAmount])
	if err != nil {
		return err
	}
	received, err := fen(r[columnReceived])
	if err != nil {
		return err
	}
	if err := setFee(l, r[columnFee]); err != nil {
		return err
	}
	if amount > 0 || received > 0 {
		return errors.New("a refund's amount is not negative")
	}
	l.AmountMinor = -amount
	if received != amount {
		l.Outcome.Settlement = &refund.Settlement{AmountMinor: -received, Currency: currency}
	}
	return nil
}

// setFee reads a fee, and rounds what is less than a fen half away from zero; empty: none is named.
func setFee(l *payment.Listed, text string) error {
	if text == "" {
		return nil
	}
	amount, err := decimal.NewFromString(text)
	if err != nil {
		return fmt.Errorf("%q is no fee", text)
	}
	fee, err := refund.MinorOf(amount.Round(2), currency)
	l.FeeMinor, l.FeeCurrency = -fee, currency
	return err
}
