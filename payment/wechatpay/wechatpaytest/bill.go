package wechatpaytest

import (
	"crypto/sha1" // WeChat Pay names no other digest of a bill
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

var china = time.FixedZone("UTC+8", 8*60*60)

// billNames are the columns of a refund bill, as the documentation has them.
const billNames = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额," +
	"代金券金额,退款申请时间,退款成功时间,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率," +
	"订单金额,申请退款金额,费率备注"

// bill says where a day's bill is; a day without refunds has none.
func (s *Server) bill(w http.ResponseWriter, r *http.Request) {
	date := r.FormValue("bill_date")
	content, rows := s.billOf(date)
	if r.FormValue("bill_type") != "REFUND" {
		s.fail(w, http.StatusBadRequest, "PARAM_ERROR")
		return
	}
	if rows == 0 {
		s.fail(w, http.StatusBadRequest, "NO_STATEMENT_EXIST")
		return
	}
	digest := sha1.Sum(content)
	s.write(w, http.StatusOK, map[string]string{
		"hash_type": "SHA1", "hash_value": hex.EncodeToString(digest[:]), "download_url": s.URL + "/v3/billdownload/file?token=" + date,
	})
}

// download is not signed.
func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	content, _ := s.billOf(r.FormValue("token"))
	s.mu.Lock()
	spoil := s.spoil
	s.mu.Unlock()
	if spoil != nil {
		content = spoil(content)
	}
	_, _ = w.Write(content)
}

// SpoilBills changes every bill on its way.
func (s *Server) SpoilBills(how func([]byte) []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spoil = how
}

func (s *Server) billOf(date string) (content []byte, rows int) {
	var b strings.Builder
	b.WriteString("\uFEFF" + billNames + "\r\n")
	for _, k := range s.Book("") {
		if k.Outcome.Kind != refund.OutcomeDeclined && k.MadeAt.In(china).Format(time.DateOnly) == date {
			b.WriteString(rowOf(k) + "\r\n")
			rows++
		}
	}
	fmt.Fprintf(&b, "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n`%d,`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00\r\n", rows)
	return []byte(b.String()), rows
}

var billStatuses = map[refund.OutcomeKind]string{refund.OutcomeSettled: "SUCCESS", refund.OutcomePending: "PROCESSING", refund.OutcomeFailed: "FAIL"}

// rowOf writes a refund as its bill does; the title has a comma, and a fee of 0.6 % is given back.
func rowOf(k paymenttest.Kept) string {
	at := k.MadeAt.In(china).Format(time.DateTime)
	in := k.Instruction
	settled := in.AmountMinor
	if s := k.Outcome.Settlement; s != nil {
		settled = s.AmountMinor
	}
	return "`" + strings.Join([]string{
		at, "wx1234567890", MerchantID, "0", "", in.Reference, "trade_" + in.Reference, "o-payer", "JSAPI", "REFUND", "OTHERS", "CNY", "0.00",
		"0.00", at, at, k.ID, numberOf(k), yuan(settled), "0.00", "ORIGINAL", billStatuses[k.Outcome.Kind], "tea, green", "", fmt.Sprintf("-%d.%05d", settled*6/1000/100, settled*6%100000),
		"0.60%", "0.00", yuan(in.AmountMinor), "",
	}, ",`")
}

func yuan(minor int64) string { return fmt.Sprintf("%d.%02d", minor/100, minor%100) }
