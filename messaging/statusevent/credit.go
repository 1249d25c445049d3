package statusevent

import (
	refundv1 "github.com/makegood/makegood/proto/gen/makegood/refund/v1"
	"github.com/makegood/makegood/refund"
)

func toProtoCreditNote(n *refund.CreditNote) *refundv1.RefundStatusChanged_CreditNote {
	if n == nil {
		return nil
	}
	out := &refundv1.RefundStatusChanged_CreditNote{NetMinor: n.NetMinor}
	if n.Invoice != nil {
		out.InvoiceNumber, out.InvoiceDate = n.Invoice.Number, n.Invoice.Date
	}
	for _, tax := range n.Taxes {
		out.Taxes = append(out.Taxes, &refundv1.RefundStatusChanged_CreditedTax{
			Mode: string(tax.Mode), Code: tax.Code, Rate: tax.Rate, NetMinor: tax.NetMinor, TaxMinor: tax.TaxMinor,
		})
	}
	return out
}
