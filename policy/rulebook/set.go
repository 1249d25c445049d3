package rulebook

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// Set is all versions of a policy that orders may have been placed under. It is read-only and safe
// for concurrent use.
type Set struct {
	// versions are in the sequence they came into force.
	versions []*Version
}

// LoadSet loads every file and joins them. All that is wrong is named at once, with its file.
func LoadSet(sources []sheet.Source) (*Set, error) {
	var wrong []error
	var versions []*Version
	for _, source := range sources {
		v, err := LoadBytes(source.Content)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", source.Name, err))
			continue
		}
		versions = append(versions, v)
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return NewSet(versions...)
}

// NewSet joins versions. It refuses none at all, two of one name and version, and two that come
// into force at the same moment: nobody could say which one an order was placed under.
func NewSet(versions ...*Version) (*Set, error) {
	if len(versions) == 0 {
		return nil, errors.New("policy: no policy")
	}
	sorted := slices.Clone(versions)
	slices.SortStableFunc(sorted, func(a, b *Version) int { return a.EffectiveFrom.Compare(b.EffectiveFrom) })
	for i, v := range sorted {
		for _, earlier := range sorted[:i] {
			if earlier.named(v.ref) {
				return nil, fmt.Errorf("policy: %s is there twice", v.ref)
			}
			if v.EffectiveFrom.Equal(earlier.EffectiveFrom) {
				return nil, fmt.Errorf("policy: %s and %s both come into force at %s", earlier.ref, v.ref, v.EffectiveFrom.Format(time.RFC3339))
			}
		}
	}
	return &Set{versions: sorted}, nil
}

// Refs names the versions, in the sequence they came into force.
func (s *Set) Refs() []refund.PolicyRef {
	refs := make([]refund.PolicyRef, len(s.versions))
	for i, v := range s.versions {
		refs[i] = v.ref
	}
	return refs
}

// Latest returns the version that came into force last.
func (s *Set) Latest() *Version { return s.versions[len(s.versions)-1] }

// Roles lists those of the version that came into force last.
func (s *Set) Roles() []refund.Role { return s.Latest().Roles() }

// InForce returns the version in force at a moment; before the first came into force, the first.
func (s *Set) InForce(at time.Time) *Version {
	found := s.versions[0]
	for _, v := range s.versions {
		if !v.EffectiveFrom.After(at) {
			found = v
		}
	}
	return found
}

// Agreed returns the version the customer bought under: the one the order names, else the one in
// force when it was placed. The second answer is false when the order names one that is not here:
// then a person is asked.
func (s *Set) Agreed(order refund.Order) (*Version, bool) {
	if order.PolicyRef == nil {
		return s.InForce(order.PlacedAt), true
	}
	if v, ok := s.Named(*order.PolicyRef); ok {
		return v, true
	}
	return s.InForce(order.PlacedAt), false
}

// Named returns the version of a name and version, whatever its hash.
func (s *Set) Named(ref refund.PolicyRef) (*Version, bool) {
	for _, v := range s.versions {
		if v.named(ref) {
			return v, true
		}
	}
	return nil, false
}

// SupersedingSince returns the versions that take the place of an earlier one where they are better
// for the customer, and came into force after it and by a moment.
func (s *Set) SupersedingSince(earlier *Version, by time.Time) []*Version {
	var newer []*Version
	for _, v := range s.versions {
		if v.SupersedesIfBetter && v.EffectiveFrom.After(earlier.EffectiveFrom) && !v.EffectiveFrom.After(by) {
			newer = append(newer, v)
		}
	}
	return newer
}

func (v *Version) named(ref refund.PolicyRef) bool {
	return v.ref.Name == ref.Name && v.ref.Version == ref.Version
}
