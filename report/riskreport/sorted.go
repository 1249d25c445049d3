package riskreport

import (
	"cmp"
	"slices"

	"github.com/makegood/makegood/refund"
)

// Report returns what was compared so far, in a sequence that does not depend on the cases'.
func (b *Builder) Report() Report {
	out := b.out
	out.Trials = append([]Trial{}, b.out.Trials...)
	slices.SortFunc(out.Trials, func(x, y Trial) int {
		return cmp.Or(cmp.Compare(x.InForce, y.InForce), cmp.Compare(x.OnTrial, y.OnTrial))
	})
	for i := range out.Trials {
		out.Trials[i] = out.Trials[i].sorted()
	}
	return out
}

func (t Trial) sorted() Trial {
	t.Bands = slices.SortedFunc(slices.Values(t.Bands), func(x, y Bands) int {
		return cmp.Or(cmp.Compare(rank(x.From), rank(y.From)), cmp.Compare(rank(x.To), rank(y.To)), cmp.Compare(x.Currency, y.Currency))
	})
	t.Rules = slices.SortedFunc(slices.Values(append([]Rule{}, t.Rules...)), func(x, y Rule) int {
		return cmp.Or(cmp.Compare(y.ChangedCount, x.ChangedCount), cmp.Compare(x.Name, y.Name))
	})
	t.Examples = append([]Example{}, t.Examples...)
	return t
}

// rank sorts bands from low to high; one of another makegood comes last.
func rank(band refund.RiskBand) int {
	switch band {
	case refund.RiskLow:
		return 0
	case refund.RiskMedium:
		return 1
	case refund.RiskHigh:
		return 2
	}
	return 3
}
