package refund_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// sealedOf is the sealed form of a text of so many bytes.
func sealedOf(bytes int) string {
	return refund.SealedPrefix + "ABCDEFGHIJKLMNOP:" + base64.RawURLEncoding.EncodeToString(make([]byte, bytes+refund.SealedOverheadBytes))
}

func TestASealedTextIsNeverCutInTwo(t *testing.T) {
	for _, bytes := range []int{1, 20, 100, 500, 3000} {
		text := "reject: " + sealedOf(bytes)
		for most := range 300 {
			got := refund.Cut(text, most)
			if len(got) > most {
				t.Fatalf("%d bytes of %d", len(got), most)
			}
			if strings.Contains(got, refund.SealedPrefix[:8]) && got != text {
				t.Fatalf("cut to %d: %q", most, got)
			}
		}
	}
	if got := refund.Cut("reject: "+sealedOf(500), 200); got != "reject: [sealed]" {
		t.Errorf("got %q", got)
	}
}

func TestASealedTextCountsAsTheTextThatItIs(t *testing.T) {
	whole := sealedOf(refund.WordsBytesMax)
	if got := refund.CutOpen(whole, refund.WordsBytesMax); got != whole {
		t.Errorf("cut to %q", got)
	}
	if got := refund.CutOpen(sealedOf(refund.WordsBytesMax+1), refund.WordsBytesMax); got != refund.SealedHidden {
		t.Errorf("too long, and left as %q", got)
	}
	act := func(message string) refund.Act {
		return refund.Act{Kind: refund.ActDecide, Decision: &refund.Decision{DecisionID: "d", Verb: refund.VerbReject, Reviewer: "ann", Message: message}}
	}
	if problem, bad := act(whole).Check(); bad {
		t.Errorf("the longest message is refused when it is sealed: %v", problem)
	}
	if problem, bad := act(sealedOf(refund.WordsBytesMax + 1)).Check(); !bad || problem.Code != refund.CodeTooLarge {
		t.Errorf("a message that is too long: %v", problem)
	}
}
