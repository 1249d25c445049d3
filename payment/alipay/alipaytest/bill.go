package alipaytest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

var china = time.FixedZone("UTC+8", 8*60*60)

// billNames are the columns of a bill, as they are in one.
const billNames = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）," +
	"支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"

// bill says where a day's bill is; a day on which nothing happened has none.
func (s *Server) bill(w http.ResponseWriter, business map[string]any) {
	const method = "alipay.data.dataservice.bill.downloadurl.query"
	date := said(business, "bill_date")
	if _, rows := s.billOf(date); rows == 0 || said(business, "bill_type") != "trade" {
		s.refuse(w, method, "isp.bill_not_exist")
		return
	}
	address := strings.TrimSuffix(s.URL, "/gateway.do") + "/downloadBillFile.resource?bizDates=" + date
	s.write(w, method, map[string]string{"code": "10000", "msg": "Success", "bill_download_url": address})
}

func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	content, _ := s.billOf(r.FormValue("bizDates"))
	s.mu.Lock()
	spoil := s.spoil
	s.mu.Unlock()
	if spoil != nil {
		content = spoil(content)
	}
	var packed bytes.Buffer
	archive := zip.NewWriter(&packed)
	for name, text := range map[string]string{"20886_业务明细(汇总).csv": "#支付宝业务汇总查询\r\n", "20886_业务明细.csv": string(content)} {
		file, err := archive.Create(inGBK(name))
		if err != nil {
			panic(fmt.Sprint("alipaytest: ", err))
		}
		_, _ = file.Write([]byte(inGBK(text)))
	}
	if err := archive.Close(); err != nil {
		panic(fmt.Sprint("alipaytest: ", err))
	}
	_, _ = w.Write(packed.Bytes())
}

func inGBK(text string) string {
	encoded, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		panic(fmt.Sprint("alipaytest: ", err))
	}
	return encoded
}

// SpoilBills changes every bill on its way, before it is packed.
func (s *Server) SpoilBills(how func([]byte) []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spoil = how
}

// billOf has a trade that was paid on the day beside its refunds.
func (s *Server) billOf(date string) (content []byte, rows int) {
	var b strings.Builder
	b.WriteString("#支付宝业务明细查询\r\n#账号：[20886219585899970156]\r\n#起始日期：[" + date + "]\r\n")
	b.WriteString("#-----------------------------------------业务明细列表----------------------------------------\r\n" + billNames + "\r\n")
	b.WriteString(line("2026112922001400000000000001", "paid", "交易", date+" 08:00:00", "100.00", "100.00", "", "-0.60"))
	for _, k := range s.Book("") {
		if k.Outcome.Kind == refund.OutcomeSettled && k.MadeAt.In(china).Format(time.DateOnly) == date {
			b.WriteString(lineOf(k))
			rows++
		}
	}
	b.WriteString("#-----------------------------------------业务明细列表结束------------------------------------\r\n")
	fmt.Fprintf(&b, "#交易合计：1笔，商家实收共100.00元，商家优惠共0.00元\r\n#退款合计：%d笔\r\n", rows)
	return []byte(b.String()), rows
}

// lineOf writes a refund as its bill does: of its fee 0.6 % are given back.
func lineOf(k paymenttest.Kept) string {
	in := k.Instruction
	received := in.AmountMinor
	if s := k.Outcome.Settlement; s != nil {
		received = s.AmountMinor
	}
	return line(in.Reference, "out_"+in.Reference, "退款", k.MadeAt.In(china).Format(time.DateTime), yuan(-in.AmountMinor), yuan(-received), numberOf(k), yuan(received*6/1000))
}

func line(trade, out, kind, at, amount, received, number, fee string) string {
	return strings.Join([]string{
		trade + "\t", out + "\t", kind, "洗衣订单", at, at, "", "", "", "", "buy***@example.com", amount, received, "0.00", "0.00", "0.00", "0.00", "0.00",
		"", "0.00", "0.00", number + "\t", fee, "0.00", "",
	}, ",") + "\r\n"
}
