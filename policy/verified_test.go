package policy_test

import (
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

func TestAboveWhichAmountAVerifiedPersonDecidesIsPartOfTheAssessment(t *testing.T) {
	p, err := policy.LoadBytes([]byte("name: own\nversion: \"1\"\napproval:\n  verified_above_minor: {CNY: 500000}\n"))
	if err != nil {
		t.Fatal(err)
	}
	o := order([]refund.Line{goods("1", 1, 1000)}, card(1000))
	c := whole(o, refund.ReasonOther)
	a := assess(t, p, c, historyOf(t, o))
	if a.VerifiedAboveMinor == nil || *a.VerifiedAboveMinor != 500000 {
		t.Errorf("got %v, want 500000", a.VerifiedAboveMinor)
	}
	usd := inCurrency("USD", 1000)
	if a := assess(t, p, whole(usd, refund.ReasonOther), historyOf(t, usd)); a.VerifiedAboveMinor != nil {
		t.Errorf("a currency without a limit got %d", *a.VerifiedAboveMinor)
	}
	again, err := reassessed(t, p, refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: a}}, historyOf(t, o))
	if err != nil || again.VerifiedAboveMinor == nil || *again.VerifiedAboveMinor != 500000 {
		t.Errorf("judged again: %v, %v", again.VerifiedAboveMinor, err)
	}
	if a := assess(t, defaultPolicy(t), c, historyOf(t, o)); a.VerifiedAboveMinor != nil {
		t.Errorf("the shipped policy wants verified people above %d", *a.VerifiedAboveMinor)
	}
}
