package wording

import (
	"slices"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Whom is whom a refund waits for.
type Whom string

// The people a refund may wait for.
const (
	// ForStaff: a member of staff decides or resolves.
	ForStaff Whom = "staff"
	// ForCustomer: the customer answers, or sends goods.
	ForCustomer Whom = "customer"
)

// WaitsForStaff and WaitsForCustomer are the statuses in which a refund waits for a person.
func WaitsForStaff() []refund.Status {
	return []refund.Status{refund.StatusAwaitingApproval, refund.StatusNeedsAttention}
}

// WaitsForCustomer lists the statuses in which the customer, or goods, are waited for.
func WaitsForCustomer() []refund.Status {
	return []refund.Status{refund.StatusNeedsInfo, refund.StatusAwaitingGoods}
}

// Waiting is one refund that waits, for whom, and the next command.
type Waiting struct {
	ledger.CaseRow
	WaitsFor Whom `json:"waits_for"`
	// DueAt is the earlier of when the review is due and when the law wants the money paid; ByLaw: it is the law's.
	DueAt   *time.Time `json:"due_at,omitempty"`
	ByLaw   bool       `json:"by_law,omitempty"`
	Overdue bool       `json:"overdue"`
	Command string     `json:"command"`
	// Runbook is the page about what the refund is parked for; empty where it is not parked.
	Runbook string `json:"runbook,omitempty"`
}

// List words rows, what is due first at the top; what has no due time is taken by its age. Now is
// what deadlines are held against.
func (p Program) List(rows []ledger.CaseRow, now time.Time) []Waiting {
	list := make([]Waiting, 0, len(rows))
	for _, row := range rows {
		one := Waiting{CaseRow: row, WaitsFor: ForStaff, Command: p.Command(row)}
		one.DueAt, one.ByLaw = dueOf(row)
		one.Overdue = one.DueAt != nil && one.DueAt.Before(now)
		if slices.Contains(WaitsForCustomer(), row.Status) {
			one.WaitsFor = ForCustomer
		}
		if code := attention(row); code != "" {
			one.Runbook = refund.RunbookFolder + refund.Runbook(code)
		}
		list = append(list, one)
	}
	slices.SortStableFunc(list, func(a, b Waiting) int { return a.rank().Compare(b.rank()) })
	return list
}

// dueOf is the earlier of a refund's review and its law, and whether it is the law's.
func dueOf(row ledger.CaseRow) (due *time.Time, byLaw bool) {
	if row.PayBy != nil && (row.ReviewDueAt == nil || row.PayBy.Before(*row.ReviewDueAt)) {
		return row.PayBy, true
	}
	return row.ReviewDueAt, false
}

// rank is the moment by which the list is sorted.
func (w Waiting) rank() time.Time {
	if w.DueAt != nil {
		return *w.DueAt
	}
	return w.OpenedAt
}

// due writes the moment by which the refund is to be led on, whether it has passed, and whether the law says so.
func (w Waiting) due() string {
	text := due(w.DueAt, w.Overdue)
	if w.ByLaw {
		text += " by law"
	}
	return text
}

// Mine keeps what is assigned to name, and of what is assigned to nobody what name may decide: a
// refund that asks for a role name has, in a market and up to a limit of name's, which name did not
// ask for.
func Mine(list []Waiting, staff refund.Staff, name refund.Person) []Waiting {
	authority := staff.Authority(name)
	return slices.DeleteFunc(slices.Clone(list), func(one Waiting) bool {
		if one.Assignee != "" {
			return !refund.SamePerson(one.Assignee, name)
		}
		return refund.SamePerson(one.RequestedBy, name) || !mayTake(authority, one.CaseRow)
	})
}

func mayTake(authority refund.Authority, row ledger.CaseRow) bool {
	_, refused := authority.MayAgree(refund.Stake{
		Currency: row.Currency, Market: row.Market, OrderMinor: row.OrderMinor, CustomerDayMinor: row.CustomerDayMinor,
	})
	return !refused && authority.Holds(row.NextRole)
}
