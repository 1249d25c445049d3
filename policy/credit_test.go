package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// failing is what a test and a property have in common.
type failing interface {
	Helper()
	Errorf(format string, args ...any)
}

// creditAddsUp holds a credit note to the assessment's own sums, by additions of its own: its taxes are the tax of
// the refund, and with its net they are what goes back but for what is a matter of payment.
func creditAddsUp(t failing, a refund.Assessment) {
	t.Helper()
	credited := a.TotalMinor
	for _, c := range a.Components {
		if slices.Contains([]refund.ComponentKind{refund.ComponentTenderNotRestored, refund.ComponentTenderReissued, refund.ComponentRounding}, c.Kind) {
			credited -= c.AmountMinor
		}
	}
	var tax, net int64
	if a.CreditNote != nil {
		net = a.CreditNote.NetMinor
		for _, of := range a.CreditNote.Taxes {
			tax += of.TaxMinor
		}
	}
	if tax != a.TaxMinor || net+tax != credited {
		t.Errorf("credit note: net %d and tax %d; the refund's tax is %d, and %d are credited (%+v)", net, tax, a.TaxMinor, credited, a.Components)
	}
}

// recordedTaxes adds up what an order's lines record of each tax.
func recordedTaxes(o refund.Order) map[refund.Tax]int64 {
	out := map[refund.Tax]int64{}
	for _, line := range o.Lines {
		for _, tax := range line.Taxes {
			if tax.AmountMinor != 0 {
				out[refund.Tax{Mode: tax.Mode, Rate: plainRate(tax.Rate)}] += tax.AmountMinor
			}
		}
	}
	return out
}

// plainRate writes the rates that the tests draw as a credit note does.
func plainRate(rate string) string {
	return map[string]string{"0.10": "0.1", "0.0": "0"}[rate] + map[bool]string{true: rate}[rate != "0.10" && rate != "0.0"]
}

// TestTheCreditNotesOfAWholeOrderCorrectTheTaxThatWasRecordedOfEachRate: whatever comes back, in whatever sequence
// and for whoever's fault, under claw-backs and waivers.
func TestTheCreditNotesOfAWholeOrderCorrectTheTaxThatWasRecordedOfEachRate(t *testing.T) {
	modes := map[string]*policy.Policy{}
	for _, mode := range []string{"KEEP", "REPRICE", "FORFEIT"} {
		modes[mode] = policyWith(t, "promotion_mode: KEEP", "promotion_mode: "+mode)
	}
	rapid.Check(t, func(t *rapid.T) {
		p, o := modes[rapid.SampledFrom([]string{"KEEP", "REPRICE", "FORFEIT"}).Draw(t, "mode")], drawnPromoted(t)
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		credited := map[refund.Tax]int64{}
		var units []refund.LineID
		for _, line := range o.Lines {
			for range line.Quantity {
				units = append(units, line.LineID)
			}
		}
		for i := range units {
			k := rapid.IntRange(i, len(units)-1).Draw(t, "next")
			units[i], units[k] = units[k], units[i]
			c := mind(o, take(units[i], 1))
			if rapid.Bool().Draw(t, "fault") {
				c = damaged(o, take(units[i], 1))
			}
			a, err := p.Assess(c, h)
			if err != nil || a.Disposition != refund.DispositionPay {
				t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
			}
			creditAddsUp(t, a)
			if a.CreditNote != nil {
				for _, of := range a.CreditNote.Taxes {
					if of.TaxMinor != 0 {
						credited[refund.Tax{Mode: of.Mode, Rate: of.Rate}] += of.TaxMinor
					}
				}
			}
			h = policy.Settle(h, c, a)
		}
		for tax, recorded := range recordedTaxes(o) {
			if credited[tax] != recorded {
				t.Errorf("%s %s: credited %d, recorded %d", tax.Mode, tax.Rate, credited[tax], recorded)
			}
			delete(credited, tax)
		}
		for tax, minor := range credited {
			if minor != 0 {
				t.Errorf("%s %s: credited %d, recorded nothing", tax.Mode, tax.Rate, minor)
			}
		}
	})
}
