package diff

import (
	"cmp"
	"slices"

	"github.com/makegood/makegood/refund"
)

// Assessor is a policy, or a set of its versions.
type Assessor interface {
	Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error)
}

// Request is one request that both policies are asked about.
type Request struct {
	Cancellation refund.Cancellation
	// Left says that the request was rejected, withdrawn or given up: it took nothing that later
	// requests of its order would find gone.
	Left bool
}

// RequestOf is a stored refund as a request. One that was rejected or withdrawn took nothing of its order (MONEY C2).
func RequestOf(c refund.Case) Request {
	return Request{Cancellation: c.Cancellation, Left: c.Status == refund.StatusRejected || c.Status == refund.StatusWithdrawn}
}

// Difference is what changes from the old policy to the new one. Amounts are minor units of the
// currency beside them.
type Difference struct {
	Old string `json:"old"`
	New string `json:"new"`
	// RefundCount is how many requests were asked; ChangedCount how many come out differently.
	RefundCount  int64         `json:"refund_count"`
	ChangedCount int64         `json:"changed_count"`
	Currencies   []Currency    `json:"currencies"`
	Dispositions []Disposition `json:"dispositions"`
	// ApprovalsMore and ApprovalsFewer count requests that would need a person, and no longer would.
	ApprovalsMore  int64 `json:"approvals_more"`
	ApprovalsFewer int64 `json:"approvals_fewer"`
	// VerifiedMore and VerifiedFewer count requests whose own amount would need people whom a door has verified
	// (verified_above_minor), and no longer would.
	VerifiedMore  int64     `json:"verified_more,omitempty"`
	VerifiedFewer int64     `json:"verified_fewer,omitempty"`
	Examples      []Example `json:"examples"`
	// Problems are requests that one of the policies cannot compute.
	Problems []Problem `json:"problems"`
}

// Currency sums the change in one currency.
type Currency struct {
	Currency     refund.Currency `json:"currency_code"`
	RefundCount  int64           `json:"refund_count"`
	ChangedCount int64           `json:"changed_count"`
	OldMinor     int64           `json:"old_minor"`
	NewMinor     int64           `json:"new_minor"`
	// MoreMinor is what customers would get more, LessMinor what others would get less.
	MoreMinor int64 `json:"more_minor"`
	LessMinor int64 `json:"less_minor"`
}

// Disposition counts requests that would be answered differently as a whole.
type Disposition struct {
	From  refund.Disposition `json:"from"`
	To    refund.Disposition `json:"to"`
	Count int64              `json:"count"`
}

// Problem is a request that could not be compared.
type Problem struct {
	Refund refund.ID   `json:"refund"`
	Code   refund.Code `json:"code"`
	Detail string      `json:"detail"`
}

// Question is what Compare needs.
type Question struct {
	Old, New Assessor
	// OldName and NewName are how the policies are called in the answer.
	OldName, NewName string
	// Requests are in the sequence they were made; those of one order must be.
	Requests []Request
	// ExamplesMax is how many examples are given, the largest changes first.
	ExamplesMax int
}

// Compare asks both policies. The error is a refund.Problem AMOUNT_OVERFLOW where sums pass 64 bits.
func Compare(q Question) (Difference, error) {
	c := comparison{question: q, old: newSequence(q.Old), next: newSequence(q.New), currencies: map[refund.Currency]*Currency{}}
	for _, r := range q.Requests {
		if err := c.ask(r); err != nil {
			return Difference{}, err
		}
	}
	return c.difference(), nil
}

// comparison is a difference in the making.
type comparison struct {
	question   Question
	old, next  sequence
	currencies map[refund.Currency]*Currency
	out        Difference
}

func (c *comparison) ask(r Request) error {
	was, wrong := c.old.assess(r)
	will, alsoWrong := c.next.assess(r)
	for _, err := range []error{wrong, alsoWrong} {
		if err != nil {
			c.out.Problems = append(c.out.Problems, problemOf(r.Cancellation.ID(), err))
			return nil
		}
	}
	c.countVerified(was, will)
	return c.count(Example{Refund: r.Cancellation.ID(), Currency: was.Currency, Old: sideOf(was), New: sideOf(will)}, partsOf(was, will))
}

// countVerified counts a request that only one of the policies wants verified people for.
func (c *comparison) countVerified(was, will refund.Assessment) {
	switch before, after := needsVerified(was), needsVerified(will); {
	case after && !before:
		c.out.VerifiedMore++
	case before && !after:
		c.out.VerifiedFewer++
	}
}

func needsVerified(a refund.Assessment) bool {
	return a.VerifiedAboveMinor != nil && a.ApprovalsRequired > 0 && a.TotalMinor > *a.VerifiedAboveMinor
}

func problemOf(id refund.ID, err error) Problem {
	if problem, ok := refund.ProblemIn(err); ok {
		return Problem{Refund: id, Code: problem.Code, Detail: problem.Detail}
	}
	return Problem{Refund: id, Code: "FAILED", Detail: err.Error()}
}

func (c *comparison) difference() Difference {
	out := c.out
	out.Old, out.New = c.question.OldName, c.question.NewName
	out.Currencies, out.Dispositions = []Currency{}, orEmpty(out.Dispositions)
	for _, sums := range c.currencies {
		out.Currencies = append(out.Currencies, *sums)
	}
	slices.SortFunc(out.Currencies, func(a, b Currency) int { return cmp.Compare(a.Currency, b.Currency) })
	slices.SortFunc(out.Dispositions, func(a, b Disposition) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	out.Examples, out.Problems = orEmpty(out.Examples), orEmpty(out.Problems)
	return out
}

// orEmpty lets a list be empty rather than null in JSON.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
