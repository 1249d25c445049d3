package diff_test

import (
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/diff"
	"github.com/makegood/makegood/refund"
)

var occurredAt = time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)

// strict keeps 15 % for a change of mind, and takes goods back for 3 days only.
const strict = `name: strict
version: "1"
terms:
  promotion_mode: KEEP
  restocking_rate: "0.15"
  restocking_reasons: [CUSTOMER_CHANGED_MIND]
  window_days: 3
`

// lenient keeps nothing, and takes goods back for 30 days.
const lenient = `name: lenient
version: "1"
terms:
  promotion_mode: KEEP
  restocking_rate: "0"
  window_days: 30
`

func load(t *testing.T, text string) *policy.Policy {
	t.Helper()
	p, err := policy.LoadBytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// request takes one of two mugs of an order, delivered some days ago.
func request(order refund.OrderID, id refund.RequestID, currency refund.Currency, daysAgo int) diff.Request {
	deliveredAt := occurredAt.AddDate(0, 0, -daysAgo)
	return diff.Request{Cancellation: refund.Cancellation{
		Key:   refund.Key{Merchant: "m-1", Order: order, Request: id},
		Scope: refund.ScopeLines, OccurredAt: occurredAt, Reason: refund.ReasonCustomerChangedMind, Initiator: refund.InitiatorCustomer,
		CancelledLines: []refund.CancelledLine{{LineID: "1", Quantity: 1}},
		Order: refund.Order{PlacedAt: occurredAt.AddDate(0, 0, -40), DeliveredAt: &deliveredAt, Market: "CN", Currency: currency,
			Lines:    []refund.Line{{LineID: "1", BusinessModel: refund.ModelPhysicalGoods, Quantity: 2, UnitPriceMinor: 1000}},
			Payments: []refund.Payment{{PaymentID: "card", Kind: refund.PaymentCard, Provider: "simulator", ProviderReference: "r", CapturedMinor: 2000, Currency: currency}},
		},
	}}
}

func compare(t *testing.T, requests []diff.Request, examples int) diff.Difference {
	t.Helper()
	d, err := diff.Compare(diff.Question{Old: load(t, strict), New: load(t, lenient), OldName: "strict@1", NewName: "lenient@1",
		Requests: requests, ExamplesMax: examples})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheDifferenceSaysHowManyAndHowMuchByCurrency(t *testing.T) {
	d := compare(t, []diff.Request{
		request("o-1", "c-1", "CNY", 1), request("o-1", "c-2", "CNY", 1), request("o-2", "c-1", "CNY", 10), request("o-3", "c-1", "USD", 2),
	}, 1)
	want := []diff.Currency{
		{Currency: "CNY", RefundCount: 3, ChangedCount: 3, OldMinor: 1700, NewMinor: 3000, MoreMinor: 1300},
		{Currency: "USD", RefundCount: 1, ChangedCount: 1, OldMinor: 850, NewMinor: 1000, MoreMinor: 150},
	}
	if !reflect.DeepEqual(d.Currencies, want) || d.RefundCount != 4 || d.ChangedCount != 4 {
		t.Errorf("got %+v, %d of %d", d.Currencies, d.ChangedCount, d.RefundCount)
	}
	if got := d.Dispositions; len(got) != 1 || got[0] != (diff.Disposition{From: refund.DispositionReject, To: refund.DispositionPay, Count: 1}) {
		t.Errorf("got %+v", got)
	}
	largest := d.Examples
	if len(largest) != 1 || largest[0].Refund != "refund/m-1/o-2/c-1" || largest[0].Old.Reasons[0] != "OUTSIDE_WINDOW" || largest[0].New.TotalMinor != 1000 {
		t.Errorf("got %+v", largest)
	}
}

func TestTheSamePolicyChangesNothing(t *testing.T) {
	p := load(t, lenient)
	d, err := diff.Compare(diff.Question{Old: p, New: p, Requests: []diff.Request{request("o-1", "c-1", "CNY", 1)}, ExamplesMax: 3})
	if err != nil || d.ChangedCount != 0 || len(d.Examples) != 0 || d.RefundCount != 1 {
		t.Errorf("got %+v, %v", d, err)
	}
}

func TestARequestThatWasWithdrawnLeavesItsGoodsToTheNext(t *testing.T) {
	withdrawn := request("o-1", "c-1", "CNY", 1)
	withdrawn.Left = true
	twice := request("o-1", "c-2", "CNY", 1)
	twice.Cancellation.CancelledLines[0].Quantity = 2
	d := compare(t, []diff.Request{withdrawn, twice}, 5)
	if got := d.Currencies[0]; got.NewMinor != 3000 || got.OldMinor != 2550 {
		t.Errorf("got %+v, want 1000 and 2000 under the new policy", got)
	}
}

func TestWhatAPolicyCannotComputeIsSaid(t *testing.T) {
	huge := request("o-1", "c-1", "CNY", 1)
	huge.Cancellation.Order.Lines[0].UnitPriceMinor = math.MaxInt64
	d := compare(t, []diff.Request{huge, request("o-2", "c-1", "CNY", 1)}, 5)
	if len(d.Problems) != 1 || d.Problems[0].Code != refund.CodeAmountOverflow || d.RefundCount != 1 {
		t.Errorf("got %+v", d)
	}
}

func TestTheDifferenceIsWrittenForPeople(t *testing.T) {
	var b strings.Builder
	compare(t, []diff.Request{request("o-1", "c-1", "CNY", 1), request("o-2", "c-1", "CNY", 10)}, 2).Write(foreign.To(&b))
	want := `strict@1 -> lenient@1: 2 of 2 refunds change
  CNY: 2 of 2 change; 8.50 CNY -> 20.00 CNY (customers get 11.50 CNY more, 0.00 CNY less)
  Reject -> Pay: 1
  for example refund/m-1/o-2/c-1: Reject 0.00 CNY (OUTSIDE_WINDOW) -> Pay 10.00 CNY (WITHIN_WINDOW, GOODS_REQUIRED)
    LINE 0.00 CNY -> 10.00 CNY
  for example refund/m-1/o-1/c-1: Pay 8.50 CNY (WITHIN_WINDOW, GOODS_REQUIRED) -> Pay 10.00 CNY (WITHIN_WINDOW, GOODS_REQUIRED)
    RESTOCKING -1.50 CNY -> 0.00 CNY
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}

func TestADifferenceShowsForeignTextAsText(t *testing.T) {
	foreigntest.TestTerminal(t, func(out io.Writer, text string) {
		d := compare(t, []diff.Request{request("o-1", "c-1", "CNY", 1), request("o-2", "c-1", "CNY", 10)}, 2)
		d.Problems = append(d.Problems, diff.Problem{Refund: "x", Code: "x", Detail: "x"})
		foreigntest.Fill(&d, text, refund.Currency(""))
		d.Write(foreign.To(out))
	})
}
