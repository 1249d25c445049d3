package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// earning is an order whose purchase earned points of the club.
func earning(o refund.Order, amount int64, lines ...refund.LineID) refund.Order {
	o.EarnedPoints = append(slices.Clone(o.EarnedPoints), refund.EarnedPoints{Asset: "PTS:club", Amount: amount, LineIDs: lines})
	return o
}

// pointsOf are the units that an assessment takes, by programme.
func pointsOf(t testing.TB, a refund.Assessment) string {
	t.Helper()
	var out []string
	for _, c := range a.Components {
		if c.Kind != refund.ComponentEarnedPoints {
			continue
		}
		if c.AmountMinor != 0 || c.TaxMinor != 0 || c.Units == nil || c.Units.Amount >= 0 {
			t.Errorf("points as money, or given: %+v", c)
		}
		out = append(out, fmt.Sprint(c.Units.Amount, " ", c.Units.Asset))
	}
	return strings.Join(out, ", ")
}

func TestEarnedPointsAreTakenBackInProportion(t *testing.T) {
	three := order([]refund.Line{goods("1", 3, 1000)}, card(3000))
	two := order([]refund.Line{goods("A", 1, 9000), goods("B", 1, 1000)}, card(10000))
	allowed := order([]refund.Line{goods("1", 1, 400)}, card(400))
	free := order([]refund.Line{goods("gift", 2, 0), goods("B", 1, 1000)}, card(1000))
	one, both := take("1", 1), []refund.CancelledLine{take("A", 1), take("B", 1)}
	other := earning(two, 100)
	other.EarnedPoints = append(other.EarnedPoints, refund.EarnedPoints{Asset: "PTS:air", Amount: 7})
	for name, c := range map[string]struct {
		order    refund.Order
		requests []refund.Cancellation
		want     []string
	}{
		// 100 x 1000 / 3000 = 33.33, x 2000 = 66.67, x 3000 = 100: 33, 67 - 33, 100 - 67.
		"a unit at a time": {earning(three, 100), []refund.Cancellation{mind(three, one), mind(three, one), mind(three, one)}, []string{"-33 PTS:club", "-34 PTS:club", "-33 PTS:club"}},
		// 100 x 9000 / 10000 = 90 and nothing of the 50 that B earned; then 100 + 50 - 90.
		"points for all lines, and more for one": {earning(earning(two, 100), 50, "B"), []refund.Cancellation{mind(two, both[0]), mind(two, both[1])}, []string{"-90 PTS:club", "-60 PTS:club"}},
		// An allowance lowers the price paid: 40 x 4 / 400 = 0.4, 0.8, 1.2, 1.6; the unit takes the rest, 40 - 2.
		"allowances": {earning(allowed, 40), []refund.Cancellation{allowanceOf(allowed, 4), allowanceOf(allowed, 4), allowanceOf(allowed, 4), allowanceOf(allowed, 4), mind(allowed, one)},
			[]string{"", "-1 PTS:club", "", "-1 PTS:club", "-38 PTS:club"}},
		"the merchant's fault":         {earning(two, 100), []refund.Cancellation{damaged(two, both[0]), damaged(two, both[1])}, []string{"-90 PTS:club", "-10 PTS:club"}},
		"lines that cost nothing":      {earning(free, 11, "gift"), []refund.Cancellation{mind(free, take("gift", 1)), mind(free, take("gift", 1)), mind(free, take("B", 1))}, []string{"-6 PTS:club", "-5 PTS:club", ""}},
		"two programmes":               {other, []refund.Cancellation{mind(two, both[1]), mind(two, both[0])}, []string{"-10 PTS:club, -1 PTS:air", "-90 PTS:club, -6 PTS:air"}},
		"lines that are not the order": {earning(two, 100, "Z"), []refund.Cancellation{mind(two, both...)}, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			h, p := historyOf(t, c.order), policyWith(t)
			for i, request := range c.requests {
				request.Order = c.order
				var a refund.Assessment
				a, h = settle(t, p, request, h)
				if got := pointsOf(t, a); got != c.want[i] || !a.Eligible() {
					t.Errorf("request %d: %s %v takes %q, want %q", i+1, a.Disposition, a.Reasons, got, c.want[i])
				}
			}
		})
	}
}

// A refund that was given up is not in the history: what it took comes with the next request.
func TestPointsOfARefundThatWasGivenUpAreTakenByTheNext(t *testing.T) {
	o := earning(order([]refund.Line{goods("1", 3, 1000)}, card(3000)), 100)
	p, h := policyWith(t), historyOf(t, o)
	_, h = settle(t, p, mind(o, take("1", 1)), h)
	second := assess(t, p, mind(o, take("1", 1)), h) // given up: it never settles
	third := assess(t, p, mind(o, take("1", 2)), h)
	if pointsOf(t, second) != "-34 PTS:club" || pointsOf(t, third) != "-67 PTS:club" {
		t.Errorf("got %q, then %q", pointsOf(t, second), pointsOf(t, third))
	}
}

// A payment in points gives its units back; the points that the purchase earned in the same programme are taken.
func TestPointsThatPaidAndPointsThatWereEarnedAreTwoThings(t *testing.T) {
	o := earning(order([]refund.Line{goods("1", 2, 500)}, tender("pts", refund.PaymentPoints, 600), card(400)), 20)
	o.Payments[0].Units = &refund.Units{Asset: "PTS:club", Amount: 900}
	p, h := policyWith(t), historyOf(t, o)
	for range 2 {
		var a refund.Assessment
		a, h = settle(t, p, mind(o, take("1", 1)), h)
		if pointsOf(t, a) != "-10 PTS:club" || a.TotalMinor != 500 || !slices.Equal(legs(a), []leg{{"pts", 300}, {"card", 200}}) || *a.Legs[0].Units != (refund.Units{Asset: "PTS:club", Amount: 450}) {
			t.Errorf("takes %q, pays %d over %v with %+v", pointsOf(t, a), a.TotalMinor, legs(a), a.Legs[0].Units)
		}
	}
}

func TestPointsOfAnOrderThatWasNeverChargedAreTakenToo(t *testing.T) {
	o := earning(order([]refund.Line{goods("1", 1, 5000)}, card(0)), 50)
	o.Payments[0].AuthorizedMinor = ptr(5000)
	if a := first(t, whole(o, refund.ReasonOther)); pointsOf(t, a) != "-50 PTS:club" || a.TotalMinor != 0 || len(a.Legs) != 1 || !a.Legs[0].Void {
		t.Errorf("takes %q, pays %d over %+v", pointsOf(t, a), a.TotalMinor, a.Legs)
	}
}

func TestAPersonsLowerAmountTakesNoFewerPoints(t *testing.T) {
	o := earning(order([]refund.Line{goods("1", 1, 5000)}, card(5000)), 50)
	a, err := adjusted(t, whole(o, refund.ReasonOther), 100)
	if err != nil || pointsOf(t, a) != "-50 PTS:club" || a.TotalMinor != 100 {
		t.Errorf("takes %q, pays %d: %v", pointsOf(t, a), a.TotalMinor, err)
	}
}

func TestTheCustomerIsToldOfPointsThatAreTakenBack(t *testing.T) {
	o := earning(order([]refund.Line{goods("1", 1, 5000)}, card(5000)), 50)
	a := first(t, whole(o, refund.ReasonOther))
	for locale, want := range map[string][3]string{
		explain.LocaleEnglish: {"points earned with the purchase are taken back: 50 points of club, and no money",
			"50 PTS:club × 50.00 CNY given back so far of 50.00 CNY, rounded once = 50", "50 PTS:club are due back by now, less 0 taken before: -50 points, and no money"},
		explain.LocaleChinese: {"扣回购物所得积分：club 50 分，不涉及金额", "50 PTS:club × 截至目前已退 50.00 CNY / 50.00 CNY，仅舍入一次 = 50", "截至目前应扣回 50 PTS:club，减去此前已扣回的 0：-50 分，不涉及金额"},
	} {
		s, err := explain.In(locale)
		if err != nil {
			t.Fatal(err)
		}
		lines := s.Lines(s.Compare(a), a.Currency)
		if !slices.Contains(lines, want[0]) {
			t.Errorf("%s: %q", locale, lines)
		}
		for i, key := range []string{"points.due", "points.taken"} {
			if said := stepOf(t, s.Steps(a), key); said.Formula != want[i+1] || said.ResultMinor != 0 {
				t.Errorf("%s: %+v", locale, said)
			}
		}
	}
}

// stepOf is the one step of a key.
func stepOf(t testing.TB, steps []refund.Step, key string) (found refund.Step) {
	t.Helper()
	count := 0
	for _, step := range steps {
		if step.Key == key {
			found, count = step, count+1
		}
	}
	if count != 1 {
		t.Errorf("%d steps %s", count, key)
	}
	return found
}
