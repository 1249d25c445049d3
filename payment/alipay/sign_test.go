package alipay

import (
	"os"
	"strings"
	"testing"

	"github.com/makegood/makegood/payment/rsa256"
)

// signedContent has the layout that Alipay shows at developer.aliyun.com/ask/285094: sorted, joined, not escaped.
const signedContent = `app_id=2014072300007148&biz_content={"out_trade_no":"20190401144352106451724","total_amount":"0.01",` +
	`"subject":"土豪机","timeout_express":"10m","qr_code_timeout_express":"2m","store_id":"HK001"}&charset=UTF-8&format=json&` +
	`method=alipay.trade.precreate&notify_url=http://notify.example/6e5e3bd0&sign_type=RSA2&timestamp=2019-04-01 14:43:53&version=1.0`

// The example of Alipay's documentation of notifications, as it is copied at cloud.tencent.com/developer/article/2211553:
// what is signed of one. The signature there has no key beside it.
func TestWhatIsSignedOfANotificationIsThePagesExample(t *testing.T) {
	form := "total_amount=2.00&buyer_id=2088102116773037&body=%E5%A4%A7%E4%B9%90%E9%80%8F2.1&trade_no=2016071921001003030200089909&refund_fee=0.00&" +
		"notify_time=2016-07-19+14%3A10%3A49&subject=%E5%A4%A7%E4%B9%90%E9%80%8F2.1&sign_type=RSA2&charset=utf-8&notify_type=trade_status_sync&" +
		"out_trade_no=0719141034-6418&gmt_close=2016-07-19+14%3A10%3A46&gmt_payment=2016-07-19+14%3A10%3A47&trade_status=TRADE_SUCCESS&version=1.0&" +
		"sign=kPbQIjX&app_id=2015102700040153&seller_id=2088102119685838&notify_id=4a91b7a78a503640467525113fb7d8bg8e"
	want := "app_id=2015102700040153&body=大乐透2.1&buyer_id=2088102116773037&charset=utf-8&gmt_close=2016-07-19 14:10:46&" +
		"gmt_payment=2016-07-19 14:10:47&notify_id=4a91b7a78a503640467525113fb7d8bg8e&notify_time=2016-07-19 14:10:49&notify_type=trade_status_sync&" +
		"out_trade_no=0719141034-6418&refund_fee=0.00&seller_id=2088102119685838&subject=大乐透2.1&total_amount=2.00&" +
		"trade_no=2016071921001003030200089909&trade_status=TRADE_SUCCESS&version=1.0"
	parameters, err := parametersOf([]byte(form))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(content(parameters, "sign", "sign_type")); got != want {
		t.Errorf("signed is %s", got)
	}
}

// openssl's own signature of it: openssl dgst -sha256 -sign, with the key of payment/rsa256/testdata. Alipay publishes
// no signature together with the key that made it.
const opensslSignature = "wxeDwSPjhkRNq9sv84hTVgpFehKZbp6OfnC9v6FxWY9dg8xxm1pWFMTRTEFyhIj/B+OCoy8SUuF8A9v052H25RHuHPXYMQNvVHaRRl3jdG1/" +
	"vOMrypGewaGY3+vQVM7x50ShwV+docsy/1Ycrizk1vUsZVuHY9fm79GVKn1PWMcgWqDPIUmj0/cVpiHrboggbdluObmVcMgkv+9tzKRZ/T3PdENSkSJGHGrZM+OXYyBKFVN+" +
	"4PZkRkj/KZGKOs7QAUXu2q5v3tNi1NvBXdRaqVJGvZ6K6+wQN/BPzVa5juiFA3OfuGnznpg9n6WeT1uaBF4QWFwix7VRFIokn2IIaA=="

func TestARequestIsSignedAsAlipayShowsAndAsOpensslSigns(t *testing.T) {
	parameters := map[string]string{"sign": "left out", "app_auth_token": ""} // what has no value is not signed
	for _, pair := range strings.Split(signedContent, "&") {
		name, value, _ := strings.Cut(pair, "=")
		parameters[name] = value
	}
	if got := string(content(parameters, "sign")); got != signedContent {
		t.Fatalf("signed is %s", got)
	}
	key, err := os.ReadFile("../rsa256/testdata/wechatpay-go-key.txt")
	if err != nil {
		t.Fatal(err)
	}
	private := Signer{PrivateKey: strings.ReplaceAll(string(key), "TESTING KEY", "PRIVATE KEY")}
	if err := private.sign(parameters); err != nil || parameters["sign"] != opensslSignature {
		t.Errorf("signed as %s, %v", parameters["sign"], err)
	}
}

// The certificates are those of Alipay's own library: github.com/alipay/alipay-easysdk,
// java/src/test/resources/fixture/alipayCertPublicKey_RSA2.crt; their numbers are md5 of what openssl prints of the
// issuer (x509 -issuer -nameopt RFC2253) and of the serial number as a decimal one.
func TestACertificateHasTheNumberThatAlipayKnowsItBy(t *testing.T) {
	text, err := os.ReadFile("testdata/alipay-easysdk-certificates.pem")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := number(string(text)); err != nil || got != "f4facbef87f2c92cf8ca72cdfcb25eb1" {
		t.Errorf("the first is numbered %s, %v", got, err)
	}
	if got, err := rootNumber(string(text)); err != nil || got != "f4facbef87f2c92cf8ca72cdfcb25eb1_d04725290cc29a7f216e0b31e5897f69" {
		t.Errorf("both are numbered %s, %v", got, err)
	}
	for name, text := range map[string]string{"nothing": "", "no certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"} {
		_, one := number(text)
		_, roots := rootNumber(text)
		if one == nil || roots == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if key, err := rsa256.ParsePublicKey(string(text)); err != nil || key.Until.Year() != 2023 {
		t.Errorf("verified by the key of the first: got %v, %v", key.Until, err)
	}
}
