package wechatpay

import (
	"errors"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
)

// The example of pay.weixin.qq.com, /wiki/doc/apiv3/wechatpay/wechatpay4_0.shtml: what is signed of a request for the
// platform's certificates. The page's own signature has no private key beside it; that the signature of a message is
// the right one is held by payment/rsa256.
func TestWhatIsSignedOfARequestIsTheDocumentationsExample(t *testing.T) {
	example := signed{Method: "GET", URL: "/v3/certificates", At: time.Unix(1554208460, 0), Nonce: "593BEC0C930BF1AFEB40B4A08C8FB242"}
	if got := string(example.message()); got != "GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n" {
		t.Errorf("got %q", got)
	}
}

// WeChat Pay's own vector, of github.com/wechatpay-apiv3/wechatpay-go, utils/aes_test.go; its key is a short one.
func TestWhatIsSealedOpensAsPublished(t *testing.T) {
	vector := sealed{
		Algorithm: "AEAD_AES_256_GCM", Ciphertext: "FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC", Nonce: "wCq51qZv4Yfg",
		AssociatedData: "Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8",
	}
	if got, err := openWith("testAPIv3Key0000", vector); err != nil || string(got) != "Hello World" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := openWith("testAPIv3Key1111", vector); !errors.Is(err, errSealed) {
		t.Errorf("another key: %v", err)
	}
	vector.AssociatedData = "refund"
	if _, err := openWith("testAPIv3Key0000", vector); !errors.Is(err, errSealed) {
		t.Errorf("other associated data: %v", err)
	}
}

// WeChat Pay's own vector, of github.com/wechatpay-apiv3/wechatpay-go, core/notify/notify_test.go: a notification
// with its certificate, signature and plain text; its key is a short one.
func TestAPublishedNotificationIsVerifiedAndOpened(t *testing.T) {
	certificate, err := os.ReadFile("testdata/wechatpay-go-notify-certificate.pem")
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile("testdata/wechatpay-go-notify-body.json")
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	header.Set("Wechatpay-Nonce", "EcZ9Cmy4Xyx1i6RlJQzLcCyEqDa26NBz")
	header.Set("Wechatpay-Timestamp", "1624523846")
	header.Set("Wechatpay-Serial", "D7CE59D1F522D701")
	header.Set("Wechatpay-Signature", "tJHIiIS9eB2hAYstmAmbbD3ZE5LiIm/Ug5tuL4fC0YOFRWIHV39UFIZXC0e9Wl6lBu6sKvkqDkzpqzBsVHyXF"+
		"lbYZTOQrVdG4b6LfTnK4mikv9++ixJMd3vTf2yCqvBkh98zs3Ds5zsYQakzbcwhmw4fMJs4nPLws28H0UW9FjDR//rxELLwXvV1VEA1I"+
		"BLX70xptjL8hrfUjEE8kkry6yNJTHZRU8CAc7qHli2Ng1V1qb9ARbK8A3ThmFmPQvRGrapI/jS2laKKgYUmfdEdkNO6B2Cke5e8VTxY4"+
		"06ArAmQ90GAihDwIcb16TQMnzCMBoutnwZKNiKRACrFmtxw2Q==")
	at := time.Unix(1624523846, 0)
	r := Receiver{
		PlatformKeys: func() (map[string]string, error) {
			return map[string]string{"D7CE59D1F522D701": string(certificate)}, nil
		},
		Now: func() time.Time { return at },
	}
	if err := r.Verify(header, body); err != nil {
		t.Errorf("the published signature: %v", err)
	}
	for name, later := range map[string]time.Time{"six minutes later": at.Add(6 * time.Minute), "when its certificate has ended": at.AddDate(11, 0, 0)} {
		r.Now = func() time.Time { return later }
		if err := r.Verify(header, body); !errors.Is(err, payment.ErrForged) {
			t.Errorf("%s: got %v, want ErrForged", name, err)
		}
	}
	if facts, err := r.Facts(body); facts != nil || err != nil {
		t.Errorf("it is about no refund: got %v, %v", facts, err)
	}
	vector := sealed{
		Nonce: "Kj7QIyUiYx1q", AssociatedData: "payscore",
		Ciphertext: "YDS3lKPaC4Y52Gf3uhft5qUBlIa8b428AWTtTauHQfQrRw+X1WpiuHIDy0vo1Vd6VEq67aVyqPdDYMkRVSDaZL3iZt" +
			"tevRMOoPKMifozg6XPWjIZumks/GpT48lI4NizyeaqLBokNebthah3o1H76qSlO9NkDjp9bzmKLEYYH9TEklFUpsvPqOTOcgSLgh21YJXYR" +
			"7dEBXFgRLiNIKRgO5JdXh1hccRUAlyVWxE54PXpnQ==",
	}
	want := `{"mchid":"1234567890","appid":"054aa7d7a2a54ab5898df65bd96f001c","create_time":"2020-06-30T12:12:00+08:00","out_contract_code":"21640bdbd08e473e828f3206a2741c6e"}`
	if got, err := openWith("testMchAPIv3Key0", vector); err != nil || string(got) != want {
		t.Errorf("opened as %s, %v", got, err)
	}
}
