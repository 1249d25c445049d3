package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// QueueReader answers what the desk's queue asks. It locks nothing. The first page of many waiting refunds costs as much
// as the first page of few.
type QueueReader interface {
	// Queue lists refunds that wait for a person, page by page.
	Queue(ctx context.Context, filter QueueFilter) ([]QueueRow, error)
	// QueueCounts counts the refunds of each filter, all on one snapshot. Place and LimitMax do not matter. It reads every
	// waiting refund once.
	QueueCounts(ctx context.Context, filters []QueueFilter) ([]int64, error)
	// FindCases finds refunds, newest first, closed ones too.
	FindCases(ctx context.Context, search CaseSearch) ([]QueueRow, error)
	// QueueMark changes whenever a refund or the desk does. It costs two look-ups. On an engine with many writers a change
	// may become visible after a later one, under the same mark: who watches it reads again from time to time anyway.
	QueueMark(ctx context.Context) (QueueMark, error)
	// QueueViews lists the views that a person keeps and those that others share, by name.
	QueueViews(ctx context.Context, person refund.Person) ([]QueueView, error)
	// Absences lists who is away, or will be, by the end of their absence. Those that are over are left out.
	Absences(ctx context.Context) ([]Absence, error)
	// CaseClaim returns who works on a refund now; false: nobody does.
	CaseClaim(ctx context.Context, id refund.ID) (claim DeskClaim, claimed bool, err error)
	// DeskActs lists what was done at the desk about a refund, a view or a person, newest first.
	DeskActs(ctx context.Context, about string, limitMax int) ([]DeskAct, error)
}

// QueueActs changes what the desk keeps beside the refunds. Every change is kept with who did it and when. A
// refund.Problem means that nothing was changed.
type QueueActs interface {
	// ClaimCase gives a refund to a person for a time: nobody else works on it meanwhile. A claim of the same person is
	// extended; one that has run out is taken over. While somebody else has it, the answer is that claim, and the claim is
	// not made. A refund that is closed, or waits for nobody, cannot be claimed (WRONG_STATE).
	ClaimCase(ctx context.Context, in ClaimRequest) (DeskClaim, error)
	// ReleaseCase ends the claim of a person; one that the person does not have stays as it is. A claim also ends with a
	// decision, resolution, clearance or withdrawal of its refund.
	ReleaseCase(ctx context.Context, in ReleaseRequest) error
	// SaveQueueView keeps a view under its owner and name, in place of one that is there. At most QueueViewsMax a person
	// (TOO_LARGE).
	SaveQueueView(ctx context.Context, in QueueView, acting refund.Subject) error
	// DropQueueView forgets a view of the owner; one that is not there is no error.
	DropQueueView(ctx context.Context, owner refund.Person, name string, acting refund.Subject) error
	// SetAbsence says that a person is away, in place of what was said before.
	SetAbsence(ctx context.Context, in Absence, acting refund.Subject) error
	// EndAbsence says that a person is back. by is who says so.
	EndAbsence(ctx context.Context, person, by refund.Person, acting refund.Subject) error
}

// QueueSort is the sequence of a queue.
type QueueSort string

// The sequences. Refunds that are equal in it come by their ids.
const (
	// ByDeadline: what is due soonest comes first, so that what is overdue leads. The zero QueueSort is ByDeadline.
	ByDeadline QueueSort = "deadline"
	// ByAmount: the largest amount first. It needs a currency: amounts of two currencies do not compare.
	ByAmount QueueSort = "amount"
	// ByAge: the oldest first.
	ByAge QueueSort = "age"
)

// QueueSorts lists the sequences.
func QueueSorts() []QueueSort { return []QueueSort{ByDeadline, ByAmount, ByAge} }

// Bounds of a filter: how many of each it may name.
const (
	QueueStatusesMax  = 6
	QueueAssigneesMax = 8
	QueueRolesMax     = 8
	// QueuePageMax is how many rows a page has at most; LimitMax 0 means it.
	QueuePageMax = 200
	// QueueViewsMax is how many views one person keeps.
	QueueViewsMax = 50
)

// QueueFilter selects refunds that wait for a person. Zero values select all of them.
type QueueFilter struct {
	// Statuses selects refunds in these statuses. NeedsPerson selects, beside those, refunds that are paid out and have a leg
	// that a person has to act on. Without either both are selected.
	Statuses    []refund.Status
	NeedsPerson bool
	// Unknown selects refunds with a leg of which nobody knows what became of it, also those that no person has to act on yet.
	Unknown bool
	// Cause selects what is parked because of it, as Parked counts it.
	Cause    refund.Code
	Merchant refund.MerchantID
	Market   string
	Reason   refund.Reason
	RiskBand refund.RiskBand
	Currency refund.Currency
	// AmountMin and AmountMax bound the amount in minor units of Currency, both included; AmountMax 0: no bound.
	AmountMin, AmountMax int64
	// Roles selects refunds that wait for one of these roles, Assignees those that are assigned to one of these people.
	Roles     []refund.Role
	Assignees []refund.Person
	// Unassigned selects what is assigned to nobody; UnclaimedFor what nobody but this person works on.
	Unassigned   bool
	UnclaimedFor refund.Person
	// Overdue selects what was due before now. DueBefore selects what is due before a time, OpenedBefore what was opened before.
	Overdue      bool
	DueBefore    *time.Time
	OpenedBefore *time.Time
	// DueByLaw selects what the law wants paid within refund.LawNotice, and what it wanted paid before.
	DueByLaw bool
	Sort     QueueSort
	// After is the last row of the page before; nil: the list from its beginning.
	After    *QueuePlace
	LimitMax int
}

// QueuePlace is where a row stands in a sequence.
type QueuePlace struct {
	// Key is what the sequence goes by: microseconds since 1970, UTC, or the amount's negative in minor units.
	Key int64
	ID  refund.ID
}

// QueueRow is one waiting refund.
type QueueRow struct {
	CaseRow
	// Customer is the merchant's reference of the customer.
	Customer refund.CustomerID
	// DueAt is the earlier of when the review is due and when the law wants the money paid; nil: neither says a time. ByLaw:
	// it is the law's.
	DueAt *time.Time
	ByLaw bool
	// UnknownCount legs are unknown; UnknownMinor is what they come to.
	UnknownCount int64
	UnknownMinor int64
	// Claim is who works on the refund; nil: nobody does.
	Claim *DeskClaim
	Place QueuePlace
}

// CaseSearch finds refunds by one of what it names: Refund; Order or Customer; or an amount, in minor units of Currency. An
// amount is looked for among the latest SearchedByAmount refunds and those that wait.
type CaseSearch struct {
	Refund      refund.ID
	Order       refund.OrderID
	Customer    refund.CustomerID
	AmountMinor int64
	Currency    refund.Currency
	LimitMax    int
}

// SearchedByAmount is how many of the latest refunds are searched for an amount.
const SearchedByAmount = 10_000

// QueueMark tells a moment of the queue from another one.
type QueueMark struct{ Trail, Desk int64 }
