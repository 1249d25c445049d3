package wechatpay_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wechatpay"
	"github.com/makegood/makegood/payment/wechatpay/wechatpaytest"
	"github.com/makegood/makegood/refund"
)

func TestAnAdapterNeedsWhatItCannotGuess(t *testing.T) {
	whole := wechatpay.Config{MerchantID: wechatpaytest.MerchantID, Signer: signer, PlatformKeys: keys(wechatpaytest.Certificate)}
	if _, err := wechatpay.New(whole); err != nil {
		t.Fatal(err)
	}
	for name, without := range map[string]func(*wechatpay.Config){
		"no merchant": func(c *wechatpay.Config) { c.MerchantID = "" }, "no private key": func(c *wechatpay.Config) { c.Signer = nil },
		"nothing to verify by": func(c *wechatpay.Config) { c.PlatformKeys = nil }, "no timings": func(c *wechatpay.Config) { c.Terms = &payment.Terms{} },
		"certificates that nothing opens": func(c *wechatpay.Config) { c.FetchCertificates = true },
	} {
		config := whole
		without(&config)
		if _, err := wechatpay.New(config); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestALookUpIsMadeAfterAMinuteAndThenSlower(t *testing.T) {
	terms := wechatpay.DefaultTerms()
	if terms.LookupDelays[0] != time.Minute || terms.LookupDelays[1] != 5*time.Minute || !slices.IsSorted(terms.LookupDelays) || terms.Quick() {
		t.Errorf("got %+v", terms)
	}
}

func TestEveryClassIsOneOfTheKernels(t *testing.T) {
	a := adapterOf(t, wechatpaytest.New(t), wechatpay.Config{})
	for code, class := range a.Limits().Classes {
		if !slices.Contains(refund.DeclineClasses(), class) {
			t.Errorf("%s is of class %q", code, class)
		}
	}
}
