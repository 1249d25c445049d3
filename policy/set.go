package policy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

// Set is all versions of a policy that orders may have been placed under. It is read-only and safe
// for concurrent use.
type Set struct {
	// versions are in the sequence they came into force.
	versions []*Policy
}

// Source is a policy file: its name, for people, and its bytes.
type Source struct {
	Name    string
	Content []byte
}

// LoadSet loads every file and joins them. All that is wrong is named at once, with its file.
func LoadSet(sources []Source) (*Set, error) {
	var wrong []error
	var versions []*Policy
	for _, source := range sources {
		p, err := LoadBytes(source.Content)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", source.Name, err))
			continue
		}
		versions = append(versions, p)
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return NewSet(versions...)
}

// NewSet joins versions. It refuses none at all, two of one name and version, and two that come
// into force at the same moment: nobody could say which one an order was placed under.
func NewSet(versions ...*Policy) (*Set, error) {
	if len(versions) == 0 {
		return nil, errors.New("policy: no policy")
	}
	sorted := slices.Clone(versions)
	slices.SortStableFunc(sorted, func(a, b *Policy) int { return a.effectiveFrom.Compare(b.effectiveFrom) })
	for i, p := range sorted {
		for _, earlier := range sorted[:i] {
			if p.ref.Name == earlier.ref.Name && p.ref.Version == earlier.ref.Version {
				return nil, fmt.Errorf("policy: %s is there twice", p.ref)
			}
			if p.effectiveFrom.Equal(earlier.effectiveFrom) {
				return nil, fmt.Errorf("policy: %s and %s both come into force at %s", earlier.ref, p.ref, p.effectiveFrom.Format(time.RFC3339))
			}
		}
	}
	return &Set{versions: sorted}, nil
}

// Refs names the versions, in the sequence they came into force.
func (s *Set) Refs() []refund.PolicyRef {
	refs := make([]refund.PolicyRef, len(s.versions))
	for i, p := range s.versions {
		refs[i] = p.ref
	}
	return refs
}

// Latest returns the version that came into force last.
func (s *Set) Latest() *Policy { return s.versions[len(s.versions)-1] }

// inForce returns the version in force at a moment; before the first came into force, the first.
func (s *Set) inForce(at time.Time) *Policy {
	found := s.versions[0]
	for _, p := range s.versions {
		if !p.effectiveFrom.After(at) {
			found = p
		}
	}
	return found
}

// agreed returns the version the customer bought under: the one the order names, else the one in
// force when it was placed. The second answer is false when the order names one that is not here:
// then a person is asked.
func (s *Set) agreed(order refund.Order) (*Policy, bool) {
	if order.PolicyRef == nil {
		return s.inForce(order.PlacedAt), true
	}
	for _, p := range s.versions {
		if p.ref.Name == order.PolicyRef.Name && p.ref.Version == order.PolicyRef.Version {
			return p, true
		}
	}
	return s.inForce(order.PlacedAt), false
}

// Assess answers a request by the version agreed at purchase, or by a newer one that is better for
// the customer and says that it then takes its place. How the request is handled (approvals,
// offers) is always the version's in force when it was made. Errors are those of Policy.Assess.
func (s *Set) Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error) {
	current := s.inForce(c.OccurredAt)
	agreed, known := s.agreed(h.Order)
	best, err := agreed.handledBy(current, known).Assess(c, h)
	if err != nil {
		return best, err
	}
	for _, newer := range s.versions {
		if !newer.supersedesIfBetter || !newer.effectiveFrom.After(agreed.effectiveFrom) || newer.effectiveFrom.After(c.OccurredAt) {
			continue
		}
		other, err := newer.handledBy(current, known).Assess(c, h)
		if err != nil {
			return other, err
		}
		if better(other, best) {
			best = superseding(other, agreed.ref)
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
		than.Disposition == refund.DispositionPay && cmp.Compare(a.TotalMinor, than.TotalMinor) > 0
}

// superseding says why a newer version was taken.
func superseding(a refund.Assessment, agreed refund.PolicyRef) refund.Assessment {
	w := &work{out: a}
	w.say("policy.superseded", a.TotalMinor, in("agreed", agreed.String()), in("policy", a.Policy.String()))
	return w.out
}

// handledBy is a policy whose entitlement is p's and whose handling is another version's. chosen
// says that it is the one the order was bought under.
func (p *Policy) handledBy(current *Policy, chosen bool) *Policy {
	both := *current
	both.ref, both.effectiveFrom, both.supersedesIfBetter = p.ref, p.effectiveFrom, p.supersedesIfBetter
	both.entitlement, both.chosen = p.entitlement, chosen
	return &both
}
