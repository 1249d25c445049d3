package rulebook

import (
	"cmp"
	"math"
	"slices"

	"github.com/makegood/makegood/refund"
)

// Approval says who must agree to a refund.
type Approval struct {
	// Ranks are all roles, from the lowest to the highest.
	Ranks []refund.Role
	// DefaultRoles must agree where nothing else says who.
	DefaultRoles []refund.Role
	// ClearRoles are the two roles whose people must both say what became of an undecided leg.
	ClearRoles []refund.Role
	// ElsewhereAloneMax is up to which amount (minor units, cumulative per order and per customer and day) one person's word
	// is enough that something was paid outside makegood; a currency that is not there: two people say so of any amount.
	ElsewhereAloneMax map[refund.Currency]int64
	// VerifiedAboveMinor is above which amount (minor units, cumulative per order and per customer and day) only people
	// whom a door has verified decide; a currency without one: nowhere.
	VerifiedAboveMinor map[refund.Currency]int64
	// Bands are ascending; the last has no upper end.
	Bands map[refund.Currency][]Band
}

// Band is a row of a currency's approval matrix: the roles whose people must agree to an amount up to
// UpToMinor (cumulative per order and per customer and day, minor units), by risk. A different person
// for each role; none: nobody is asked.
type Band struct {
	UpToMinor int64 `json:"up_to_minor"`
	// Open: the band has no upper end, and UpToMinor means nothing.
	Open   bool          `json:"open,omitempty"`
	Low    []refund.Role `json:"low"`
	Medium []refund.Role `json:"medium"`
	High   []refund.Role `json:"high"`
	// Line is where the file has it; 0 where the shipped policy says it.
	Line int `json:"-"`
}

// Cell is whose people must agree at a risk. A risk nobody has scored is taken for high: it is never
// let through in silence.
func (b Band) Cell(risk refund.RiskBand) []refund.Role {
	switch risk {
	case refund.RiskLow:
		return b.Low
	case refund.RiskMedium:
		return b.Medium
	case refund.RiskHigh:
	}
	return b.High
}

// RolesFor returns the cell of an amount and a risk; a currency without bands asks the default roles.
func (a Approval) RolesFor(currency refund.Currency, minor int64, risk refund.RiskBand) []refund.Role {
	for _, band := range a.Bands[currency] {
		if band.Open || minor <= band.UpToMinor {
			return band.Cell(risk)
		}
	}
	return a.DefaultRoles
}

// autoMaxMinor is up to which amount low risk asks nobody: the end of the bands from the first on
// that say so.
func autoMaxMinor(bands []Band) (minor int64) {
	for _, band := range bands {
		switch {
		case len(band.Low) > 0:
			return minor
		case band.Open:
			return math.MaxInt64
		}
		minor = band.UpToMinor
	}
	return minor
}

// Above is whom to ask next: the role the policy names, unless somebody who is asked ranks as high;
// then the one above them, or the highest there is.
func (a Approval) Above(named refund.Role, asked []refund.Role) refund.Role {
	highest := -1
	for _, role := range asked {
		highest = max(highest, a.rank(role))
	}
	if named == "" || len(asked) == 0 || a.rank(named) > highest {
		return named
	}
	return a.Ranks[min(highest+1, len(a.Ranks)-1)]
}

// Join asks as many people as the longer of two lists, and for each place nobody below what either
// list wants there. The result goes from the lowest role to the highest.
func (a Approval) Join(one, other []refund.Role) []refund.Role {
	one, other = a.Ranked(one), a.Ranked(other)
	joined := make([]refund.Role, max(len(one), len(other)))
	for i := range joined {
		joined[i] = a.higher(fromTop(one, len(joined)-i), fromTop(other, len(joined)-i))
	}
	return joined
}

// Ranked sorts roles from the lowest to the highest.
func (a Approval) Ranked(roles []refund.Role) []refund.Role {
	sorted := slices.Clone(roles)
	slices.SortStableFunc(sorted, func(x, y refund.Role) int { return cmp.Compare(a.rank(x), a.rank(y)) })
	return sorted
}

// rank is a role's place, -1 for none.
func (a Approval) rank(role refund.Role) int { return slices.Index(a.Ranks, role) }

func (a Approval) higher(x, y refund.Role) refund.Role {
	if a.rank(y) > a.rank(x) {
		return y
	}
	return x
}

// fromTop is the nth role from the highest; none beyond the list.
func fromTop(roles []refund.Role, n int) refund.Role {
	if n > len(roles) {
		return ""
	}
	return roles[len(roles)-n]
}
