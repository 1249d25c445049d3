package api_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// lists lets the ledger have refunds, newest first, two of each moment.
func (b *bench) lists(count int) {
	for n := range count {
		id := refund.ID(fmt.Sprintf("refund/m/o/r-%03d", n))
		b.Books.Rows = append(b.Books.Rows, ledger.CaseRow{ID: id, Status: refund.StatusAwaitingApproval, OpenedAt: at.Add(-time.Duration(n/2) * time.Minute)})
		b.Books.Known[id] = refund.Case{ID: id, Standing: refund.Standing{Refund: id, Version: int64(n)}}
	}
}

func TestAListIsReadPageByPageEachRefundOnce(t *testing.T) {
	b := newBench(t)
	b.lists(7)
	in := api.ListRefundsRequest{Open: true, Statuses: []refund.Status{refund.StatusAwaitingApproval}, Limit: 3}
	seen, pages := map[refund.ID]int{}, 0
	for {
		page, err := b.Service.ListRefunds(t.Context(), b.By("ann", ""), in)
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, one := range page.Refunds {
			seen[one.ID]++
		}
		if in.Cursor = page.Next; in.Cursor == "" {
			break
		}
	}
	if pages != 3 || len(seen) != 7 {
		t.Errorf("%d pages, %v", pages, seen)
	}
	for id, times := range seen {
		if times != 1 {
			t.Errorf("%s is listed %d times", id, times)
		}
	}
	if first := b.Books.Filters[0]; !first.Open || len(first.Statuses) != 1 || first.LimitMax != 4 {
		t.Errorf("asked %+v", first)
	}
}

func TestAListsRefundsAreExpandedWhereThatIsAskedFor(t *testing.T) {
	b := newBench(t)
	b.lists(2)
	for _, expand := range [][]api.Expand{nil, {api.ExpandRefund}} {
		page, err := b.Service.ListRefunds(t.Context(), b.By("ann", ""), api.ListRefundsRequest{Expand: expand})
		if err != nil || len(page.Refunds) != 2 || page.Next != "" {
			t.Fatalf("%+v, %v", page, err)
		}
		whole := page.Refunds[1].Whole
		if (whole != nil) != (len(expand) > 0) || whole != nil && whole.Version != 1 {
			t.Errorf("%v: %+v", expand, whole)
		}
	}
}

func TestWhatAListIsRefusedFor(t *testing.T) {
	b := newBench(t)
	b.lists(3)
	page, err := b.Service.ListRefunds(t.Context(), b.By("ann", ""), api.ListRefundsRequest{Open: true, Limit: 1})
	if err != nil || page.Next == "" {
		t.Fatalf("%+v, %v", page, err)
	}
	asked := len(b.Books.Filters)
	foreign := base64.RawURLEncoding.EncodeToString([]byte(`{"v":2,"id":"refund/m/o/r"}`))
	for name, c := range map[string]struct {
		in   api.ListRefundsRequest
		code refund.Code
	}{
		"a page of nothing":                {api.ListRefundsRequest{Limit: -1}, api.CodeBadFilter},
		"a page beyond the bound":          {api.ListRefundsRequest{Limit: api.ListMax + 1}, api.CodeBadFilter},
		"an expanded page beyond its own":  {api.ListRefundsRequest{Limit: api.ExpandMax + 1, Expand: []api.Expand{api.ExpandRefund}}, api.CodeBadFilter},
		"a status that is none":            {api.ListRefundsRequest{Statuses: []refund.Status{"Lost"}}, api.CodeBadFilter},
		"an expansion that is none":        {api.ListRefundsRequest{Expand: []api.Expand{"contact"}}, api.CodeBadFilter},
		"a cursor that is none":            {api.ListRefundsRequest{Open: true, Cursor: "x"}, api.CodeBadCursor},
		"a cursor of another release":      {api.ListRefundsRequest{Open: true, Cursor: foreign}, api.CodeBadCursor},
		"a cursor of another list":         {api.ListRefundsRequest{Open: false, Cursor: page.Next}, api.CodeBadCursor},
		"a cursor with something after it": {api.ListRefundsRequest{Open: true, Cursor: page.Next + strings.Repeat("A", 4)}, api.CodeBadCursor},
	} {
		_, err := b.Service.ListRefunds(t.Context(), b.By("ann", ""), c.in)
		refusedWith(t, name, err, c.code)
	}
	if len(b.Books.Filters) != asked {
		t.Errorf("the ledger was asked %d times for what was refused", len(b.Books.Filters)-asked)
	}
}
