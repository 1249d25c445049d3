package alipay_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/alipay"
	"github.com/makegood/makegood/payment/alipay/alipaytest"
)

// refunded are the parameters of a notification after a part of a trade was refunded.
func refunded() map[string]string {
	return map[string]string{
		"notify_type": "trade_status_sync", "notify_id": "2026112900222", "trade_no": reference, "out_trade_no": "order-1", "out_biz_no": "k1",
		"trade_status": "TRADE_SUCCESS", "total_amount": "100.00", "refund_fee": "45.00", "gmt_refund": "2026-11-29 10:00:00.123", "subject": "茶 & 糖=甜+",
	}
}

func TestANotificationIsHeldToItsSignature(t *testing.T) {
	server := alipaytest.New(t)
	r := alipay.Receiver{AppID: alipaytest.AppID, AlipayKeys: keys(alipaytest.PublicKey, alipaytest.NextPublicKey)}
	for _, by := range []int{alipaytest.PublicKey, alipaytest.NextPublicKey} {
		server.SignWith(by)
		if err := r.Verify(nil, server.Notification(t, refunded()).Body); err != nil {
			t.Errorf("signed with %d: %v", by, err)
		}
	}
	good := string(server.Notification(t, refunded()).Body)
	other := alipay.Receiver{AppID: "another", AlipayKeys: r.AlipayKeys}
	for name, c := range map[string]struct {
		receiver alipay.Receiver
		body     string
	}{
		"another amount":       {r, strings.Replace(good, "refund_fee=45.00", "refund_fee=46.00", 1)},
		"a parameter more":     {r, good + "&added=1"},
		"a parameter twice":    {r, good + "&refund_fee=1.00"},
		"no signature":         {r, strings.Replace(good, "sign=", "unsigned=", 1)},
		"a weaker method":      {r, strings.Replace(good, "sign_type=RSA2", "sign_type=RSA", 1)},
		"no form":              {r, "%zz"},
		"nothing":              {r, ""},
		"another application":  {other, good},
		"a key of nobody's":    {alipay.Receiver{AppID: alipaytest.AppID, AlipayKeys: keys(alipaytest.PublicKey)}, good},
		"no key at all is set": {alipay.Receiver{AppID: alipaytest.AppID, AlipayKeys: keys()}, good},
	} {
		if err := c.receiver.Verify(http.Header{}, []byte(c.body)); !errors.Is(err, payment.ErrForged) {
			t.Errorf("%s: got %v, want ErrForged", name, err)
		}
	}
}

func TestANotificationProvesNoRefundSinceItTellsTheTradesTotalAlone(t *testing.T) {
	server := alipaytest.New(t)
	r := alipay.Receiver{AppID: alipaytest.AppID, AlipayKeys: keys(alipaytest.PublicKey)}
	if facts, err := r.Facts(server.Notification(t, refunded()).Body); facts != nil || err != nil {
		t.Errorf("got %v, %v; want no facts", facts, err)
	}
	if _, err := r.Facts([]byte("%zz")); !errors.Is(err, payment.ErrUnreadable) {
		t.Errorf("got %v, want ErrUnreadable", err)
	}
	if status, kind, body := r.Answer(); status != http.StatusOK || !strings.HasPrefix(kind, "text/plain") || string(body) != "success" {
		t.Errorf("answered with %d %s %s", status, kind, body)
	}
	if form, err := url.ParseQuery(string(server.Notification(t, refunded()).Body)); err != nil || form.Get("out_biz_no") != "k1" {
		t.Errorf("the stand-in notifies with %v, %v", form, err)
	}
}
