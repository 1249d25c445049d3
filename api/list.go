package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

const (
	// ListMax bounds a page, ExpandMax one whose refunds are expanded; ListUsual is a page's length where none is named.
	ListMax   = 500
	ExpandMax = 50
	ListUsual = 50
)

// Expand names what of the listed refunds is read beside their rows.
type Expand string

// ExpandRefund is the refund whole, as the ledger has it.
const ExpandRefund Expand = "refund"

// ListRefundsRequest selects refunds. Filters that are empty select all.
type ListRefundsRequest struct {
	// Open leaves out what is closed.
	Open     bool            `json:"open,omitempty"`
	Statuses []refund.Status `json:"statuses,omitempty"`
	// NeedsPerson selects, beside those of Statuses, payouts of which a leg needs a person.
	NeedsPerson bool              `json:"needs_person,omitempty"`
	Merchant    refund.MerchantID `json:"merchant_id,omitempty"`
	Order       refund.OrderID    `json:"order_id,omitempty"`
	Reason      refund.Reason     `json:"reason,omitempty"`
	Assignee    refund.Person     `json:"assignee,omitempty"`
	Expand      []Expand          `json:"expand,omitempty"`
	// Limit bounds the page; 0: ListUsual.
	Limit int `json:"limit,omitempty"`
	// Cursor is the page before's Next; empty: the first page. It holds for the same filters alone.
	Cursor string `json:"cursor,omitempty"`
}

// Page is a part of the list, newest first. Next is the cursor of the page after it; empty: there is none.
type Page struct {
	Refunds []Listed `json:"refunds"`
	Next    string   `json:"next_cursor,omitempty"`
}

// Listed is one refund of a list. Whole is set where it was asked for.
type Listed struct {
	ledger.CaseRow
	Whole *wording.Refund `json:"refund,omitempty"`
}

// ListRefunds lists refunds page by page: each once, also while others are opened and closed. It asks the ledger alone.
func (s *Service) ListRefunds(ctx context.Context, call Call, in ListRefundsRequest) (Page, error) {
	if err := s.allow(ctx, &call, MethodListRefunds); err != nil {
		return Page{}, call.Failed(err)
	}
	filter, err := in.filter()
	if err != nil {
		return Page{}, call.Failed(err)
	}
	limit := filter.LimitMax
	filter.LimitMax++ // whether there is more
	rows, err := s.ports.Books.Cases(ctx, filter)
	if err != nil {
		return Page{}, call.Failed(err)
	}
	page := Page{Refunds: []Listed{}}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = in.cursorAfter(rows[limit-1])
	}
	for _, row := range opened(ctx, s, call, rows) {
		one := Listed{CaseRow: call.toldRow(row)}
		if slices.Contains(in.Expand, ExpandRefund) {
			if one.Whole, err = s.whole(ctx, call, row.ID); err != nil {
				return Page{}, call.Failed(err)
			}
		}
		page.Refunds = append(page.Refunds, one)
	}
	return page, nil
}

func (s *Service) whole(ctx context.Context, call Call, id refund.ID) (*wording.Refund, error) {
	stored, err := s.ports.Books.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	shown := call.toldRefund(wording.RefundOf(opened(ctx, s, call, stored)))
	return &shown, nil
}

// filter is what the ledger is asked (BAD_FILTER, BAD_CURSOR).
func (in ListRefundsRequest) filter() (ledger.CaseFilter, error) {
	longest := ListMax
	if len(in.Expand) > 0 {
		longest = ExpandMax
	}
	limit := cmp.Or(in.Limit, ListUsual)
	if limit < 1 || limit > longest {
		return ledger.CaseFilter{}, problem(CodeBadFilter, "limit %d is not from 1 to %d", limit, longest)
	}
	for _, status := range in.Statuses {
		if !slices.Contains(refund.Statuses(), status) {
			return ledger.CaseFilter{}, problem(CodeBadFilter, "status %q is none of %v", status, refund.Statuses())
		}
	}
	for _, expand := range in.Expand {
		if expand != ExpandRefund {
			return ledger.CaseFilter{}, problem(CodeBadFilter, "%q cannot be expanded; there is %q", expand, ExpandRefund)
		}
	}
	after, err := in.place()
	return ledger.CaseFilter{
		Open: in.Open, Statuses: in.Statuses, NeedsPerson: in.NeedsPerson, Merchant: in.Merchant, Order: in.Order, Reason: in.Reason,
		Assignee: in.Assignee, After: after, LimitMax: limit,
	}, err
}
