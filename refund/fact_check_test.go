package refund_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestAFactSaysWhatMovedAndAVoidOfOursMovesNothing(t *testing.T) {
	for _, c := range []struct {
		name  string
		key   string
		minor int64
		taken bool
	}{
		{"a refund of ours", "k1", 4500, true},
		{"a refund made elsewhere", "", 4500, true},
		{"a void of ours", "k1", 0, true},
		{"a refund made elsewhere that moved nothing", "", 0, false},
		{"less than nothing", "k1", -1, false},
		{"more than is ever counted", "k1", refund.CountMax + 1, false},
	} {
		f := refund.Fact{ID: "f1", Kind: refund.FactRefund, Provider: "adyen", Reference: "psp_1", Refund: &refund.RefundFact{
			Key: c.key, ProviderRefundID: "R1", AmountMinor: c.minor, Currency: "EUR", Outcome: refund.Outcome{Kind: refund.OutcomeSettled},
		}}
		err := f.Check()
		if problem, refused := refund.ProblemIn(err); refused == c.taken || refused && problem.Code != refund.CodeBadFact {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}
