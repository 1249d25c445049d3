package explain_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

func TestACreditNoteIsSaidWithItsInvoiceAndEachTax(t *testing.T) {
	n := &refund.CreditNote{NetMinor: 10000, Taxes: []refund.CreditedTax{
		{Mode: refund.TaxInclusive, Rate: "0.07", NetMinor: 4000, TaxMinor: 280},
		{Mode: refund.TaxExclusive, Rate: "0.09975", Code: "QST", NetMinor: 6000, TaxMinor: 599},
		{Mode: refund.TaxExclusive, Code: "ECO", NetMinor: 6000, TaxMinor: 5}, {TaxMinor: 1},
	}}
	taxes := []string{"tax of 7 % in the price, on 40.00 EUR: 2.80 EUR", "tax of 9.975 % (QST) on top of the price, on 60.00 EUR: 5.99 EUR",
		"tax of ECO on top of the price, on 60.00 EUR: 0.05 EUR", "tax that the order records no rate of: 0.01 EUR"}
	for name, c := range map[string]struct {
		invoice *refund.Invoice
		want    string
	}{
		"no invoice":  {nil, "credit note: 100.00 EUR without tax"},
		"an invoice":  {&refund.Invoice{Number: "INV-7"}, "credit note to invoice INV-7: 100.00 EUR without tax"},
		"a dated one": {&refund.Invoice{Number: "INV-7", Date: "2026-11-18"}, "credit note to invoice INV-7 of 2026-11-18: 100.00 EUR without tax"},
	} {
		n.Invoice = c.invoice
		if got := speaker(t, "en").CreditNote(n, "EUR"); !slices.Equal(got, append([]string{c.want}, taxes...)) {
			t.Errorf("%s: got %q", name, got)
		}
	}
	if got := speaker(t, "zh-CN").CreditNote(n, "EUR"); len(got) != 5 || got[1] != "价内税 7 %，计税额 40.00 EUR：2.80 EUR" {
		t.Errorf("got %q", got)
	}
	if got := (explain.Speaker{}).CreditNote(n, "EUR"); len(got) != 5 || got[4] != "credit_note.tax.unrecorded: ? 0.00 EUR 0.01 EUR" {
		t.Errorf("without words: got %q", got)
	}
	if got := speaker(t, "en").CreditNote(nil, "EUR"); got != nil {
		t.Errorf("nothing is credited: got %q", got)
	}
}
