package wechatpay

import "testing"

func FuzzABillIsReadOrRefused(f *testing.F) {
	f.Add([]byte("\uFEFF微信订单号,退款申请时间,微信退款单号,货币种类,退款金额\r\n`42,`2026-11-29 10:00:00,`50,`CNY,`45.00\r\n总交易单数\r\n`1\r\n"))
	f.Add([]byte("总交易单数"))
	f.Add([]byte("a\n`\n"))
	a := &Adapter{config: Config{OwnKey: OwnKey}}
	f.Fuzz(func(t *testing.T, content []byte) {
		listed, err := a.readBill(content)
		for _, l := range listed {
			if err != nil || l.ProviderRefundID == "" || l.Currency != currency || l.CreatedAt.IsZero() {
				t.Errorf("listed is %+v, %v", l, err)
			}
		}
	})
}
