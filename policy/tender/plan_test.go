package tender_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/tender"
	"github.com/makegood/makegood/refund"
)

// paid is a payment that owes back what is left of what was captured.
type paid struct {
	id       refund.PaymentID
	kind     refund.PaymentKind
	provider string
	captured int64
	owed     int64
}

// planOf begins a plan over payments, in a currency.
func planOf(currency refund.Currency, progress tender.Progress, payments ...paid) *tender.Plan {
	order := refund.Order{Currency: currency}
	var balances []refund.PaymentBalance
	for _, p := range payments {
		order.Payments = append(order.Payments, refund.Payment{PaymentID: p.id, Kind: p.kind, Provider: p.provider, CapturedMinor: p.captured, Currency: currency})
		balances = append(balances, refund.PaymentBalance{PaymentID: p.id, Currency: currency, CapturedMinor: p.captured, OwedMinor: p.owed, OpenMinor: p.owed})
	}
	request := refund.Cancellation{OccurredAt: time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC), Order: order}
	return tender.NewPlan(tender.Input{Request: &request, Order: &order, Balances: balances, Progress: progress, Steps: &explain.Steps{Currency: currency}})
}

func card(id refund.PaymentID, owed int64) paid {
	return paid{id: id, kind: refund.PaymentCard, captured: 1000, owed: owed}
}

// leg is a planned leg in short.
type leg struct {
	id      refund.LegID
	payment refund.PaymentID
	minor   int64
}

func legs(p *tender.Plan) []leg {
	var all []leg
	for _, l := range p.Legs {
		all = append(all, leg{l.LegID, l.PaymentID, l.AmountMinor})
	}
	return all
}

func TestATotalIsSharedByWhatEachPaymentOwesInThePolicysOrder(t *testing.T) {
	gift := paid{id: "gift", kind: refund.PaymentGiftCard, captured: 1000, owed: 600}
	for name, c := range map[string]struct {
		order    rulebook.TenderOrder
		total    int64
		payments []paid
		want     []leg
		problem  string
	}{
		"three alike, the odd unit to the first": {rulebook.TenderProportional, 1000, []paid{card("a", 1000), card("b", 1000), card("c", 1000)},
			[]leg{{"1", "a", 334}, {"2", "b", 333}, {"3", "c", 333}}, ""},
		"the odd unit goes round (MONEY)": {rulebook.TenderProportional, 1000, []paid{card("a", 666), card("b", 667), card("c", 667)},
			[]leg{{"1", "a", 333}, {"2", "b", 334}, {"3", "c", 333}}, ""},
		"the first as far as it goes": {rulebook.TenderSequence, 700, []paid{card("a", 500), card("b", 1000)},
			[]leg{{"1", "a", 500}, {"2", "b", 200}}, ""},
		"the last first": {rulebook.TenderReverse, 700, []paid{card("a", 500), card("b", 600)},
			[]leg{{"1", "a", 100}, {"2", "b", 600}}, ""},
		"stored value before money": {rulebook.TenderStoredFirst, 700, []paid{card("a", 500), gift},
			[]leg{{"1", "a", 100}, {"2", "gift", 600}}, ""},
		"money before stored value": {rulebook.TenderStoredLast, 700, []paid{card("a", 500), gift},
			[]leg{{"1", "a", 500}, {"2", "gift", 200}}, ""},
		"more than they owe": {rulebook.TenderProportional, 1101, []paid{card("a", 500), gift}, nil, "CAP_EXCEEDED"},
	} {
		p := planOf("CNY", tender.Progress{}, c.payments...)
		p.Sequence = c.order
		if err := p.Share(c.total, 0); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !slices.Equal(legs(p), c.want) || p.Problem != c.problem {
			t.Errorf("%s: got %v, %q; want %v, %q", name, legs(p), p.Problem, c.want, c.problem)
		}
	}
}

func TestAProvidersStepMovesTheRestOrRounds(t *testing.T) {
	stripe := paid{id: "card", kind: refund.PaymentCard, provider: "stripe", captured: 20000, owed: 20000}
	wallet := paid{id: "wallet", kind: refund.PaymentWallet, provider: "other", captured: 20000, owed: 20000}
	both := planOf("KWD", tender.Progress{}, stripe, wallet)
	if err := both.Share(10011, 0); err != nil || !slices.Equal(legs(both), []leg{{"1", "card", 5000}, {"2", "wallet", 5011}}) {
		t.Errorf("got %v, %q, %v", legs(both), both.Problem, err)
	}
	alone := planOf("KWD", tender.Progress{}, stripe)
	if err := alone.Share(10011, 0); err != nil || !slices.Equal(legs(alone), []leg{{"1", "card", 10010}}) ||
		!reflect.DeepEqual(alone.Components, []refund.Component{{Kind: refund.ComponentRounding, PaymentID: "card", AmountMinor: -1}}) {
		t.Errorf("got %v, %+v, %v", legs(alone), alone.Components, err)
	}
}

func TestAnInstrumentInKindKeepsItsShareUntilNothingIsKept(t *testing.T) {
	packet := paid{id: "packet", kind: refund.PaymentRedPacket, captured: 200, owed: 200}
	part := planOf("CNY", tender.Progress{}, card("card", 800), packet)
	part.Shared.LaterMinor = 500
	if err := part.Share(500, 0); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(legs(part), []leg{{"1", "card", 400}}) || len(part.Components) != 1 || part.Components[0].AmountMinor != -100 {
		t.Errorf("a part: got %v, %+v", legs(part), part.Components)
	}
	whole := planOf("CNY", tender.Progress{}, card("card", 800), packet)
	whole.Shared.NothingKept = true
	if err := whole.Share(1000, 0); err != nil || !slices.Equal(legs(whole), []leg{{"1", "card", 800}, {"2", "packet", 200}}) || whole.Components != nil {
		t.Errorf("all of it: got %v, %+v, %v", legs(whole), whole.Components, err)
	}
}

func TestLegsThatArePaidStayAndNoLegsNumberIsUsedTwice(t *testing.T) {
	in := refund.Reassessment{UsedLegs: []refund.LegID{"4/r1"}, Settled: []refund.Leg{{PlannedLeg: refund.PlannedLeg{LegID: "2", PaymentID: "b", AmountMinor: 300}}}}
	progress := tender.Progress{Settled: in.Settled, LastLeg: tender.LastLeg(in)}
	p := planOf("CNY", progress, card("a", 1000), card("b", 700))
	if err := p.Share(900, 0); err != nil {
		t.Fatal(err)
	}
	if err := p.KeepSettled(900); err != nil {
		t.Fatal(err)
	}
	if want := []leg{{"2", "b", 300}, {"5", "a", 353}, {"6", "b", 247}}; !slices.Equal(legs(p), want) {
		t.Errorf("got %v, want %v", legs(p), want)
	}
	over := planOf("CNY", progress, card("a", 1000), card("b", 700))
	if err := over.Share(200, 0); err != nil {
		t.Fatal(err)
	}
	if problem, _ := refund.ProblemIn(over.KeepSettled(200)); problem.Code != refund.CodeAlreadySent {
		t.Errorf("less than is paid: got %v, want ALREADY_SENT", problem)
	}
}
