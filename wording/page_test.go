package wording_test

import (
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/wording"
)

func TestACodeOnAPageIsSaidInWords(t *testing.T) {
	for _, c := range []struct{ locale, vocabulary, code, want string }{
		{explain.LocaleEnglish, "status", "AwaitingApproval", "Awaiting approval"},
		{explain.LocaleEnglish, "reason", "NEEDS_INFO", "Needs info"},
		{explain.LocaleEnglish, "status", "", ""},
		{explain.LocaleChinese, "leg", "Unknown", "结果未知"},
		{explain.LocaleChinese, "leg", "NobodyKnows", "Nobody knows"},
	} {
		words := wording.WordsOf(speaker(t, c.locale))
		if said := words.Code(c.vocabulary, c.code); said != c.want {
			t.Errorf("%s %s.%s is %q, want %q", c.locale, c.vocabulary, c.code, said, c.want)
		}
	}
}
