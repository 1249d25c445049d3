package explain

import (
	"cmp"
	"strings"

	"github.com/makegood/makegood/refund"
)

// CreditNote says what a credit note for a refund says: its net, with the invoice that it corrects, and a line for
// each tax. nil says nothing.
func (s Speaker) CreditNote(n *refund.CreditNote, currency refund.Currency) []string {
	if n == nil {
		return nil
	}
	money := func(name string, minor int64) refund.Input {
		return refund.Input{Name: name, Value: refund.FormatAmount(minor, currency)}
	}
	lines := []string{s.said(creditedID(n.Invoice), append(invoiceInputs(n.Invoice), money("net", n.NetMinor))...)}
	for _, tax := range n.Taxes {
		id := "credit_note.tax." + cmp.Or(string(tax.Mode), "unrecorded")
		lines = append(lines, s.said(id, refund.Input{Name: "rate", Value: rateOf(tax)}, money("base", tax.NetMinor), money("tax", tax.TaxMinor)))
	}
	return lines
}

// said is what the speaker says, or the inputs alone where it has no words.
func (s Speaker) said(id string, inputs ...refund.Input) string {
	if text, ok := s.Say(id, inputs...); ok {
		return text
	}
	values := []string{id + ":"}
	for _, input := range inputs {
		values = append(values, input.Value)
	}
	return strings.Join(values, " ")
}

func creditedID(invoice *refund.Invoice) string {
	switch {
	case invoice == nil:
		return "credit_note.net"
	case invoice.Date == "":
		return "credit_note.net_of_invoice"
	}
	return "credit_note.net_of_dated_invoice"
}

func invoiceInputs(invoice *refund.Invoice) []refund.Input {
	if invoice == nil {
		return nil
	}
	return []refund.Input{{Name: "invoice", Value: invoice.Number}, {Name: "date", Value: invoice.Date}}
}

// rateOf names a tax by its rate in percent and its code.
func rateOf(tax refund.CreditedTax) string {
	rate, err := refund.ParseDecimal(tax.Rate)
	if err != nil { // none was recorded
		return cmp.Or(tax.Code, "?")
	}
	name := rate.Shift(2).String() + " %"
	if tax.Code != "" {
		name += " (" + tax.Code + ")"
	}
	return name
}
