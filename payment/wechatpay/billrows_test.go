package wechatpay

import (
	"strings"
	"testing"
	"time"
)

const (
	billHead = "微信订单号,商户订单号,退款申请时间,退款成功时间,微信退款单号,商户退款单号,货币种类,退款金额,退款状态,手续费"
	billRow  = "`42,`t1,`2026-11-29 10:00:00,`2026-11-29 10:00:05,`50,`mgone,`CNY,`45.00,`SUCCESS,`-0.27000"
	billEnd  = "总交易单数\r\n`1\r\n"
)

func TestARowNamesTheTimeOfItsSuccessItsFeeAndItsFact(t *testing.T) {
	a := &Adapter{config: Config{OwnKey: OwnKey}}
	listed, err := a.readBill([]byte(billHead + "\r\n" + billRow + "\r\n" + billEnd))
	if err != nil || len(listed) != 1 {
		t.Fatalf("got %+v, %v", listed, err)
	}
	l := listed[0]
	if l.FeeMinor != -27 || l.FeeCurrency != "CNY" || l.FactID != "50/SUCCESS" || !l.SettledAt.Equal(time.Date(2026, 11, 29, 2, 0, 5, 0, time.UTC)) ||
		!l.CreatedAt.Equal(time.Date(2026, 11, 29, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("listed as %+v", l)
	}
	inProcess := strings.NewReplacer("`2026-11-29 10:00:05", "`", "SUCCESS", "PROCESSING", "`-0.27000", "`").Replace(billRow)
	if listed, err = a.readBill([]byte(billHead + "\r\n" + inProcess + "\r\n" + billEnd)); err != nil || len(listed) != 1 {
		t.Fatalf("in process: got %+v, %v", listed, err)
	}
	if l := listed[0]; l.FactID != "" || !l.SettledAt.IsZero() || l.FeeCurrency != "" {
		t.Errorf("in process it is listed as %+v", l)
	}
}

// TestABillWithoutAColumnIsAnErrorAndNeverAShorterList: without the number every refund would be somebody else's.
func TestABillWithoutAColumnIsAnErrorAndNeverAShorterList(t *testing.T) {
	a := &Adapter{config: Config{OwnKey: OwnKey}}
	for _, column := range []string{columnTransaction, columnAskedAt, columnID, columnNumber, columnStatus, columnCurrency} {
		bill := strings.Replace(billHead, column, "别的", 1) + "\r\n" + billRow + "\r\n" + billEnd
		if listed, err := a.readBill([]byte(bill)); err == nil || len(listed) != 0 {
			t.Errorf("without %s: got %+v, %v; want an error", column, listed, err)
		}
	}
}
