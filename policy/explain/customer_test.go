package explain_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

func day(n int) time.Time { return time.Date(2026, 11, n, 8, 0, 0, 0, time.UTC) }

func at(n int) *time.Time { d := day(n); return &d }

// componentKinds reads the kinds from where they are declared, so that a new one cannot be forgotten.
func componentKinds(t *testing.T) (kinds []refund.ComponentKind) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../refund/assessment.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "ComponentKind" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, refund.ComponentKind(value))
		}
		return true
	})
	if len(kinds) < 15 {
		t.Fatalf("found only %v", kinds)
	}
	return kinds
}

// rows writes a statement's rows for comparison.
func rows(s refund.Statement) (out []string) {
	for _, row := range s.Rows {
		out = append(out, row.Label+" "+strconv.FormatInt(row.AmountMinor, 10))
	}
	return out
}

func TestEveryKindHasARowAndASentenceInEveryLocaleWhateverItsSign(t *testing.T) {
	for _, locale := range []string{"en", "zh-CN"} {
		all, s := messages(t, locale), speaker(t, locale)
		for _, kind := range componentKinds(t) {
			for _, minor := range []int64{-5, 5} {
				part := refund.Component{Kind: kind, LineID: "1", AmountMinor: minor, Quantity: 1, PromotionID: "off30", FeeID: "f1", PaymentID: "packet"}
				said := s.Statement(mugs(), of(part))
				if len(said.Rows) != 1 || said.Rows[0].AmountMinor != minor || strings.ContainsAny(said.Rows[0].Label, "<{_") || strings.Contains(said.Rows[0].Label, "customer.") {
					t.Errorf("%s: %s %d is %+v", locale, kind, minor, said.Rows)
				}
				for _, note := range said.Notes {
					if strings.ContainsAny(note, "<{_") || strings.Contains(note, "customer.") {
						t.Errorf("%s: %s %d is noted as %q", locale, kind, minor, note)
					}
				}
				if kind == refund.ComponentLine {
					continue
				}
				if why := s.Compare(mugs(), of(part)).Differences[0].Why; strings.HasPrefix(why, all["component."+string(kind)]+": ") || strings.ContainsAny(why, "<{") {
					t.Errorf("%s: %s %d is told by its name alone: %q", locale, kind, minor, why)
				}
			}
		}
	}
}

func TestAStatementCallsThingsAsTheCustomerKnowsThem(t *testing.T) {
	got := rows(speaker(t, "en").Statement(mugs(), of(
		goods("1", 2, 4000), goods("2", 1, 100), goods("3", 1, 50), goods("gift", 1, 0), goods("of another order", 1, 9),
		refund.Component{Kind: refund.ComponentFee, FeeID: "f1", AmountMinor: 10}, refund.Component{Kind: refund.ComponentFee, FeeID: "f2", AmountMinor: 20},
		refund.Component{Kind: refund.ComponentFee, FeeID: "f3", AmountMinor: 30},
		refund.Component{Kind: refund.ComponentClawback, PromotionID: "", AmountMinor: -1}, refund.Component{Kind: refund.ComponentClawback, PromotionID: "free", AmountMinor: -800})))
	want := []string{"2 × Blue mug 4000", "1 × SAUCER-1 100", "1 × item 3 50", "1 × of another order 9", "Given back, gift wrapping 10", "Given back, a fee 20",
		"Given back, Engraving 30", "Discount lost on what you keep (the promotion) -1", "Delivery, without the free delivery offer -800"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAllTaxIsOneRowAndWhatAFaultMakesGoodIsNone(t *testing.T) {
	a := of(goods("1", 1, 1000), refund.Component{Kind: refund.ComponentTax, LineID: "1", AmountMinor: 80},
		refund.Component{Kind: refund.ComponentTax, Of: refund.ComponentClawback, AmountMinor: -30},
		refund.Component{Kind: refund.ComponentTenderNotRestored, PaymentID: "packet", AmountMinor: -360},
		refund.Component{Kind: refund.ComponentTenderReissued, PaymentID: "packet", AmountMinor: 360})
	said := speaker(t, "en").Statement(mugs(), a)
	if want := []string{"1 × Blue mug 1000", "Tax 50"}; !slices.Equal(rows(said), want) {
		t.Errorf("got %q", rows(said))
	}
	if want := []string{"The fault is ours, so what you paid by red packet comes back as a new red packet."}; !slices.Equal(said.Notes, want) {
		t.Errorf("got %q", said.Notes)
	}
	a.Legs = []refund.PlannedLeg{{PaymentID: "packet", Via: refund.ViaStoreCredit, AmountMinor: 360}}
	if said := speaker(t, "en").Statement(mugs(), a); !strings.Contains(said.Notes[0], "comes back as store credit") {
		t.Errorf("got %q", said.Notes)
	}
}

func TestAnExpiredInstrumentIsCalledExpiredAndAnotherOneIndivisible(t *testing.T) {
	for payment, want := range map[refund.PaymentID]string{"packet": "cannot be given back in parts", "old": "had expired when you asked"} {
		said := speaker(t, "en").Statement(mugs(), of(refund.Component{Kind: refund.ComponentTenderNotRestored, PaymentID: payment, AmountMinor: -5}))
		if len(said.Notes) != 1 || !strings.Contains(said.Notes[0], want) {
			t.Errorf("%s: got %q", payment, said.Notes)
		}
	}
}

func TestWhatGoesBackByLawIsFreeOfCharge(t *testing.T) {
	a := of(goods("1", 1, 1000))
	a.Steps = []refund.Step{{Key: "law.withdrawal"}}
	const free = "You changed your mind within the time the law gives you, so no fee is deducted."
	if said := speaker(t, "en").Statement(mugs(), a); !slices.Equal(said.Notes, []string{free}) {
		t.Errorf("got %q", said.Notes)
	}
	a.Components = append(a.Components, refund.Component{Kind: refund.ComponentRestocking, LineID: "2", AmountMinor: -5})
	if said := speaker(t, "en").Statement(mugs(), a); slices.Contains(said.Notes, free) {
		t.Errorf("a fee is taken, and yet: %q", said.Notes)
	}
}

func TestTheBonusComesOnTopAndIsNoRow(t *testing.T) {
	a := of(goods("1", 1, 1000))
	a.Chosen = &refund.Alternative{Kind: refund.AlternativeStoreCredit, TotalMinor: 1050, BonusMinor: 50}
	if said := speaker(t, "en").Statement(mugs(), a); said.BonusMinor != 50 || len(said.Rows) != 1 {
		t.Errorf("got %+v", said)
	}
}

func TestAnOrderOfThousandsOfLinesIsSaidInABoundedNumberOfRowsThatAddUp(t *testing.T) {
	const lines = 3200
	request, parts := mugs(), []refund.Component{}
	request.Order.Lines = nil
	for i := range lines {
		id := refund.LineID(fmt.Sprint("line-", i))
		request.Order.Lines = append(request.Order.Lines, refund.Line{LineID: id, Title: fmt.Sprint("Screw no. ", i), Quantity: 1})
		parts = append(parts, goods(id, 1, 100), refund.Component{Kind: refund.ComponentRestocking, LineID: id, AmountMinor: -15},
			refund.Component{Kind: refund.ComponentClawback, PromotionID: refund.PromotionID(id), AmountMinor: -1})
	}
	a := of(parts...)
	said, sum := speaker(t, "en").Statement(request, a), int64(0)
	for _, row := range said.Rows {
		sum += row.AmountMinor
	}
	if len(said.Rows) != 21+6+6 || len(said.Notes) > 6 || sum != a.TotalMinor {
		t.Errorf("%d rows, %d notes, the sum %d of %d", len(said.Rows), len(said.Notes), sum, a.TotalMinor)
	}
	if want := "3180 more 318000"; rows(said)[20] != want {
		t.Errorf("got %q, want %q", rows(said)[20], want)
	}
}

func TestWhatAMerchantWroteStaysOnItsLineAndIsBounded(t *testing.T) {
	request := mugs()
	request.Order.Lines[0].Title = "<b>Mug</b>\r\nBcc: {{.amount}} \x1b[2J" + strings.Repeat("x", 500)
	said := speaker(t, "en").Statement(request, of(goods("1", 1, 100)))
	if label := said.Rows[0].Label; strings.ContainsAny(label, "\r\n\x1b") || !strings.Contains(label, "<b>Mug</b> Bcc: {{.amount}}") || len(label) > 140 {
		t.Errorf("got %q", label)
	}
}

func TestGoodsThatStayPartsByMeasureAndPointsAreSaidAsSuch(t *testing.T) {
	a := of(goods("1", 1, 1000), refund.Component{Kind: refund.ComponentLine, LineID: "1", Quantity: 2, AmountMinor: 2000, GoodsWaived: true},
		refund.Component{Kind: refund.ComponentLine, LineID: "2", AmountMinor: 35, Measure: &refund.Measure{Amount: "0.35", Unit: "kg"}},
		refund.Component{Kind: refund.ComponentEarnedPoints, Units: &refund.Units{Asset: "PTS:club", Amount: -40}})
	said := speaker(t, "en").Statement(mugs(), a)
	if want := []string{"1 × Blue mug 1000", "2 × Blue mug, which you keep 2000", "0.35 kg of SAUCER-1 35"}; !slices.Equal(rows(said), want) {
		t.Errorf("got %q", rows(said))
	}
	if want := []string{"“Blue mug” is paid back to you and stays with you: it does not have to be sent back.", "For this part of “SAUCER-1”, nothing has to be sent back.",
		"The purchase had earned you points. 40 points of club are taken back with it; no money is deducted for them."}; !slices.Equal(said.Notes, want) {
		t.Errorf("got %q", said.Notes)
	}
}

func TestSpeakSaysNothingOfAnAmountThatIsAnotherByNow(t *testing.T) {
	a := of(goods("1", 1, 1000))
	if said := explain.Speak(refund.Explanation{Request: mugs(), Assessment: &a}, "en"); !slices.Equal(rows(said), []string{"1 × Blue mug 1000"}) {
		t.Errorf("got %q", rows(said))
	}
	if said := explain.Speak(refund.Explanation{Request: mugs()}, "en"); len(said.Rows) != 0 {
		t.Errorf("without an assessment: got %q", rows(said))
	}
	if said := explain.Speak(refund.Explanation{Request: mugs(), Assessment: &a}, "fr"); len(said.Rows) != 0 {
		t.Errorf("in French: got %q", rows(said))
	}
}
