package riskreport

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// Builder compares cases. Feed it with Add, then ask for the Report.
type Builder struct {
	examplesMax int
	out         Report
}

// NewBuilder compares, and keeps so many examples of each trial.
func NewBuilder(examplesMax int) *Builder { return &Builder{examplesMax: max(0, examplesMax)} }

// Add compares what was said about a case. One that was never scored is not counted. Sums beyond 64
// bits are a refund.Problem AMOUNT_OVERFLOW.
func (b *Builder) Add(c refund.Case) error {
	if c.Proposal == nil || c.Proposal.Verdict.Rules == "" {
		return nil
	}
	b.out.RefundCount++
	verdict := c.Proposal.Verdict
	if verdict.Shadow == nil {
		b.out.UntriedCount++
		return nil
	}
	t := b.trial(verdict.Rules, verdict.Shadow.Rules)
	if err := t.count(c.Proposal.Assessment, verdict); err != nil {
		return fmt.Errorf("risk compare: %s: %w", c.ID, err)
	}
	if verdict.Band != verdict.Shadow.Band {
		t.keep(exampleOf(c), b.examplesMax)
	}
	return nil
}

// trial is where a pair of rules is counted.
func (b *Builder) trial(inForce, onTrial string) *Trial {
	at := slices.IndexFunc(b.out.Trials, func(t Trial) bool { return t.InForce == inForce && t.OnTrial == onTrial })
	if at < 0 {
		at = len(b.out.Trials)
		b.out.Trials = append(b.out.Trials, Trial{InForce: inForce, OnTrial: onTrial})
	}
	return &b.out.Trials[at]
}

// count adds one refund to the figures.
func (t *Trial) count(a refund.Assessment, v refund.RiskVerdict) error {
	t.RefundCount++
	changed := int64(0)
	if v.Band != v.Shadow.Band {
		changed = 1
	}
	t.ChangedCount += changed
	if changed > 0 && v.Shadow.Band == refund.RiskHigh {
		t.HighMoreCount++
	}
	if changed > 0 && v.Band == refund.RiskHigh {
		t.HighFewerCount++
	}
	for _, name := range v.Reasons {
		t.rule(name).InForceCount++
		t.rule(name).ChangedCount += changed
	}
	for _, name := range v.Shadow.Reasons {
		t.rule(name).OnTrialCount++
		if !slices.Contains(v.Reasons, name) {
			t.rule(name).ChangedCount += changed
		}
	}
	return t.band(v.Band, v.Shadow.Band, a)
}

func (t *Trial) rule(name string) *Rule {
	at := slices.IndexFunc(t.Rules, func(r Rule) bool { return r.Name == name })
	if at < 0 {
		at = len(t.Rules)
		t.Rules = append(t.Rules, Rule{Name: name})
	}
	return &t.Rules[at]
}

func (t *Trial) band(from, to refund.RiskBand, a refund.Assessment) (err error) {
	at := slices.IndexFunc(t.Bands, func(b Bands) bool { return b.From == from && b.To == to && b.Currency == a.Currency })
	if at < 0 {
		at = len(t.Bands)
		t.Bands = append(t.Bands, Bands{From: from, To: to, Currency: a.Currency})
	}
	own := &t.Bands[at]
	own.Count++
	own.AmountMinor, err = refund.AddMinor(own.AmountMinor, a.TotalMinor)
	return err
}

func exampleOf(c refund.Case) Example {
	v := c.Proposal.Verdict
	return Example{
		Refund: c.ID, Currency: c.Proposal.Assessment.Currency, TotalMinor: c.Proposal.Assessment.TotalMinor,
		InForce: Side{Score: v.Score, Band: v.Band, Rules: append([]string{}, v.Reasons...)},
		OnTrial: Side{Score: v.Shadow.Score, Band: v.Shadow.Band, Rules: append([]string{}, v.Shadow.Reasons...)},
	}
}

// keep holds the examples to the largest changes of the score, ties by id.
func (t *Trial) keep(e Example, most int) {
	t.Examples = append(t.Examples, e)
	slices.SortFunc(t.Examples, func(x, y Example) int {
		return cmp.Or(cmp.Compare(y.change(), x.change()), cmp.Compare(x.Refund, y.Refund))
	})
	t.Examples = t.Examples[:min(len(t.Examples), most)]
}

func (e Example) change() int {
	return max(e.OnTrial.Score-e.InForce.Score, e.InForce.Score-e.OnTrial.Score)
}
