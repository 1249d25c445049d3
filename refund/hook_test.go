package refund_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestWhoIsToldOfAnEvent(t *testing.T) {
	for _, c := range []struct {
		merchants, types []string
		merchant         refund.MerchantID
		kind             string
		want             bool
	}{
		{[]string{"acme"}, []string{"refund.refunded"}, "acme", "refund.refunded", true},
		{[]string{"acme"}, []string{"refund.refunded"}, "acme", "refund.sent", false},
		{[]string{"acme"}, []string{"*"}, "other", "refund.sent", false},
		{[]string{"*"}, []string{"refund.*"}, "other", "refund.sent", true},
		{[]string{"a", "b"}, []string{"refund.sent", "refund.refunded"}, "b", "refund.refunded", true},
		{[]string{"*"}, []string{"*"}, "other", "refund.sent", true},
		{[]string{"*"}, []string{"dispute.*"}, "other", "refund.sent", false},
		{[]string{"*"}, []string{"ref*"}, "other", "refund.sent", false},
		{nil, []string{"*"}, "other", "refund.sent", false},
		{[]string{"*"}, nil, "other", "refund.sent", false},
	} {
		target := refund.HookTarget{Merchants: c.merchants, Types: c.types}
		if got := target.Wants(c.merchant, c.kind); got != c.want {
			t.Errorf("%v of %s: %s is wanted: %t", target, c.merchant, c.kind, got)
		}
	}
}
