package reconcile

import (
	"time"

	"github.com/makegood/makegood/ledger"
)

// report is a run that is not finished.
type report struct {
	ledger.Reconciliation
	matched int64
}

func reportOf(a Account, q Request, in Input, found Comparison) report {
	return report{
		Reconciliation: ledger.Reconciliation{
			Provider: a.Provider, Account: a.Name, From: q.Period.From.UTC(), To: q.Period.To.UTC(), Origin: q.Origin, ListFrom: in.Read.From.UTC(), ListTo: in.Read.To.UTC(),
			ReadAt: in.ReadAt, CompleteAt: a.CompleteAt(q.Period.To).UTC(), MarginSeconds: int64(a.Margin().Seconds()), BySettlement: in.BySettlement,
			Legs: found.Legs, Listed: found.Listed, Sums: found.Sums,
		},
		matched: found.Matched,
	}
}

// finished is the run with what became of its differences.
func (r report) finished(all []Difference, now time.Time) ledger.Reconciliation {
	out := r.Reconciliation
	out.EndedAt = now.UTC()
	byKind := map[ledger.ReconcileKind]*ledger.ReconcileCount{}
	for _, d := range all {
		out.Items = append(out.Items, d.ReconcileItem)
		if byKind[d.Kind] == nil {
			byKind[d.Kind] = &ledger.ReconcileCount{Kind: d.Kind}
		}
		byKind[d.Kind].Count++
		if d.Open {
			byKind[d.Kind].Open++
		}
	}
	if r.matched > 0 {
		out.Counts = append(out.Counts, ledger.ReconcileCount{Kind: ledger.ReconcileMatched, Count: r.matched})
	}
	for _, kind := range ledger.ReconcileKinds() {
		if c := byKind[kind]; c != nil {
			out.Counts = append(out.Counts, *c)
		}
	}
	return out
}
