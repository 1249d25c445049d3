package refund

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Role is what a member of staff may decide as, such as "support", "lead" or "finance".
type Role string

// Reviewer is a member of staff who may decide refunds (reviewers.yaml).
type Reviewer struct {
	Name  Person `json:"name"`
	Roles []Role `json:"roles"`
	// LimitMinor is up to which amount (minor units, by currency) the reviewer may agree, cumulative
	// over the order and over the customer's day. A currency without one: nothing.
	LimitMinor map[Currency]int64 `json:"limit_minor,omitempty"`
	// Email is where the reviewer is reminded; empty: nowhere.
	Email string `json:"email,omitempty"`
	// Markets the reviewer may decide in; none: all.
	Markets []string `json:"markets,omitempty"`
}

// Staff is everybody who may decide, and the roles from the lowest to the highest: a higher one may
// act for a lower.
type Staff struct {
	Ranks     []Role     `json:"ranks"`
	Reviewers []Reviewer `json:"reviewers"`
}

// Find returns the reviewer of a name (SamePerson).
func (s Staff) Find(name Person) (Reviewer, bool) {
	for _, r := range s.Reviewers {
		if SamePerson(r.Name, name) {
			return r, true
		}
	}
	return Reviewer{}, false
}

// SamePerson compares two subjects without regard to case, spaces around them and how many between their
// words, to how Unicode writes the same characters (composed, full width), and to what nobody sees
// (zero-width joiners). Look-alikes of another alphabet are other names.
func SamePerson(a, b Person) bool {
	return strings.EqualFold(asRead(a), asRead(b))
}

// asRead is a subject as a reader sees it.
func asRead(p Person) string {
	seen := strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) {
			return -1
		}
		return r
	}, norm.NFKC.String(string(p)))
	return strings.Join(strings.Fields(seen), " ")
}

// Authority is who asks to decide, as reviewers.yaml has them. A nil Reviewer is nobody known.
type Authority struct {
	Reviewer *Reviewer `json:"reviewer,omitempty"`
	Ranks    []Role    `json:"ranks,omitempty"`
}

// Authority returns what is known of a name.
func (s Staff) Authority(name Person) Authority {
	if r, ok := s.Find(name); ok {
		return Authority{Reviewer: &r, Ranks: s.Ranks}
	}
	return Authority{Ranks: s.Ranks}
}

// Holds reports whether the reviewer has the role, or one that ranks above it. An empty role is
// anybody's.
func (a Authority) Holds(role Role) bool {
	if a.Reviewer == nil {
		return false
	}
	if role == "" {
		return true
	}
	wanted := slices.Index(a.Ranks, role)
	return slices.ContainsFunc(a.Reviewer.Roles, func(own Role) bool {
		return own == role || wanted >= 0 && slices.Index(a.Ranks, own) > wanted
	})
}

// Stake is what a decision is about: how much, of what, where.
type Stake struct {
	Currency Currency
	Market   string
	// OrderMinor and CustomerDayMinor are cumulative, this refund included.
	OrderMinor       int64
	CustomerDayMinor int64
}

// Minor is the larger of the two sums: what limits are compared with.
func (s Stake) Minor() int64 { return max(s.OrderMinor, s.CustomerDayMinor) }

// MayAct refuses a person who is not known (REVIEWER_UNKNOWN), and an auditor (REVIEWER_ROLE), whatever is at stake.
func (a Authority) MayAct(Stake) (Problem, bool) {
	if a.Reviewer != nil {
		return a.mayNotAct()
	}
	return Problem{Code: CodeReviewerUnknown, Detail: "nobody of this name is in reviewers.yaml"}, true
}

// MayDecide refuses, beside what MayAct does, a person who does not decide in the market (REVIEWER_MARKET).
func (a Authority) MayDecide(s Stake) (Problem, bool) {
	problem, unknown := a.MayAct(s)
	switch {
	case unknown:
		return problem, true
	case len(a.Reviewer.Markets) > 0 && !slices.Contains(a.Reviewer.Markets, s.Market):
		return Problem{Code: CodeReviewerMarket, Detail: string(a.Reviewer.Name) + " does not decide in market " + s.Market}, true
	}
	return Problem{}, false
}

// MayAgree refuses, beside what MayDecide does, an amount over the reviewer's own limit
// (REVIEWER_LIMIT).
func (a Authority) MayAgree(s Stake) (Problem, bool) {
	if problem, refused := a.MayDecide(s); refused {
		return problem, true
	}
	limit, ok := a.Reviewer.LimitMinor[s.Currency]
	over := s.Minor()
	if !ok || over > limit {
		return Problem{Code: CodeReviewerLimit, Detail: string(a.Reviewer.Name) + " may agree up to " +
			FormatAmount(limit, s.Currency) + "; the order or the customer's day comes to " + FormatAmount(over, s.Currency)}, true
	}
	return Problem{}, false
}

// ReviewTerms say how long people may take, and who is asked next, in seconds.
type ReviewTerms struct {
	// DueSeconds is the service level: after it the refund is overdue. It never decides anything.
	DueSeconds int64 `json:"due_seconds,omitempty"`
	// RemindSeconds is after how long the reviewers who are asked are reminded; 0: never.
	RemindSeconds int64 `json:"remind_seconds,omitempty"`
	// EscalateSeconds is when the next role is asked; 0: never.
	EscalateSeconds int64 `json:"escalate_seconds,omitempty"`
	// EscalateTo is that role.
	EscalateTo Role `json:"escalate_to,omitempty"`
	// InfoSeconds is how long a customer has to answer what is asked.
	InfoSeconds int64 `json:"info_seconds,omitempty"`
}

// Assignment gives a waiting refund to one reviewer: signal and update `assign`. An empty To gives it
// back to everybody.
type Assignment struct {
	By   Person `json:"by"`
	To   Person `json:"to"`
	Note string `json:"note,omitempty" personal:"text"`
	// Key makes it repeatable, as Withdrawal.Key does. Empty: it is done as often as it is said.
	Key DecisionID `json:"key,omitempty"`
	Seen
}

// Desk is who is asked about a refund that waits, and until when: a line of the list of waiting
// refunds.
type Desk struct {
	Role     Role       `json:"role,omitempty"`
	Assignee Person     `json:"assignee,omitempty"`
	DueAt    *time.Time `json:"due_at,omitempty"`
	Overdue  bool       `json:"overdue,omitempty"`
}
