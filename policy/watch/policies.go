package watch

import (
	"fmt"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// Policies watches a policy: all versions that orders may have been placed under.
type Policies struct{ *Watcher[*policy.Set] }

// NewPolicies loads the files, or returns why they cannot be loaded.
func NewPolicies(files Files) (*Policies, error) {
	seen := published{}
	w, err := start(files, kind[*policy.Set]{of: "policy", load: seen.load, names: func(set *policy.Set) []string {
		var names []string
		for _, ref := range set.Refs() {
			names = append(names, named(ref))
		}
		return names
	}})
	if err != nil {
		return nil, err
	}
	return &Policies{w}, nil
}

// Set returns the policy set in force.
func (p *Policies) Set() *policy.Set { return p.InForce() }

// Assess asks the policy set in force.
func (p *Policies) Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error) {
	return p.Set().Assess(c, h)
}

// published holds the content of each version ever in force: a version never changes.
type published map[string]string

// load checks the files, and that no version that was in force has other content now: orders
// agreed to it. What it returns is in force from now on.
func (p published) load(sources []sheet.Source) (*policy.Set, error) {
	set, err := policy.LoadSet(sources)
	if err != nil {
		return nil, err
	}
	for _, ref := range set.Refs() {
		if was, ok := p[ref.String()]; ok && was != ref.Hash {
			return nil, fmt.Errorf("watch: %s was in force with other content (%s, now %s): give the change a new version",
				ref, was, ref.Hash)
		}
	}
	for _, ref := range set.Refs() {
		p[ref.String()] = ref.Hash
	}
	return set, nil
}

func named(ref refund.PolicyRef) string { return ref.String() + " (" + ref.Hash + ")" }

// Reassess implements the rules on the set in force.
func (p *Policies) Reassess(in refund.Reassessment, h refund.OrderHistory) (refund.Assessment, error) {
	return p.InForce().Reassess(in, h)
}

// Propose implements the rules on the set in force.
func (p *Policies) Propose(c refund.Cancellation, a refund.Assessment, v refund.RiskVerdict, h refund.OrderHistory) (refund.Proposal, error) {
	return p.InForce().Propose(c, a, v, h)
}
