package tender_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/tender"
	"github.com/makegood/makegood/refund"
)

// taken is a capture of the payment "card" with what is used of it.
func taken(id string, day int, minor, used int64) refund.CaptureBalance {
	at := time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC)
	return refund.CaptureBalance{CaptureID: id, ProviderReference: "cap_" + id, CapturedAt: &at, AmountMinor: minor, UsedMinor: used}
}

// capturesPlan plans a refund of one payment over captures, split by them.
func capturesPlan(t *testing.T, p paid, totalMinor int64, captures ...refund.CaptureBalance) (*tender.Plan, *explain.Steps) {
	t.Helper()
	order := refund.Order{Currency: "CNY", Payments: []refund.Payment{{PaymentID: p.id, Kind: p.kind, Provider: p.provider, CapturedMinor: p.captured, Currency: "CNY"}}}
	balances := []refund.PaymentBalance{{PaymentID: p.id, Currency: "CNY", CapturedMinor: p.captured, OwedMinor: p.owed, OpenMinor: p.owed, Captures: captures}}
	if p.kind == refund.PaymentPoints {
		order.Payments[0].Units = &refund.Units{Asset: "PTS:club", Amount: 1000}
	}
	request := refund.Cancellation{Order: order}
	steps := &explain.Steps{Currency: "CNY"}
	plan := tender.NewPlan(tender.Input{Request: &request, Order: &order, Balances: balances, Steps: steps})
	plan.Shared.NothingKept = true
	if err := plan.Share(totalMinor, 0); err != nil {
		t.Fatal(err)
	}
	if err := plan.SplitByCaptures(); err != nil {
		t.Fatal(err)
	}
	return plan, steps
}

// said are legs as "number capture amount units".
func said(p *tender.Plan) []string {
	var all []string
	for _, l := range p.Legs {
		text := fmt.Sprintf("%s %s %d", l.LegID, l.CaptureID, l.AmountMinor)
		if l.Units != nil {
			text += fmt.Sprintf(" %d", l.Units.Amount)
		}
		all = append(all, text)
	}
	return all
}

func TestAPaymentsShareGoesToItsCapturesTheOldestFirst(t *testing.T) {
	whole := paid{id: "card", kind: refund.PaymentCard, captured: 1000, owed: 1000}
	three := []refund.CaptureBalance{taken("a", 1, 500, 0), taken("b", 2, 300, 0), taken("c", 3, 200, 0)}
	for name, c := range map[string]struct {
		payment  paid
		total    int64
		captures []refund.CaptureBalance
		want     []string
		problem  string
	}{
		"the first is enough":                 {whole, 500, three, []string{"1 a 500"}, ""},
		"the next has the rest":               {whole, 600, three, []string{"1 a 500", "2 b 100"}, ""},
		"all of them":                         {whole, 1000, three, []string{"1 a 500", "2 b 300", "3 c 200"}, ""},
		"what is used is left out":            {whole, 350, []refund.CaptureBalance{taken("a", 1, 500, 400), taken("b", 2, 300, 300), taken("c", 3, 250, 0)}, []string{"1 a 100", "2 c 250"}, ""},
		"less than the share is left":         {whole, 600, []refund.CaptureBalance{taken("a", 1, 500, 400), taken("b", 2, 300, 0)}, []string{"1 a 100", "2 b 300"}, "CAPTURE_EXCEEDED"},
		"without captures it stays one leg":   {whole, 600, nil, []string{"1  600"}, ""},
		"an instrument in kind goes whole":    {paid{id: "card", kind: refund.PaymentRedPacket, captured: 1000, owed: 1000}, 1000, three, []string{"1  1000"}, ""},
		"units are cumulative over the legs":  {paid{id: "card", kind: refund.PaymentPoints, captured: 333, owed: 333}, 333, []refund.CaptureBalance{taken("a", 1, 111, 0), taken("b", 2, 111, 0), taken("c", 3, 111, 0)}, []string{"1 a 111 333", "2 b 111 334", "3 c 111 333"}, ""},
		"a provider's step counts in each":    {paid{id: "card", kind: refund.PaymentCard, provider: "other", captured: 1000, owed: 1000}, 7, three, []string{"1 a 7"}, ""},
		"more was refunded than was captured": {whole, 300, []refund.CaptureBalance{taken("a", 1, 500, 700), taken("b", 2, 300, 0)}, []string{"1 b 300"}, ""},
	} {
		plan, _ := capturesPlan(t, c.payment, c.total, c.captures...)
		if !slices.Equal(said(plan), c.want) || plan.Problem != c.problem {
			t.Errorf("%s: got %q, %q; want %q, %q", name, said(plan), plan.Problem, c.want, c.problem)
		}
	}
}

func TestWhatGoesToACaptureIsExplainedWithItsInputs(t *testing.T) {
	_, steps := capturesPlan(t, paid{id: "card", kind: refund.PaymentCard, captured: 800, owed: 700}, 500, taken("a", 1, 500, 100), taken("b", 2, 300, 0))
	var got []string
	for _, step := range steps.All {
		if step.Key == "payment.capture" {
			got = append(got, fmt.Sprint(step.ResultMinor, " ", step.Name, ": ", step.Formula))
		}
	}
	want := []string{
		"400 Of it to capture a of payment card: the oldest capture first, at most what is left of it: 5.00 CNY captured - 1.00 CNY used = 4.00 CNY",
		"100 Of it to capture b of payment card: the oldest capture first, at most what is left of it: 3.00 CNY captured - 0.00 CNY used = 3.00 CNY",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMoreLegsThanARefundMayHaveAreAQuestion(t *testing.T) {
	var captures []refund.CaptureBalance
	for i := range refund.LegsMax + 1 {
		captures = append(captures, taken(fmt.Sprint("k", i), 1, 10, 0))
	}
	card := paid{id: "card", kind: refund.PaymentCard, captured: 210, owed: 210}
	if fits, _ := capturesPlan(t, card, 200, captures...); len(fits.Legs) != refund.LegsMax || fits.Problem != "" {
		t.Errorf("20 legs: got %d, %q", len(fits.Legs), fits.Problem)
	}
	over, steps := capturesPlan(t, card, 201, captures...)
	if over.Problem != string(refund.CodeTooManyLegs) {
		t.Errorf("21 legs: got %q", over.Problem)
	}
	if last := steps.All[len(steps.All)-1]; !strings.Contains(last.Formula, "21 legs") {
		t.Errorf("got %q", last.Formula)
	}
}

func TestLegsThatArePaidStayWithTheirCaptures(t *testing.T) {
	paidLeg := refund.PlannedLeg{LegID: "1", PaymentID: "card", CaptureID: "a", AmountMinor: 300}
	order := refund.Order{Currency: "CNY", Payments: []refund.Payment{{PaymentID: "card", Kind: refund.PaymentCard, CapturedMinor: 1000, Currency: "CNY"}}}
	balances := []refund.PaymentBalance{{PaymentID: "card", Currency: "CNY", CapturedMinor: 1000, OwedMinor: 700, OpenMinor: 700,
		Captures: []refund.CaptureBalance{taken("a", 1, 500, 300), taken("b", 2, 500, 0)}}}
	request := refund.Cancellation{Order: order}
	plan := tender.NewPlan(tender.Input{Request: &request, Order: &order, Balances: balances, Steps: &explain.Steps{Currency: "CNY"},
		Progress: tender.Progress{Settled: []refund.Leg{{PlannedLeg: paidLeg}}, LastLeg: 2}})
	if err := plan.Share(900, 0); err != nil {
		t.Fatal(err)
	}
	if err := plan.KeepSettled(900); err != nil {
		t.Fatal(err)
	}
	if err := plan.SplitByCaptures(); err != nil {
		t.Fatal(err)
	}
	if want := []string{"1 a 300", "3 a 200", "4 b 400"}; !slices.Equal(said(plan), want) || plan.Problem != "" {
		t.Errorf("got %q, %q; want %q", said(plan), plan.Problem, want)
	}
}
