package alipay

import "testing"

func FuzzABillIsReadOrRefused(f *testing.F) {
	f.Add("#---业务明细列表---\n支付宝交易号,业务类型,完成时间,订单金额（元）,商家实收（元）\n42\t,退款,2026-11-29 10:00:00,-45.00,-45.00\n#---业务明细列表结束---\n")
	f.Add("#业务明细列表\n\n#业务明细列表结束")
	f.Add("业务明细列表结束")
	a := &Adapter{config: Config{OwnKey: OwnKey}}
	f.Fuzz(func(t *testing.T, content string) {
		listed, err := a.readBill(content)
		for _, l := range listed {
			if err != nil || l.ProviderRefundID == "" || l.Currency != currency || l.CreatedAt.IsZero() {
				t.Errorf("listed is %+v, %v", l, err)
			}
		}
	})
}
