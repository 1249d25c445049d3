package customer_test

import (
	"testing"

	"github.com/makegood/makegood/desk/customer"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// kept is a link that makegood makes.
func kept(link refund.PageLink) ledger.PageLinkKept {
	return ledger.PageLinkKept{PageLink: link, Cause: refund.Cause{Actor: refund.ActorMakegood, Reason: "test"}}
}

func TestHelpIsALinkWhereItCanBeOne(t *testing.T) {
	for setting, want := range map[string]string{
		"help@shop.example": "mailto:help@shop.example", "https://shop.example/help": "https://shop.example/help", "+86 400 000 0000": "", "javascript:alert(1)": "",
		"http://shop.example": "", "": "",
	} {
		if got := customer.HelpOf(setting); got.Href != want || got.Name != setting {
			t.Errorf("%q leads to %q", setting, got.Href)
		}
	}
}
