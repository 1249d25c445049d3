package ledger

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// StaffLog keeps how who may decide has changed.
type StaffLog interface {
	// NoteStaff keeps the staff that a worker goes by, and what of it is otherwise than in the staff that was kept last; of the first, all
	// is. It returns how many changes were kept: 0 where nothing is otherwise. E-mail addresses are not kept.
	NoteStaff(ctx context.Context, in StaffSeen) (changes int, err error)
}

// StaffLogReader lists changes.
type StaffLogReader interface {
	// StaffChanges lists changes, the newest revision first.
	StaffChanges(ctx context.Context, filter StaffChangeFilter) ([]StaffChange, error)
}

// StaffSeen is reviewers.yaml as a worker read it; Hash is over the file's bytes.
type StaffSeen struct {
	Staff refund.Staff
	Hash  string
}

// StaffChangeFilter selects changes. Person empty: of everybody. Before selects revisions before a number; 0: all. LimitMax 0: 1000.
type StaffChangeFilter struct {
	Person   refund.Person
	Before   int64
	LimitMax int
}

// StaffChangeKind says what of a person has changed.
type StaffChangeKind string

// The kinds of changes. RANKS is of the file and of no person.
const (
	StaffPersonAdded   StaffChangeKind = "PERSON_ADDED"
	StaffPersonRemoved StaffChangeKind = "PERSON_REMOVED"
	StaffRoleAdded     StaffChangeKind = "ROLE_ADDED"
	StaffRoleRemoved   StaffChangeKind = "ROLE_REMOVED"
	StaffLimit         StaffChangeKind = "LIMIT"
	StaffMarkets       StaffChangeKind = "MARKETS"
	StaffRanks         StaffChangeKind = "RANKS"
)

// StaffChange is one thing that is otherwise in a revision than in the one before it. Revision 1 is the first staff that this ledger
// saw: all of it is a change.
type StaffChange struct {
	Revision int64     `json:"revision"`
	Hash     string    `json:"hash"`
	SeenAt   time.Time `json:"seen_at"`

	Person refund.Person   `json:"person,omitempty"`
	Kind   StaffChangeKind `json:"kind"`
	// What is the role or the currency. Was and Became are a limit in minor units, or lists; empty: there was, or is, none.
	What   string `json:"what,omitempty"`
	Was    string `json:"was,omitempty"`
	Became string `json:"became,omitempty"`
}

// First reports whether the change is of the first staff that this ledger saw.
func (c StaffChange) First() bool { return c.Revision == 1 }

// StaffChanges is what of a staff is otherwise than in another one, by the sequence of the people in both.
func StaffChanges(was, is refund.Staff) (out []StaffChange) {
	if !slices.Equal(was.Ranks, is.Ranks) {
		out = append(out, StaffChange{Kind: StaffRanks, Was: joined(was.Ranks), Became: joined(is.Ranks)})
	}
	for _, r := range is.Reviewers {
		before, known := was.Find(r.Name)
		if !known {
			out = append(out, StaffChange{Person: r.Name, Kind: StaffPersonAdded})
		}
		out = append(out, reviewerChanges(before, r)...)
	}
	for _, r := range was.Reviewers {
		if _, still := is.Find(r.Name); !still {
			out = append(out, reviewerChanges(r, refund.Reviewer{Name: r.Name})...)
			out = append(out, StaffChange{Person: r.Name, Kind: StaffPersonRemoved})
		}
	}
	return out
}

// reviewerChanges are those of one person, under the name of now.
func reviewerChanges(was, is refund.Reviewer) (out []StaffChange) {
	for _, role := range is.Roles {
		if !slices.Contains(was.Roles, role) {
			out = append(out, StaffChange{Person: is.Name, Kind: StaffRoleAdded, What: string(role)})
		}
	}
	for _, role := range was.Roles {
		if !slices.Contains(is.Roles, role) {
			out = append(out, StaffChange{Person: is.Name, Kind: StaffRoleRemoved, What: string(role)})
		}
	}
	out = append(out, limitChanges(was, is)...)
	if !slices.Equal(was.Markets, is.Markets) {
		out = append(out, StaffChange{Person: is.Name, Kind: StaffMarkets, Was: strings.Join(was.Markets, " "), Became: strings.Join(is.Markets, " ")})
	}
	return out
}

func limitChanges(was, is refund.Reviewer) (out []StaffChange) {
	all := maps.Clone(was.LimitMinor)
	if all == nil {
		all = map[refund.Currency]int64{}
	}
	maps.Copy(all, is.LimitMinor)
	for _, currency := range slices.Sorted(maps.Keys(all)) {
		before, after := limitText(was, currency), limitText(is, currency)
		if before != after {
			out = append(out, StaffChange{Person: is.Name, Kind: StaffLimit, What: string(currency), Was: before, Became: after})
		}
	}
	return out
}

func limitText(r refund.Reviewer, currency refund.Currency) string {
	if minor, named := r.LimitMinor[currency]; named {
		return strconv.FormatInt(minor, 10)
	}
	return ""
}

func joined[T ~string](list []T) string {
	parts := make([]string, len(list))
	for i, one := range list {
		parts[i] = string(one)
	}
	return strings.Join(parts, " ")
}
