package refund

// CreditNote is what a document that corrects the invoice says (MONEY C14). Amounts are minor units. Its
// number comes with the documents.
type CreditNote struct {
	Invoice *Invoice `json:"invoice,omitempty"`
	// NetMinor is what is credited, without tax. It is not what goes back: the share of an instrument that is not
	// restored is credited all the same.
	NetMinor int64 `json:"net_minor"`
	// Taxes are the tax of the goods credited, by mode, rate and code; they sum to the assessment's TaxMinor.
	Taxes []CreditedTax `json:"taxes,omitempty"`
}

// CreditedTax is the tax of one mode, rate and code: on NetMinor, TaxMinor. Where a line has several taxes, each
// lies on the line's whole net.
type CreditedTax struct {
	Mode     TaxMode `json:"mode,omitempty"`
	Code     string  `json:"code,omitempty"`
	Rate     string  `json:"rate,omitempty"`
	NetMinor int64   `json:"net_minor"`
	TaxMinor int64   `json:"tax_minor"`
}

// SellerShare is what of a refund a marketplace's seller bears, and what of its commission the
// marketplace gives back (POSTINGS P18). Together they are what goes back for the seller's lines.
type SellerShare struct {
	SellerID        SellerID `json:"seller_id"`
	SellerMinor     int64    `json:"seller_minor"`
	CommissionMinor int64    `json:"commission_minor"`
}
