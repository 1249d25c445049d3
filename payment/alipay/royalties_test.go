package alipay_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/alipay"
)

const payeeA, payeeB = "2088101126765726", "2088101126765727"

func TestPayeesGiveBackTheirSharesAndNeverMoreThanTheRefund(t *testing.T) {
	for _, c := range []struct {
		shares map[string]string
		minor  int64
		want   []alipay.Royalty
	}{
		{map[string]string{payeeA: "0.1"}, 4500, []alipay.Royalty{{payeeA, 450}}},
		{map[string]string{payeeA: "0.5", payeeB: "0.5"}, 1, []alipay.Royalty{{payeeA, 1}}},
		{map[string]string{payeeB: "0.333", payeeA: "0.333"}, 1000, []alipay.Royalty{{payeeA, 333}, {payeeB, 333}}},
		{map[string]string{payeeA: "0.125"}, 4, []alipay.Royalty{{payeeA, 1}}},
		{map[string]string{payeeA: "0.1"}, 4, nil},
		{nil, 4500, nil},
	} {
		of, err := alipay.Shares(c.shares)
		if err != nil {
			t.Fatal(err)
		}
		if got := of(payment.Instruction{AmountMinor: c.minor}); !slices.Equal(got, c.want) {
			t.Errorf("%v of %d: %v, want %v", c.shares, c.minor, got, c.want)
		}
	}
	for _, bad := range []map[string]string{
		{"": "0.1"}, {"shop": "0.1"}, {payeeA: "a tenth"}, {payeeA: "0"}, {payeeA: "-0.1"}, {payeeA: "0.6", payeeB: "0.5"},
	} {
		if _, err := alipay.Shares(bad); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}
