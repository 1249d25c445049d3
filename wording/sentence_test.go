package wording_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// TestEveryProblemIsSaidInWords: what a call is refused with has words in every locale that has words for codes.
func TestEveryProblemIsSaidInWords(t *testing.T) {
	codes := slices.Concat(declared(t, "refund", "Code"), declared(t, "ledger", "Code"))
	if len(codes) < 60 {
		t.Fatalf("%d codes were found: too few to mean anything", len(codes))
	}
	zh := speaker(t, explain.LocaleChinese)
	for _, code := range codes {
		if said := wording.Sentence(zh, refund.Problem{Code: refund.Code(code)}); said == code {
			t.Errorf("%s has no words", code)
		}
	}
}

func TestAProblemsSentenceIsTheEnginesInEnglishAndQuotesItElsewhere(t *testing.T) {
	p := refund.Problem{Code: refund.CodeReviewerLimit, Detail: "ann may agree up to 10.00 CNY"}
	if said := wording.Sentence(speaker(t, explain.LocaleEnglish), p); said != p.Detail {
		t.Errorf("in English %q", said)
	}
	if said := wording.Sentence(speaker(t, explain.LocaleChinese), p); said != "超过审批额度 (REVIEWER_LIMIT)，原文：“ann may agree up to 10.00 CNY”" {
		t.Errorf("in Chinese %q", said)
	}
	if said := wording.Sentence(speaker(t, explain.LocaleChinese), refund.Problem{Code: "NEVER_HEARD_OF", Detail: "x"}); said != "NEVER_HEARD_OF，原文：“x”" {
		t.Errorf("a code nobody knows: %q", said)
	}
}
