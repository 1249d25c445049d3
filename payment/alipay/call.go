package alipay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

// The methods of the gateway that are asked.
const (
	methodRefund = "alipay.trade.refund"
	methodFind   = "alipay.trade.fastpay.refund.query"
	methodBill   = "alipay.data.dataservice.bill.downloadurl.query"
)

// china is the clock of the gateway and the bills: UTC+8, all year.
var china = time.FixedZone("UTC+8", 8*60*60)

// answer is a whole answer: its node, and why it proves nothing; nil: Alipay signed it.
type answer struct {
	said
	Node     json.RawMessage
	Status   int
	Header   http.Header
	Unproved error
}

// said is what every node begins with.
type said struct {
	Code    string `json:"code"`
	Message string `json:"msg"`
	SubCode string `json:"sub_code"`
	SubText string `json:"sub_msg"`
}

// The codes of the gateway: success, a business refusal with a sub-code, and too many calls. All others are about who
// asks or how, or that Alipay does not know itself (20000).
const (
	codeSuccess  = "10000"
	codeBusiness = "40004"
	codeLimited  = "40005"
)

// ok: the question was answered, and Alipay signed that.
func (a answer) ok() bool {
	return a.Unproved == nil && a.Status == http.StatusOK && a.Code == codeSuccess
}

// refuses: Alipay signed a business refusal.
func (a answer) refuses() bool {
	return a.Unproved == nil && a.Status == http.StatusOK && a.Code == codeBusiness
}

// word is what an answer says, for people; it is never read by the program.
func (a answer) word() string {
	word := fmt.Sprintf("HTTP %d", a.Status)
	if a.Code != "" {
		word = strings.Join(strings.Fields(strings.Join([]string{a.Code, a.Message, a.SubCode, a.SubText}, " ")), " ")
	}
	if a.Unproved != nil {
		word += ": " + a.Unproved.Error()
	}
	return wire.Clipped(word)
}

// limited is the rate limit of an answer. It counts unsigned too: nothing is concluded of the money from it.
func (a answer) limited(now time.Time) error {
	if a.Status == http.StatusTooManyRequests || a.Code == codeLimited {
		return payment.RateLimited{RetryAfter: wire.RetryAfter(a.Header, now)}
	}
	return nil
}

// call asks one method, and holds the answer to its signature. What kept it from being sent is a Silence like any
// other.
func (a *Adapter) call(ctx context.Context, account, method string, business any) (answer, *wire.Silence) {
	req, err := a.request(ctx, account, method, business)
	if err != nil {
		return answer{}, &wire.Silence{Reason: "not sent: " + err.Error()}
	}
	reply, silent := wire.Send(a.http, req)
	if silent != nil {
		return answer{}, silent
	}
	return a.read(method, reply), nil
}

// request makes a signed request. What is secret goes into the body: addresses come into errors and logs.
func (a *Adapter) request(ctx context.Context, account, method string, business any) (*http.Request, error) {
	parameters, err := a.parameters(account, method, business)
	if err != nil {
		return nil, err
	}
	form := url.Values{}
	for name, value := range parameters {
		form.Set(name, value)
	}
	query := url.Values{"charset": {parameters["charset"]}, "method": {method}}
	form.Del("charset")
	form.Del("method")
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.gateway+"?"+query.Encode(), strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
	return req, nil
}

func (a *Adapter) parameters(account, method string, business any) (map[string]string, error) {
	text, err := json.Marshal(business)
	if err != nil {
		return nil, err
	}
	parameters := map[string]string{
		"app_id": a.config.AppID, "method": method, "format": "JSON", "charset": "utf-8", "sign_type": "RSA2", "version": "1.0",
		"timestamp": a.config.Now().In(china).Format(time.DateTime), "biz_content": string(text),
	}
	if a.config.AppAuthToken != nil {
		if parameters["app_auth_token"], err = a.config.AppAuthToken(account); err != nil {
			return nil, fmt.Errorf("the merchant's token: %w", err)
		}
	}
	signer, err := a.config.Signer()
	if err != nil {
		return nil, fmt.Errorf("the private key: %w", err)
	}
	if err := signer.sign(parameters); err != nil {
		return nil, fmt.Errorf("the private key: %w", err)
	}
	return parameters, nil
}

// read takes an answer apart. What is signed is the node's own text, byte for byte.
func (a *Adapter) read(method string, reply wire.Reply) answer {
	got := answer{Status: reply.Status, Header: reply.Header}
	var whole map[string]json.RawMessage
	if json.Unmarshal(reply.Body, &whole) != nil {
		got.Unproved = errors.New("it is no answer of the gateway")
		return got
	}
	node, has := whole[strings.ReplaceAll(method, ".", "_")+"_response"]
	if !has {
		node = whole["error_response"]
	}
	if json.Unmarshal(node, &got.said) != nil {
		got.Unproved = errors.New("it is no answer to what was asked")
		return got
	}
	keys, err := a.config.AlipayKeys()
	if err != nil {
		got.Unproved = fmt.Errorf("the keys of Alipay: %w", err)
		return got
	}
	got.Node = node
	got.Unproved = verify(keys, node, text(whole["sign"]), text(whole["alipay_cert_sn"]), a.config.Now())
	return got
}

// text reads a string; empty: there is none.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
