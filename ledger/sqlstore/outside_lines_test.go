package sqlstore

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

func TestWhatIsAttributedToLinesHasTheTaxOfTheOrdersRecord(t *testing.T) {
	inside := refund.Line{LineID: "1", Quantity: 2, UnitPriceMinor: 11300, Taxes: []refund.Tax{{Mode: refund.TaxInclusive, AmountMinor: 2600}}}
	onTop := refund.Line{LineID: "2", Quantity: 3, UnitPriceMinor: 333, Taxes: []refund.Tax{{Mode: refund.TaxExclusive, AmountMinor: 82}}}
	order := refund.Order{Lines: []refund.Line{inside, onTop}}
	for _, c := range []struct {
		name   string
		lines  []ledger.AttributedLine
		amount int64
		means  ledger.OutsideMeaning
		claims []outsideClaim
		code   refund.Code
	}{
		{"6000 of POSTINGS P11a", []ledger.AttributedLine{{LineID: "1", Quantity: 1, AmountMinor: 6000}}, 6000, ledger.OutsideMeaning{SalesMinor: 5310, TaxMinor: 690},
			[]outsideClaim{{refund.ComponentLine, "1", 1, 6000, 690}}, ""},
		{"money for goods that are kept", []ledger.AttributedLine{{LineID: "1", AmountMinor: 1000}}, 1000, ledger.OutsideMeaning{AllowedMinor: 885, TaxMinor: 115},
			[]outsideClaim{{refund.ComponentLine, "1", 0, 1000, 115}}, ""},
		// 361 of 1081 paid: 82 x 361/1081 = 27.38.
		{"tax on top of the price", []ledger.AttributedLine{{LineID: "2", Quantity: 1, AmountMinor: 361}}, 361, ledger.OutsideMeaning{SalesMinor: 334, TaxMinor: 27},
			[]outsideClaim{{refund.ComponentLine, "2", 1, 334, 0}, {refund.ComponentTax, "2", 0, 27, 27}}, ""},
		{"two lines", []ledger.AttributedLine{{LineID: "1", Quantity: 1, AmountMinor: 6000}, {LineID: "2", AmountMinor: 361}}, 6361,
			ledger.OutsideMeaning{SalesMinor: 5310, AllowedMinor: 334, TaxMinor: 717},
			[]outsideClaim{{refund.ComponentLine, "1", 1, 6000, 690}, {refund.ComponentLine, "2", 0, 334, 0}, {refund.ComponentTax, "2", 0, 27, 27}}, ""},
		{"too little", []ledger.AttributedLine{{LineID: "1", Quantity: 1, AmountMinor: 5999}}, 6000, ledger.OutsideMeaning{}, nil, ledger.CodeAmountDiffers},
		{"too much", []ledger.AttributedLine{{LineID: "1", Quantity: 1, AmountMinor: 6001}}, 6000, ledger.OutsideMeaning{}, nil, ledger.CodeAmountDiffers},
		{"a line of another order", []ledger.AttributedLine{{LineID: "9", Quantity: 1, AmountMinor: 6000}}, 6000, ledger.OutsideMeaning{}, nil, refund.CodeUnknownLine},
		{"more than was paid for the line", []ledger.AttributedLine{{LineID: "2", Quantity: 3, AmountMinor: 1082}}, 1082, ledger.OutsideMeaning{}, nil, refund.CodeCapExceeded},
	} {
		means, claims, problem := attributedLines(order, c.lines, c.amount)
		var code refund.Code
		if problem != nil {
			code = problem.Code
		}
		if code != c.code {
			t.Errorf("%s: got %q, want %q", c.name, code, c.code)
			continue
		}
		if code == "" && (means != c.means || !slices.Equal(claims, c.claims)) {
			t.Errorf("%s: got %+v %+v, want %+v %+v", c.name, means, claims, c.means, c.claims)
		}
	}
}
