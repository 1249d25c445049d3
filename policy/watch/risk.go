package watch

import (
	"fmt"

	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// Risk watches the risk rules: one file, with its rules on trial. A verdict names the file's content
// by its hash, so the content may change under one version.
type Risk struct{ *Watcher[*risk.Rules] }

// NewRisk loads the file, or returns why it cannot be loaded.
func NewRisk(files Files) (*Risk, error) {
	const of = "risk rules"
	w, err := start(files, kind[*risk.Rules]{of: of, names: func(r *risk.Rules) []string { return []string{named(r.Ref())} },
		load: func(sources []sheet.Source) (*risk.Rules, error) {
			source, err := only(sources, of)
			if err != nil {
				return nil, err
			}
			rules, err := risk.LoadBytes(source.Content)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", source.Name, err)
			}
			return rules, nil
		}})
	if err != nil {
		return nil, err
	}
	return &Risk{w}, nil
}

// Score asks the risk rules in force.
func (r *Risk) Score(c refund.Cancellation, h refund.OrderHistory, totalMinor int64) refund.RiskVerdict {
	return r.InForce().Score(c, h, totalMinor)
}
