package creditnote_test

import (
	"reflect"
	"testing"

	"github.com/makegood/makegood/policy/creditnote"
	"github.com/makegood/makegood/refund"
)

func inside(rate string, minor int64) refund.Tax {
	return refund.Tax{Mode: refund.TaxInclusive, Rate: rate, AmountMinor: minor}
}

func onTop(rate string, minor int64) refund.Tax {
	return refund.Tax{Mode: refund.TaxExclusive, Rate: rate, AmountMinor: minor}
}

func line(id refund.LineID, minor, tax int64) refund.Component {
	return refund.Component{Kind: refund.ComponentLine, LineID: id, Quantity: 1, AmountMinor: minor, TaxMinor: tax}
}

func part(kind refund.ComponentKind, minor, tax int64) refund.Component {
	return refund.Component{Kind: kind, AmountMinor: minor, TaxMinor: tax}
}

func of(c refund.Component, line refund.LineID) refund.Component {
	c.LineID = line
	return c
}

func taxOn(line refund.LineID, minor int64) refund.Component {
	return refund.Component{Kind: refund.ComponentTax, LineID: line, AmountMinor: minor, TaxMinor: minor}
}

func note(net int64, taxes ...refund.CreditedTax) *refund.CreditNote {
	return &refund.CreditNote{NetMinor: net, Taxes: taxes}
}

func at(mode refund.TaxMode, rate string, net, tax int64) refund.CreditedTax {
	return refund.CreditedTax{Mode: mode, Rate: rate, NetMinor: net, TaxMinor: tax}
}

const (
	in = refund.TaxInclusive
	on = refund.TaxExclusive
)

// played is the refunds of one order in sequence, with the credit note of each, computed by hand.
type played struct {
	order   refund.Order
	refunds [][]refund.Component
	want    []*refund.CreditNote
}

func (p played) check(t *testing.T, name string) {
	t.Helper()
	for i, want := range p.want {
		got, err := creditnote.Of(creditnote.Input{Order: &p.order, Earlier: p.refunds[:i], Components: p.refunds[i]})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s, refund %d: got %+v, %v, want %+v", name, i+1, got, err, want)
		}
	}
}

// mugs are seven with 13 % inside, 10 % off them all.
func mugs() refund.Order {
	return refund.Order{Lines: []refund.Line{{LineID: "1", Quantity: 7, Discounts: []refund.DiscountShare{{PromotionID: "p", AmountMinor: 3500}}, Taxes: []refund.Tax{inside("0.130", 3624)}}}}
}

// mixed is an order with lines at 19 %, 7 % and none, its own shipping, a parcel and a fee.
func mixed() refund.Order {
	return refund.Order{
		Lines: []refund.Line{
			{LineID: "1", UnitPriceMinor: 1190, Taxes: []refund.Tax{inside("0.19", 190)}}, {LineID: "2", UnitPriceMinor: 1070, Taxes: []refund.Tax{inside("0.07", 70)}},
			{LineID: "3", UnitPriceMinor: 500},
		},
		Shipping:  refund.Shipping{AmountMinor: 119, Taxes: []refund.Tax{inside("0.19", 19)}},
		Shipments: []refund.Shipment{{ShipmentID: "s", Shipping: refund.Shipping{AmountMinor: 107, Taxes: []refund.Tax{inside("0.07", 7)}}}},
		Fees:      []refund.Fee{{FeeID: "f", AmountMinor: 100, Taxes: []refund.Tax{onTop("0.2", 20)}}},
	}
}

func TestACreditNoteSaysWhatIsCreditedByRate(t *testing.T) {
	tea := refund.Order{Lines: []refund.Line{{LineID: "1", Quantity: 3, Taxes: []refund.Tax{onTop("0.0821", 82)}}}}
	two := refund.Order{Lines: []refund.Line{{LineID: "1", Quantity: 3, Taxes: []refund.Tax{onTop("0.05", 2), onTop("0.10", 4)}}}}
	coded := refund.Order{Lines: []refund.Line{{LineID: "1", Taxes: []refund.Tax{{Code: "VAT", Mode: in, Rate: "0.1", AmountMinor: 10}, {Code: "ECO", Mode: in, AmountMinor: 5}}}}}
	clawed := func(minor, tax int64) refund.Component {
		return refund.Component{Kind: refund.ComponentClawback, PromotionID: "p", AmountMinor: minor, TaxMinor: tax}
	}
	for name, c := range map[string]played{
		"a claw-back and its return": {mugs(), [][]refund.Component{
			{line("1", 4500, 518)}, {line("1", 4500, 518), clawed(-2500, -288)}, {line("1", 22500, 2588), clawed(2500, 288)},
		}, []*refund.CreditNote{note(3982, at(in, "0.13", 3982, 518)), note(1770, at(in, "0.13", 1770, 230)), note(22124, at(in, "0.13", 22124, 2876))}},
		"a fee kept leaves tax on top alone": {tea, [][]refund.Component{
			{line("1", 333, 0), taxOn("1", 27), of(part(refund.ComponentRestocking, -50, 0), "1")},
		}, []*refund.CreditNote{note(283, at(on, "0.0821", 283, 27))}},
		"a fee kept takes the tax inside with it": {mugs(), [][]refund.Component{
			{line("1", 11300, 1300), of(part(refund.ComponentRestocking, -500, -58), "1")},
		}, []*refund.CreditNote{note(9558, at(in, "0.13", 9558, 1242))}},
		"several rates, a delivery, a parcel, a fee and a line without tax": {mixed(), [][]refund.Component{
			{line("1", 1190, 190), line("2", 1070, 70), line("3", 500, 0), part(refund.ComponentShipping, 119, 19),
				{Kind: refund.ComponentShipping, ShipmentID: "s", AmountMinor: 107, TaxMinor: 7},
				{Kind: refund.ComponentFee, FeeID: "f", AmountMinor: 100}, {Kind: refund.ComponentTax, FeeID: "f", AmountMinor: 20, TaxMinor: 20}},
		}, []*refund.CreditNote{note(2800, at(in, "0.19", 1100, 209), at(in, "0.07", 1100, 77), at(on, "0.2", 100, 20))}},
		"what is kept back of an instrument is credited": {mixed(), [][]refund.Component{
			{line("3", 4000, 0), part(refund.ComponentTenderNotRestored, -200, 0)},
		}, []*refund.CreditNote{note(4000)}},
		// 2 of 6 are 0.67 and 1.33, so 1 and 1; 4 are 1.33 and 2.67, so 1 and 3; 6 are 2 and 4.
		"two taxes of one line come to what was recorded of each": {two, [][]refund.Component{
			{line("1", 20, 0), taxOn("1", 2)}, {line("1", 20, 0), taxOn("1", 2)}, {line("1", 20, 0), taxOn("1", 2)},
		}, []*refund.CreditNote{note(20, at(on, "0.05", 20, 1), at(on, "0.1", 20, 1)), note(20, at(on, "0.05", 20, 0), at(on, "0.1", 20, 2)), note(20, at(on, "0.05", 20, 1), at(on, "0.1", 20, 1))}},
		"taxes with codes, one without a rate": {coded, [][]refund.Component{{line("1", 115, 15)}},
			[]*refund.CreditNote{note(100, refund.CreditedTax{Mode: in, Code: "VAT", Rate: "0.1", NetMinor: 100, TaxMinor: 10},
				refund.CreditedTax{Mode: in, Code: "ECO", NetMinor: 100, TaxMinor: 5})}},
		"points taken back are no money": {mixed(), [][]refund.Component{
			{line("3", 10, 0), {Kind: refund.ComponentEarnedPoints, Units: &refund.Units{Asset: "PTS:club", Amount: -1}}},
		}, []*refund.CreditNote{note(10)}},
	} {
		c.check(t, name)
	}
}

func TestWhatIsTakenOffTheWholeRefundIsTakenOffEveryRate(t *testing.T) {
	clawed := func(minor, tax int64) refund.Component { return part(refund.ComponentClawback, minor, tax) }
	half := []*refund.CreditNote{nil, note(1000, at(in, "0.19", 500, 95), at(in, "0.07", 500, 35)), note(1000, at(in, "0.19", 500, 95), at(in, "0.07", 500, 35))}
	for name, c := range map[string]played{
		"a waiver that brings the refund to nothing credits nothing, and its return what it took": {mixed(), [][]refund.Component{
			{line("2", 107, 7), clawed(-200, -30), part(refund.ComponentWaiver, 93, 23)},
			{line("1", 1190, 190), clawed(200, 30), part(refund.ComponentWaiver, -93, -23)},
		}, []*refund.CreditNote{nil, note(1100, at(in, "0.19", 1000, 190), at(in, "0.07", 100, 7))}},
		"what a person takes off goes by what each rate has": {mixed(), [][]refund.Component{
			{line("1", 1190, 190), line("2", 1070, 70), part(refund.ComponentAdjustment, -226, -26)},
		}, []*refund.CreditNote{note(1800, at(in, "0.19", 900, 171), at(in, "0.07", 900, 63))}},
		"a deduction of all that is left takes the tax left with it, at every rate": {mixed(), [][]refund.Component{
			{line("1", 119, 19), part(refund.ComponentShipping, 119, 19), line("2", 107, 7), of(part(refund.ComponentRestocking, -345, -45), "1")},
		}, []*refund.CreditNote{nil}},
		"a deduction beyond its own line's tax goes on to the other rates": {mixed(), [][]refund.Component{
			{line("1", 119, 19), line("2", 1070, 70), of(part(refund.ComponentRestocking, -300, -30), "1")},
		}, []*refund.CreditNote{note(830, at(in, "0.19", -170, 0), at(in, "0.07", 1000, 59))}},
		"what was never captured is not credited, and is once it was": {mixed(), [][]refund.Component{
			{line("1", 1190, 190), line("2", 1070, 70), part(refund.ComponentVoid, -2260, -260)},
			{part(refund.ComponentVoid, 1130, 130)}, {part(refund.ComponentVoid, 1130, 130)},
		}, half},
		"a half that was never captured": {mixed(), [][]refund.Component{
			{line("1", 1190, 190), line("2", 1070, 70), part(refund.ComponentVoid, -1130, -130)},
		}, half[1:2]},
	} {
		c.check(t, name)
	}
}

// TestAWaiverGivesBackOfEachRateWhatItTook: what kept goods lost of the tax on top of line 2 was waived; the refund of line
// 1 makes up for it and comes to nothing, and its own tax is credited all the same.
func TestAWaiverGivesBackOfEachRateWhatItTook(t *testing.T) {
	order := refund.Order{Lines: []refund.Line{{LineID: "1", Taxes: []refund.Tax{inside("0.19", 1)}}, {LineID: "2", Taxes: []refund.Tax{onTop("0.07", 70)}}}}
	lost := refund.Component{Kind: refund.ComponentTax, LineID: "2", Of: refund.ComponentClawback, AmountMinor: -1, TaxMinor: -1}
	waived := []refund.Component{lost, part(refund.ComponentWaiver, 1, 1)}
	made := []refund.Component{line("1", 1, 1), part(refund.ComponentWaiver, -1, -1)}
	got, err := creditnote.Of(creditnote.Input{Order: &order, Earlier: [][]refund.Component{waived}, Components: made})
	if err != nil || got == nil {
		t.Fatalf("got %+v, %v", got, err)
	}
	taxes := map[string]int64{}
	for _, tax := range got.Taxes {
		taxes[tax.Rate] += tax.TaxMinor
	}
	if taxes["0.19"] != 1 || taxes["0.07"] != -1 || len(taxes) != 2 {
		t.Errorf("credited %v, want 1 of 19 %% and -1 of 7 %%", taxes)
	}
}

func TestACreditNoteNamesTheInvoiceItCorrects(t *testing.T) {
	invoice := &refund.Invoice{Number: "INV-7", Date: "2026-11-18"}
	got, err := creditnote.Of(creditnote.Input{Order: &refund.Order{Invoice: invoice, Lines: []refund.Line{{LineID: "1"}}}, Components: []refund.Component{line("1", 10, 0)}})
	if err != nil || got.Invoice != invoice {
		t.Errorf("got %+v, %v", got, err)
	}
}
