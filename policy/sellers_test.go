package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// soldBy is a line that a seller sells; of its price the platform keeps a rate.
func soldBy(l refund.Line, seller refund.SellerID, rate string) refund.Line {
	l.SellerID, l.Commission = seller, &refund.Commission{Rate: rate}
	return l
}

// borne are the sellers' shares as "s1 9000+1000": of the seller, and of the commission. The rest is the platform's.
func borne(a refund.Assessment) string {
	var out []string
	left := a.TotalMinor
	for _, s := range a.Sellers {
		out = append(out, fmt.Sprint(s.SellerID, " ", s.SellerMinor, "+", s.CommissionMinor))
		left -= s.SellerMinor + s.CommissionMinor
	}
	return strings.Join(append(out, fmt.Sprint("platform ", left)), ", ")
}

// sales is an order with its requests, and who bears each.
type sales struct {
	policy   *policy.Policy
	order    refund.Order
	requests []refund.Cancellation
	want     []string
}

func (s sales) plays(t *testing.T) {
	h := historyOf(t, s.order)
	for i, request := range s.requests {
		var a refund.Assessment
		a, h = settle(t, s.policy, request, h)
		if got := borne(a); got != s.want[i] || !a.Eligible() {
			t.Errorf("request %d: %s %v of %v: %s; want %s", i+1, a.Disposition, a.Reasons, parts(a), got, s.want[i])
		}
	}
}

func TestASellerBearsWhatGoesBackLessTheCommission(t *testing.T) {
	kept, fees := policyWith(t), restocking(t)
	worked := order([]refund.Line{soldBy(goods("1", 1, 10000), "s1", "0.10")}, card(10000))
	mixed := order([]refund.Line{soldBy(goods("1", 1, 10000), "s1", "0.10"), goods("2", 1, 5000)}, card(15600))
	mixed.Shipping, mixed.Fees = refund.Shipping{AmountMinor: 500}, []refund.Fee{{FeeID: "wrap", AmountMinor: 100, Refundable: true}}
	three := order([]refund.Line{soldBy(goods("1", 3, 1000, tax(refund.TaxExclusive, 90)), "s1", "0")}, card(3090))
	three.Lines[0].Commission = &refund.Commission{AmountMinor: ptr(100)}
	allowed := order([]refund.Line{soldBy(goods("1", 1, 400), "s1", "0.10")}, card(400))
	packet := order([]refund.Line{soldBy(goods("1", 1, 4000), "s1", "0.10"), soldBy(goods("2", 1, 6000), "s2", "0.05")}, card(9500), tender("rp", refund.PaymentRedPacket, 500))
	part := shipAndCharge()
	part.Lines[0], part.Lines[1] = soldBy(part.Lines[0], "s1", "0.10"), soldBy(part.Lines[1], "s2", "0.10")
	captured := part
	captured.Payments = []refund.Payment{card(10000)}
	course := one(refund.ModelCourse, units(4, 10)) // 9000, of which three lessons were used
	course.Lines = []refund.Line{soldBy(course.Lines[0], "s1", "0.10")}
	unit := take("1", 1)
	for name, s := range map[string]sales{
		"the worked row of P18":                                  {kept, worked, []refund.Cancellation{whole(worked, refund.ReasonOther)}, []string{"s1 9000+1000, platform 0"}},
		"shipping, fees and goods of its own are the platform's": {kept, mixed, []refund.Cancellation{whole(mixed, refund.ReasonOther)}, []string{"s1 9000+1000, platform 5600"}},
		// 100 x 1/3, 2/3, 3/3: 33, 67 - 33, 100 - 67; the tax of 30 a unit is the seller's.
		"an amount of commission, a unit at a time": {kept, three, []refund.Cancellation{mind(three, unit), mind(three, unit), mind(three, unit)},
			[]string{"s1 997+33, platform 0", "s1 996+34, platform 0", "s1 997+33, platform 0"}},
		// 40 of commission over the net given back: 0.4, 0.8, 1.2; then all of it.
		"allowances": {kept, allowed, []refund.Cancellation{allowanceOf(allowed, 4), allowanceOf(allowed, 4), allowanceOf(allowed, 4), mind(allowed, unit)},
			[]string{"s1 4+0, platform 0", "s1 3+1, platform 0", "s1 4+0, platform 0", "s1 349+39, platform 0"}},
		"restocking is the seller's, and leaves the commission alone": {fees, worked, []refund.Cancellation{mind(worked, unit)}, []string{"s1 7500+1000, platform 0"}},
		// 900 of commission, of which the platform keeps 270 of the 2700 that stay sold.
		"what was used stays sold": {defaultPolicy(t), course, []refund.Cancellation{whole(course, refund.ReasonCustomerChangedMind)}, []string{"s1 5670+630, platform 0"}},
		// The packet's share of 200 is not the seller's matter: 4000 go back for its line.
		"a red packet's share": {kept, packet, []refund.Cancellation{mind(packet, unit), mind(packet, take("2", 1))},
			[]string{"s1 3600+400, platform -200", "s2 5700+300, platform 200"}},
		// What was never captured is nobody's, with its commission.
		"captured in part": {kept, part, []refund.Cancellation{some(part, refund.ReasonOther, take("B", 1)), some(part, refund.ReasonOther, take("A", 1))},
			[]string{"platform 0", "s1 4500+500, platform 0"}},
	} {
		t.Run(name, s.plays)
	}
}

// twoSellers sells A for 18000 and B for 9000: 10 % off from 25000 of list price on.
func twoSellers(funder string) refund.Order {
	p := percentFrom("p", 25000, "0.10")
	p.FundedBy = funder
	return promoted(order([]refund.Line{off(soldBy(goods("A", 1, 20000), "s1", "0.10"), "p", 2000), off(soldBy(goods("B", 1, 10000), "s2", "0.10"), "p", 1000)}, card(27000)), p)
}

// B is kept alone and does not earn its 1000: it costs 10000 now, and that is its seller's.
func TestWhatKeptGoodsLoseOfAPromotionIsTheirSellersOrWhoFundedIt(t *testing.T) {
	for funder, want := range map[string][]string{
		"":         {"s1 16200+1800, s2 -1000+0, platform 0", "s2 9100+900, platform 0"},
		"s2":       {"s1 16200+1800, s2 -1000+0, platform 0", "s2 9100+900, platform 0"},
		"s1":       {"s1 15200+1800, platform 0", "s1 1000+0, s2 8100+900, platform 0"},
		"platform": {"s1 16200+1800, platform -1000", "s2 8100+900, platform 1000"},
	} {
		t.Run(funder, func(t *testing.T) {
			o := twoSellers(funder)
			sales{defaultPolicy(t), o, []refund.Cancellation{mind(o, take("A", 1)), mind(o, take("B", 1))}, want}.plays(t)
		})
	}
	o := twoSellers("")
	sales{defaultPolicy(t), o, []refund.Cancellation{damaged(o, take("A", 1))}, []string{"s1 16200+1800, platform 0"}}.plays(t)
}

// The case of the waiver: 70 of b come back, and a costs 8970 more. The customer gets nothing and owes nothing: a's
// seller has the 70 that b's bears, and what was waived is given back when a is.
func TestAWaiverFollowsWhatWasTakenForThePromotion(t *testing.T) {
	lines := []refund.Line{off(soldBy(goods("a", 1, 29900), "s1", "0"), "p", 8970), off(soldBy(goods("b", 1, 100), "s2", "0"), "p", 30)}
	o := promoted(order(lines, card(21000)), amountFrom("p", 30000, 9000))
	sales{defaultPolicy(t), o, []refund.Cancellation{mind(o, take("b", 1)), mind(o, take("a", 1))},
		[]string{"s1 -70+0, s2 70+0, platform 0", "s1 21000+0, platform 0"}}.plays(t)
}

func TestACaptureAfterAVoidBringsTheSellersShareBack(t *testing.T) {
	o := shipAndCharge()
	o.Lines[0], o.Lines[1] = soldBy(o.Lines[0], "s1", "0.10"), soldBy(o.Lines[1], "s2", "0.10")
	o.Payments[0].CapturedMinor = 7000
	p := policyWith(t)
	a, h := settle(t, p, some(o, refund.ReasonOther, take("B", 1)), historyOf(t, o))
	if a.TotalMinor != 2000 || borne(a) != "s2 1800+200, platform 0" {
		t.Errorf("3000 of it voided: %d of %v: %s", a.TotalMinor, parts(a), borne(a))
	}
	h.Payments[0].CapturedMinor, h.Payments[0].OpenMinor, h.Payments[0].OwedMinor = 10000, 8000, 8000
	if a = assess(t, p, some(o, refund.ReasonOther, take("A", 1)), h); a.TotalMinor != 8000 || borne(a) != "s1 4500+500, s2 2700+300, platform 0" {
		t.Errorf("captured since: %d of %v: %s", a.TotalMinor, parts(a), borne(a))
	}
}

// A person's lower amount is each party's in proportion, with the commission on it.
func TestAPersonsLowerAmountIsSharedInProportion(t *testing.T) {
	o := order([]refund.Line{soldBy(goods("1", 1, 6000), "s1", "0.10"), goods("2", 1, 4000)}, card(10000))
	a, err := adjusted(t, whole(o, refund.ReasonOther), 5000)
	if err != nil || borne(a) != "s1 2700+300, platform 2000" {
		t.Errorf("%s of %v: %v", borne(a), parts(a), err)
	}
}

func TestTheSharesAreExplainedAndTheCommissionToo(t *testing.T) {
	o := order([]refund.Line{soldBy(goods("1", 1, 10000), "s1", "0.10"), goods("2", 1, 5000)}, card(15000))
	a := first(t, whole(o, refund.ReasonOther))
	for locale, want := range map[string][]string{
		explain.LocaleEnglish: {"100.00 CNY paid for the line × 0.10, rounded once", "10.00 CNY × 1 of 1 units back so far, rounded once = 10.00 CNY, less 0.00 CNY before",
			"100.00 CNY goes back for what it sold, less 10.00 CNY of the platform's commission", "150.00 CNY in all, less 100.00 CNY that goes back for what the sellers sold"},
		explain.LocaleChinese: {"该行实付 100.00 CNY × 0.10，仅舍入一次", "10.00 CNY × 截至目前已退 1 / 1 件，仅舍入一次 = 10.00 CNY，减去此前的 0.00 CNY",
			"其所售商品共退 100.00 CNY，减去平台退还的佣金 10.00 CNY", "总额 150.00 CNY，减去卖家所售商品的退款 100.00 CNY"},
	} {
		s, err := explain.In(locale)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i, key := range []string{"commission.rate", "commission.share", "seller.share", "seller.platform"} {
			said := stepOf(t, s.Steps(a), key)
			if got = append(got, said.Formula); said.ResultMinor != []int64{1000, 1000, 9000, 5000}[i] {
				t.Errorf("%s: %d", key, said.ResultMinor)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q", locale, got)
		}
	}
}
