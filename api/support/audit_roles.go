package support

import (
	"context"
	"slices"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// StaffMember is a member of staff as reviewers.yaml has them now, without the e-mail address.
type StaffMember struct {
	Name       refund.Person             `json:"name"`
	Roles      []refund.Role             `json:"roles"`
	LimitMinor map[refund.Currency]int64 `json:"limit_minor,omitempty"`
	Markets    []string                  `json:"markets,omitempty"`
}

// RolesRequest selects changes of roles. Before is the page before's Next; 0: the first page.
type RolesRequest struct {
	Person refund.Person `json:"person,omitempty"`
	Before int64         `json:"before,omitempty"`
}

// RoleLog is who may decide now, and how that has changed as workers saw it.
type RoleLog struct {
	Staff   []StaffMember        `json:"staff"`
	Changes []ledger.StaffChange `json:"changes"`
	Next    int64                `json:"next,omitempty"`
}

// roleChangesMax is how many changes a page has.
const roleChangesMax = 500

// Roles lists the changes of who may decide, the newest first.
func (s *Auditing) Roles(ctx context.Context, call api.Call, in RolesRequest) (RoleLog, error) {
	who, err := s.admit(ctx, call)
	if err != nil {
		return RoleLog{}, call.Failed(err)
	}
	out := RoleLog{Staff: []StaffMember{}}
	for _, r := range who.staff.Reviewers {
		if in.Person == "" || refund.SamePerson(r.Name, in.Person) {
			out.Staff = append(out.Staff, StaffMember{r.Name, r.Roles, r.LimitMinor, r.Markets})
		}
	}
	changes, err := s.ports.Books.StaffChanges(ctx, ledger.StaffChangeFilter{Before: in.Before, LimitMax: roleChangesMax})
	if err != nil {
		return RoleLog{}, call.Failed(err)
	}
	changes, out.Next = wholeRevisions(changes)
	out.Changes = slices.DeleteFunc(changes, func(c ledger.StaffChange) bool { return in.Person != "" && !refund.SamePerson(c.Person, in.Person) })
	return out, nil
}

// wholeRevisions leaves out the last revision of a page that was cut, unless it is the only one, and says where the next page begins.
func wholeRevisions(changes []ledger.StaffChange) (whole []ledger.StaffChange, next int64) {
	if len(changes) < roleChangesMax {
		return changes, 0
	}
	last := changes[len(changes)-1].Revision
	cut := slices.IndexFunc(changes, func(c ledger.StaffChange) bool { return c.Revision == last })
	if cut <= 0 {
		return changes, last
	}
	return changes[:cut], last + 1
}
