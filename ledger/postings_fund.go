package ledger

// This file holds the templates of reserve funds (POSTINGS: fund/… likewise). Amounts are minor units of the fund's
// currency.

// The templates of funds.
const (
	// TemplateP16f grants, TemplateP16w withdraws.
	TemplateP16f Template = "P16f"
	TemplateP16w Template = "P16w"
	// TemplateP16h holds for a leg with its begin, TemplateP16s spends it with its settlement, TemplateP16b gives it
	// back because nothing moved.
	TemplateP16h Template = "P16h"
	TemplateP16s Template = "P16s"
	TemplateP16b Template = "P16b"
	// TemplateP16l gives back what a late failure brought back, TemplateP16u spends what a provider paid though nothing
	// was held for it.
	TemplateP16l Template = "P16l"
	TemplateP16u Template = "P16u"
)

// PostFundGranted adds to a fund (P16f).
func PostFundGranted(f FundRef, amountMinor int64) (Posting, error) {
	return f.post(TemplateP16f, "granted", "free", amountMinor)
}

// PostFundWithdrawn takes back what is free (P16w).
func PostFundWithdrawn(f FundRef, amountMinor int64) (Posting, error) {
	return f.post(TemplateP16w, "free", "granted", amountMinor)
}

// PostFundHeld holds for a leg that is sent (P16h).
func PostFundHeld(f FundRef, amountMinor int64) (Posting, error) {
	return f.post(TemplateP16h, "free", "held", amountMinor)
}

// PostFundSpent spends what was held for a leg (P16s).
func PostFundSpent(f FundRef, amountMinor int64) (Posting, error) {
	return f.post(TemplateP16s, "held", "spent", amountMinor)
}

// PostFundBack gives back what was held for a leg that moved nothing (P16b).
func PostFundBack(f FundRef, amountMinor int64) (Posting, error) {
	return f.post(TemplateP16b, "held", "free", amountMinor)
}

// PostFundLate gives back what was spent on a leg that failed late (P16l).
func PostFundLate(f FundRef, amountMinor int64) (Posting, error) {
	return f.post(TemplateP16l, "spent", "free", amountMinor)
}

// PostFundUnheld spends what a provider paid though nothing was held for it: a fact, which also takes the fund below 0.
func PostFundUnheld(f FundRef, amountMinor int64) (Posting, error) {
	return f.post(TemplateP16u, "free", "spent", amountMinor)
}

func (f FundRef) post(t Template, from, to string, amountMinor int64) (Posting, error) {
	return build(t, []side{debit(f.account(from), string(f.Currency), amountMinor)}, []side{debit(f.account(to), string(f.Currency), amountMinor)})
}
