package wording

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// arrivalSaidFrom: a provider that answers sooner settled at once, which the trail says.
const arrivalSaidFrom = time.Minute

// settled writes what became of a leg's money beyond its amount: what the payer got, what it cost, and by what the
// payer's bank finds it.
func (p page) settled(leg refund.LegID) {
	for _, s := range p.v.Settlements {
		if s.Leg != leg {
			continue
		}
		if s.PayerMinor != nil {
			p.more(p.say("leg.payer", "amount", p.money(*s.PayerMinor)))
		}
		if s.Settlement != nil {
			p.more(p.say("leg.settled", "amount", refund.FormatAmount(s.Settlement.AmountMinor, s.Settlement.Currency)))
		}
		if s.Fee != nil {
			p.more(p.say("leg.fee", "amount", refund.FormatAmount(s.Fee.AmountMinor, s.Fee.Currency)))
		}
		if s.BankReference != "" {
			p.more(p.say("leg.reference", "reference", s.BankReference))
		}
		if s.Changes > 0 {
			p.more(p.say("leg.changed", "count", s.Changes))
		}
		if took := time.Duration(s.TookSeconds) * time.Second; s.SettledAt != nil && took >= arrivalSaidFrom {
			p.more(p.say("leg.arrived", "at", moment(*s.SettledAt), "took", took))
		}
	}
}
