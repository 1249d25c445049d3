package alipay_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/alipay"
	"github.com/makegood/makegood/payment/alipay/alipaytest"
	"github.com/makegood/makegood/refund"
)

func TestAnAdapterNeedsWhatItCannotGuess(t *testing.T) {
	sign := func() (alipay.Signer, error) { return alipay.Signer{PrivateKey: alipaytest.PrivateKey()}, nil }
	whole := alipay.Config{AppID: alipaytest.AppID, Signer: sign, AlipayKeys: keys(alipaytest.PublicKey)}
	if _, err := alipay.New(whole); err != nil {
		t.Fatal(err)
	}
	for name, without := range map[string]func(*alipay.Config){
		"no application": func(c *alipay.Config) { c.AppID = "" }, "no private key": func(c *alipay.Config) { c.Signer = nil },
		"no key of Alipay": func(c *alipay.Config) { c.AlipayKeys = nil }, "no timings": func(c *alipay.Config) { c.Terms = &payment.Terms{} },
	} {
		config := whole
		without(&config)
		if _, err := alipay.New(config); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestALookUpIsNotMadeBeforeTenSeconds(t *testing.T) {
	terms := alipay.DefaultTerms()
	if slices.Min(terms.LookupDelays) < 10*time.Second || terms.SettlingDelay < 10*time.Second || terms.Quick() {
		t.Errorf("got %+v", terms)
	}
}

func TestEveryClassIsOneOfTheKernels(t *testing.T) {
	a := adapterOf(t, alipaytest.New(t), alipay.Config{})
	for code, class := range a.Limits().Classes {
		if !slices.Contains(refund.DeclineClasses(), class) {
			t.Errorf("%s is of class %q", code, class)
		}
	}
}

func TestMakegoodsKeysAreToldByTheirForm(t *testing.T) {
	for number, want := range map[string]bool{
		refund.ProviderKey("refund/m/o/r", "leg-1", 1): true, "2014112611001004680073956707": false, "mg": false, "": false,
	} {
		if got := alipay.OwnKey(number); got != want {
			t.Errorf("%q: %t, want %t", number, got, want)
		}
	}
}
