package refund_test

import (
	"os"
	"regexp"
	"slices"
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

func TestEveryNoticeIsListed(t *testing.T) {
	source, err := os.ReadFile("notice.go")
	if err != nil {
		t.Fatal(err)
	}
	written := regexp.MustCompile(`(?m)^\tNotice\w+ +NoticeKind = "(\w+)"$`).FindAllStringSubmatch(string(source), -1)
	if len(written) < 20 {
		t.Fatalf("%d notices were found: too few to mean anything", len(written))
	}
	for _, one := range written {
		if !slices.Contains(refund.NoticeKinds(), refund.NoticeKind(one[1])) {
			t.Errorf("%s is not listed", one[1])
		}
	}
	if len(refund.NoticeKinds()) != len(written) {
		t.Errorf("%d are listed, %d are written", len(refund.NoticeKinds()), len(written))
	}
}
