package policy_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// arrived are lines of goods that arrived yesterday.
func arrived(lines ...refund.Line) refund.Order {
	var sum int64
	for i := range lines {
		lines[i].Fulfilment = refund.FulfilmentDelivered
		paid, err := lines[i].PaidMinor()
		if err != nil {
			panic(err)
		}
		sum += paid
	}
	o, at := order(lines, card(sum)), occurredAt.AddDate(0, 0, -1)
	o.DeliveredAt = &at
	return o
}

func TestGoodsHaveToComeBackWhereTheCustomerHasThemAndTheTermsWantThem(t *testing.T) {
	titled := goods("1", 3, 1000)
	titled.Title = "cup"
	unsent, partly := goods("2", 1, 500), goods("3", 4, 100)
	partly.FulfilledQuantity = ptr(3)
	o := arrived(titled, unsent, partly)
	o.Lines[1].Fulfilment = refund.FulfilmentUnfulfilled
	a := first(t, whole(o, refund.ReasonCustomerChangedMind))
	want := &refund.GoodsTerms{ReturnSeconds: 1209600, RemindSeconds: 604800, InspectRole: "warehouse",
		Lines: []refund.GoodsLine{{LineID: "1", Quantity: 3, Title: "cup"}, {LineID: "3", Quantity: 3}}}
	if !reflect.DeepEqual(a.Goods, want) {
		t.Errorf("got %+v, want %+v", a.Goods, want)
	}
	if a := first(t, mind(o, take("3", 1))); a.Goods != nil {
		t.Errorf("the unit that was never sent is wanted back: %+v", a.Goods)
	}
	if a := first(t, whole(o, refund.ReasonDamaged)); a.Goods != nil {
		t.Errorf("damaged goods are wanted back: %+v", a.Goods)
	}
}

func TestRiskAndHandlingDecideWhetherTheGoodsComeFirst(t *testing.T) {
	load := func(more string) *policy.Policy {
		p, err := policy.LoadBytes([]byte("name: own\nversion: \"1\"\n" + more))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	handled := func(first string) string { return "handling:\n  - {name: h, goods_first: " + first + "}\n" }
	for name, c := range map[string]struct {
		more string
		risk refund.RiskBand
		want bool
	}{
		"money first at low risk":                    {"", refund.RiskLow, false},
		"goods first at medium risk":                 {"", refund.RiskMedium, true},
		"goods first at high risk":                   {"", refund.RiskHigh, true},
		"goods first at a risk nobody scored":        {"", "", true},
		"goods first by handling":                    {handled("true"), refund.RiskLow, true},
		"money first by handling, whatever the risk": {handled("false"), refund.RiskHigh, false},
		"goods first from high risk on":              {"goods: {first_from_risk: high}\n", refund.RiskMedium, false},
		"never by risk":                              {"goods: {first_from_risk: never}\n", refund.RiskHigh, false},
	} {
		o := arrived(goods("1", 1, 1000))
		p := propose(t, load(c.more), mind(o, take("1", 1)), c.risk, historyOf(t, o))
		if p.Assessment.Goods == nil || p.Assessment.Goods.First != c.want || slices.Contains(p.Assessment.Reasons, policy.ReasonGoodsFirst) != c.want {
			t.Errorf("%s: got %+v, %v", name, p.Assessment.Goods, p.Assessment.Reasons)
		}
	}
}
