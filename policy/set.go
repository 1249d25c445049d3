package policy

import (
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// Set assesses refunds by the version of a policy that each order was placed under. It is safe for
// concurrent use.
type Set struct{ *rulebook.Set }

// LoadSet loads every file and joins them. All that is wrong is named at once, with its file.
func LoadSet(sources []sheet.Source) (*Set, error) {
	versions, err := rulebook.LoadSet(sources)
	if err != nil {
		return nil, err
	}
	return &Set{versions}, nil
}

// NewSet joins versions of a policy; see rulebook.NewSet.
func NewSet(policies ...*Policy) (*Set, error) {
	versions := make([]*rulebook.Version, len(policies))
	for i, p := range policies {
		versions[i] = p.Version
	}
	set, err := rulebook.NewSet(versions...)
	if err != nil {
		return nil, err
	}
	return &Set{set}, nil
}

// Latest returns the version that came into force last.
func (s *Set) Latest() *Policy { return &Policy{s.Set.Latest()} }

// Assess answers a request by the version agreed at purchase, or by a newer one that is better for
// the customer and says that it then takes its place. How the request is handled (approvals,
// offers) is always the version's in force when it was made. Errors are those of Policy.Assess.
func (s *Set) Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error) {
	current := s.InForce(c.OccurredAt)
	agreed, known := s.Agreed(h.Order)
	best, err := (&Policy{agreed.HandledBy(current, known)}).Assess(c, h)
	if err != nil {
		return best, err
	}
	for _, newer := range s.SupersedingSince(agreed, c.OccurredAt) {
		other, err := (&Policy{newer.HandledBy(current, known)}).Assess(c, h)
		if err != nil {
			return other, err
		}
		if better(other, best) {
			best = superseding(other, agreed.Ref())
		}
	}
	return best, nil
}

// better reports whether an assessment is better for the customer. What a person must look at is
// not taken for better.
func better(a, than refund.Assessment) bool {
	if a.Disposition != refund.DispositionPay {
		return false
	}
	return than.Disposition == refund.DispositionReject ||
		than.Disposition == refund.DispositionPay && a.TotalMinor > than.TotalMinor
}

// superseding says why a newer version was taken.
func superseding(a refund.Assessment, agreed refund.PolicyRef) refund.Assessment {
	a.Steps = append(a.Steps, explain.Step("policy.superseded", 0,
		explain.Word("agreed", agreed.String()), explain.Word("policy", a.Policy.String())))
	return a
}

// Reassess answers by the version that the stored proposal was assessed by; one that is not here any
// more gives way to what Assess would choose. See Policy.Reassess.
func (s *Set) Reassess(in refund.Reassessment, h refund.OrderHistory) (refund.Assessment, error) {
	agreed, known := s.Agreed(h.Order)
	version, stored := s.Named(in.Stored.Assessment.Policy)
	if !stored {
		version = agreed
	}
	a, err := (&Policy{version.HandledBy(s.InForce(in.Cancellation.OccurredAt), known)}).Reassess(in, h)
	said := slices.ContainsFunc(a.Steps, func(step refund.Step) bool { return step.Key == "policy.superseded" })
	if err == nil && version != agreed && !said {
		a = superseding(a, agreed.Ref())
	}
	return a, err
}

// Propose joins an assessment and a verdict by the version in force when the request was made, like
// all handling. See Policy.Propose.
func (s *Set) Propose(c refund.Cancellation, a refund.Assessment, v refund.RiskVerdict, h refund.OrderHistory) (refund.Proposal, error) {
	return (&Policy{s.InForce(c.OccurredAt)}).Propose(c, a, v, h)
}
