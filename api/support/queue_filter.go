package support

import (
	"context"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Me stands for who calls, in a filter: as the assignee for what is assigned to them or to those whose deputy they are now, as
// the role for all roles that they may act as.
const Me = "me"

// QueueFilter selects refunds that wait for a person, as people write it in an address (ParseQueueFilter). Zero values select
// all. Times are relative, so that a saved view means the same every day.
type QueueFilter struct {
	Statuses []refund.Status
	// NeedsPerson selects payouts with a leg that a person has to act on, beside Statuses. Unknown selects refunds with an
	// unknown leg, of any status.
	NeedsPerson bool
	Unknown     bool
	// Cause selects what is parked because of it.
	Cause    refund.Code
	Merchant refund.MerchantID
	Market   string
	Reason   refund.Reason
	RiskBand refund.RiskBand
	Currency refund.Currency
	// AmountMin and AmountMax are in minor units of Currency, which they need; 0: no bound.
	AmountMin, AmountMax int64
	// Role and Assignee may be Me.
	Role     refund.Role
	Assignee refund.Person
	// Unassigned: assigned to nobody. Unclaimed: nobody but who calls works on it.
	Unassigned bool
	Unclaimed  bool
	Overdue    bool
	// DueByLaw: the law wants it paid within refund.LawNotice.
	DueByLaw bool
	// DueWithin selects what is due within a time, OlderThan what was opened longer ago; 0: no bound.
	DueWithin, OlderThan time.Duration
	// DueBefore selects what is due before a time; zero: no bound.
	DueBefore time.Time
	Sort      ledger.QueueSort
}

// asked is the filter as the ledger is asked, by who calls.
func (s *Service) asked(ctx context.Context, call api.Call, f QueueFilter) (ledger.QueueFilter, error) {
	out := ledger.QueueFilter{
		Statuses: f.Statuses, NeedsPerson: f.NeedsPerson, Unknown: f.Unknown, Cause: f.Cause, Merchant: f.Merchant, Market: f.Market, Reason: f.Reason,
		RiskBand: f.RiskBand, Currency: f.Currency, AmountMin: f.AmountMin, AmountMax: f.AmountMax, Unassigned: f.Unassigned,
		Overdue: f.Overdue, DueByLaw: f.DueByLaw, Sort: f.Sort,
	}
	if f.Unclaimed {
		out.UnclaimedFor = call.Subject.Name
	}
	s.askTimes(&out, f)
	if err := s.askPeople(ctx, call, &out, f); err != nil {
		return out, err
	}
	return out, f.check()
}

func (s *Service) askTimes(out *ledger.QueueFilter, f QueueFilter) {
	now := s.ports.Now()
	if !f.DueBefore.IsZero() {
		out.DueBefore = &f.DueBefore
	}
	if within := now.Add(f.DueWithin); f.DueWithin > 0 && (out.DueBefore == nil || within.Before(*out.DueBefore)) {
		out.DueBefore = &within
	}
	if f.OlderThan > 0 {
		opened := now.Add(-f.OlderThan)
		out.OpenedBefore = &opened
	}
}

// askPeople puts names in the place of Me.
func (s *Service) askPeople(ctx context.Context, call api.Call, out *ledger.QueueFilter, f QueueFilter) error {
	switch {
	case f.Role == Me:
		authority, err := s.authority(ctx, call)
		if err != nil {
			return err
		}
		if out.Roles = rolesFor(authority); len(out.Roles) == 0 {
			out.Roles = []refund.Role{"-"} // nobody's: no refund waits for it
		}
	case f.Role != "":
		out.Roles = []refund.Role{f.Role}
	}
	switch {
	case f.Assignee == Me:
		standsInFor, err := s.standsInFor(ctx, call.Subject.Name)
		if err != nil {
			return err
		}
		out.Assignees = append([]refund.Person{call.Subject.Name}, standsInFor...)
		out.Assignees = out.Assignees[:min(len(out.Assignees), ledger.QueueAssigneesMax)]
	case f.Assignee != "":
		out.Assignees = []refund.Person{f.Assignee}
	}
	return nil
}

// authority is what is known of who calls: reviewers.yaml, within what their token says.
func (s *Service) authority(ctx context.Context, call api.Call) (refund.Authority, error) {
	staff, err := s.ports.Staff(ctx)
	if err != nil {
		return refund.Authority{}, err
	}
	return call.Subject.Witnessed().Within(staff.Authority(call.Subject.Name)), nil
}

// rolesFor are the roles that somebody may act as.
func rolesFor(a refund.Authority) (out []refund.Role) {
	if a.Reviewer == nil {
		return nil
	}
	for _, role := range append(append([]refund.Role{}, a.Ranks...), a.Reviewer.Roles...) {
		if role != "" && a.Holds(role) && !contains(out, role) && len(out) < ledger.QueueRolesMax {
			out = append(out, role)
		}
	}
	return out
}
