package refund

import "time"

// expectedBy is when a provider expects to settle what it has accepted: the latest of them.
func expectedBy(legs []LegStanding) (latest *time.Time) {
	for _, leg := range legs {
		if leg.Status != LegPending || leg.Outcome == nil || leg.Outcome.ExpectedBy == nil {
			continue
		}
		if latest == nil || leg.Outcome.ExpectedBy.After(*latest) {
			latest = leg.Outcome.ExpectedBy
		}
	}
	return latest
}

// onItsWayMinor is what providers have accepted of what is paid out now: a refused leg is not on its
// way, and what was paid before an appeal has arrived.
func onItsWayMinor(now Standing) (minor int64) {
	for _, leg := range now.Legs {
		if leg.Status == LegPending || leg.Status == LegSettled {
			minor += leg.AmountMinor
		}
	}
	return minor - now.PaidBeforeMinor
}

// bankReferencesMax is how many references a message names.
const bankReferencesMax = 3

// arrived is what a notice of money that went tells beyond its amount: what of it goes to a provider's own coupon and
// not to the payer, and by what the payer's bank finds it. An appeal's money is not told apart from what went before it.
func arrived(kind NoticeKind, now Standing) (providerPartMinor int64, references []string) {
	sent := kind == NoticeSent && now.PaidBeforeMinor == 0
	if !sent && kind != NoticeRefunded && kind != NoticePartlyRefunded {
		return 0, nil
	}
	for _, leg := range now.Legs {
		o := leg.Outcome
		if o == nil || leg.Status != LegSettled && !(sent && leg.Status == LegPending) {
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
