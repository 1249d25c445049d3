package workflows

import "github.com/makegood/makegood/refund"

// bankReferencesMax is how many references a message names.
const bankReferencesMax = 3

// arrived is what a notice of money that went tells beyond its amount: what of it goes to a provider's own coupon and
// not to the payer, and by what the payer's bank finds it. An appeal's money is not told apart from what went before it.
func arrived(kind refund.NoticeKind, now refund.Standing) (providerPartMinor int64, references []string) {
	sent := kind == refund.NoticeSent && now.PaidBeforeMinor == 0
	if !sent && kind != refund.NoticeRefunded && kind != refund.NoticePartlyRefunded {
		return 0, nil
	}
	for _, leg := range now.Legs {
		o := leg.Outcome
		if o == nil || leg.Status != refund.LegSettled && !(sent && leg.Status == refund.LegPending) {
			continue
		}
		if o.PayerMinor != nil && *o.PayerMinor < leg.AmountMinor {
			providerPartMinor += leg.AmountMinor - max(0, *o.PayerMinor)
		}
		if o.BankReference != "" && len(references) < bankReferencesMax {
			references = append(references, o.BankReference)
		}
	}
	return providerPartMinor, references
}
