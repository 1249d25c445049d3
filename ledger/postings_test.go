package ledger

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// The accounts of POSTINGS' running case.
var (
	p1 = PaymentRef{ID: "p1", Merchant: "m", ProviderAccount: "acct1", Currency: "CNY", Kind: refund.PaymentCard}
	p3 = PaymentRef{ID: "p3", Merchant: "m", ProviderAccount: "acct1", Currency: "CNY", Kind: refund.PaymentCard}
	rp = PaymentRef{
		ID: "rp", Merchant: "m", ProviderAccount: "acct1", Currency: "CNY", Kind: refund.PaymentRedPacket,
		FundedBy: "platform", Instrument: "rp-2026",
	}
	pts = PaymentRef{ID: "pts", Merchant: "m", ProviderAccount: "acct1", Currency: "CNY", Kind: refund.PaymentPoints}
	b1  = BudgetRef{Merchant: "m", Budget: "b1", Currency: "CNY"}
	// credit is R1 as store credit with a bonus of 500.
	credit = Payout{Payment: p1, AmountMinor: 10800, Via: refund.ViaStoreCredit, BonusMinor: 500, Budget: b1}
	points = Payout{Payment: pts, AmountMinor: 333, Customer: "42", Units: &refund.Units{Asset: "PTS:club", Amount: 500}}
	// R1: one unit of 11300, restocking 500: total 10800, tax 1242, fee 442 and 58 tax.
	r1 = refund.Assessment{
		Currency: "CNY", TotalMinor: 10800, TaxMinor: 1242, DeductionTaxMinor: 58,
		Components: []refund.Component{
			{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 11300},
			{Kind: refund.ComponentRestocking, AmountMinor: -500},
		},
	}
)

func recognition(t *testing.T, a refund.Assessment, kept ...FundedAmount) Recognition {
	t.Helper()
	r, err := NewRecognition("m", a, kept)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheRunningCaseOfThePostingsPage(t *testing.T) {
	partial := refund.Assessment{Currency: "CNY", TotalMinor: 3800}
	whole := refund.Assessment{Currency: "CNY", TotalMinor: 6200}
	for _, row := range []row{
		{"P0 capture learned", "pay/p1/captured 22600", "pay/p1/open 22600",
			func() (Posting, error) { return PostCapture(p1, 22600, 0) }},
		{"P1 reserve", "pay/p1/open 10800", "pay/p1/held 10800",
			func() (Posting, error) { return PostReserve([]ReservePart{{Payment: p1, AmountMinor: 10800}}) }},
		{"P2 begin", "pay/p1/held 10800", "pay/p1/sent 10800",
			func() (Posting, error) { return PostBegin(p1, 10800, 0) }},
		{"P2r recognise", "m/output_tax 1242, m/sales_returns 10000", "m/refunds_payable 10800, m/retained_fees 442",
			func() (Posting, error) { return PostRecognise(recognition(t, r1)) }},
		{"P3 settle", "m/refunds_payable 10800, pay/p1/sent 10800", "pay/p1/returned 10800, prov/acct1/balance 10800",
			func() (Posting, error) { return PostSettle(Payout{Payment: p1, AmountMinor: 10800}) }},
		{"P6 late failure", "pay/p1/returned 10800, prov/acct1/balance 10800", "m/refunds_payable 10800, pay/p1/held 10800",
			func() (Posting, error) { return PostLateFailure(Payout{Payment: p1, AmountMinor: 10800}, 0) }},
		{"P7 store credit with bonus", "budget/m/b1/held 500, m/goodwill 500, m/refunds_payable 10800, pay/p1/sent 10800",
			"budget/m/b1/spent 500, m/store_credit 11300, pay/p1/returned 10800",
			func() (Posting, error) {
				return PostSettle(credit)
			}},
		{"P4 release", "pay/p1/held 11300", "pay/p1/open 11300",
			func() (Posting, error) { return PostRelease([]ReleasePart{{Payment: p1, HeldMinor: 11300}}) }},
		{"P5 declined", "pay/p1/sent 10800", "pay/p1/held 10800",
			func() (Posting, error) { return PostDecline(p1, 10800) }},
		{"P5x given up", "m/refunds_payable 10800, m/retained_fees 442, pay/p1/sent 10800",
			"m/output_tax 1242, m/sales_returns 10000, pay/p1/open 10800",
			func() (Posting, error) {
				return PostGiveUp([]ReleasePart{{Payment: p1, SentMinor: 10800}}, recognition(t, r1).Unpaid(10800, nil))
			}},
		{"P11 refund made elsewhere", "m/suspense 6000, pay/p3/open 6000", "pay/p3/external 6000, prov/acct1/balance 6000",
			func() (Posting, error) { return PostExternal(p3, 6000, 22600) }},
		{"P12 late success, substitute paid", "m/customer_receivable 10800, pay/p1/excess 10800",
			"pay/p1/returned 10800, prov/acct1/balance 10800",
			func() (Posting, error) { return PostOverReturn(Payout{Payment: p1, AmountMinor: 10800}, 0) }},
		{"P13 control half", "pay/rp/open 200", "pay/rp/kept_back 200",
			func() (Posting, error) { return PostKeepBack([]KeptBackPart{{Payment: rp, AmountMinor: 200}}) }},
		{"P13 financial half", "m/sales_returns 4000", "m/promo_funding/platform 200, m/refunds_payable 3800",
			func() (Posting, error) { return PostRecognise(recognition(t, partial, FundedAmount{"platform", 200})) }},
		{"P13a control half", "pay/rp/kept_back 200, pay/rp/open 300", "pay/rp/held 500",
			func() (Posting, error) {
				return PostReserve([]ReservePart{{Payment: rp, AmountMinor: 500, RestoredMinor: 200}})
			}},
		{"P13a financial half", "m/promo_funding/platform 200, m/sales_returns 6000", "m/refunds_payable 6200",
			func() (Posting, error) { return PostRecognise(recognition(t, whole, FundedAmount{"platform", -200})) }},
		{"P13b red packet restored", "coupon/m/rp-2026/issuer CPN:rp-2026 1, m/refunds_payable 500, pay/rp/sent 500",
			"coupon/m/rp-2026/customer-42 CPN:rp-2026 1, m/promo_funding/platform 500, pay/rp/returned 500",
			func() (Posting, error) { return PostSettle(Payout{Payment: rp, AmountMinor: 500, Customer: "42"}) }},
		{"P13c coupon that was a discount restored", "coupon/m/p1/issuer CPN:p1 1", "coupon/m/p1/customer-42 CPN:p1 1",
			func() (Posting, error) {
				return PostCouponRestored("m", refund.RestoredCoupon{PromotionID: "p1", CustomerID: "42"})
			}},
		{"P14 points restored", "m/refunds_payable 333, pay/pts/sent 333, points/m/club/issuer PTS:club 500",
			"m/points_liability 333, pay/pts/returned 333, points/m/club/customer-42 PTS:club 500",
			func() (Posting, error) { return PostSettle(points) }},
		{"P16 budget granted", "budget/m/b1/granted 100000", "budget/m/b1/free 100000",
			func() (Posting, error) { return PostGrant(b1, 100000) }},
		{"P16o offer made", "budget/m/b1/free 2000", "budget/m/b1/held 2000",
			func() (Posting, error) { return PostOffer(b1, 2000) }},
		{"P16d declined or expired", "budget/m/b1/held 2000", "budget/m/b1/free 2000",
			func() (Posting, error) { return PostOfferEnded(b1, 2000) }},
	} {
		row.holds(t)
	}
}

// written is a posting as the page's two columns; amounts in CNY leave the asset out.
func written(p Posting) (debits, credits string) {
	var left, right []string
	for _, e := range p.Entries {
		asset := " "
		if e.Asset != "CNY" {
			asset = " " + e.Asset + " "
		}
		if e.AmountMinor > 0 {
			left = append(left, fmt.Sprint(e.Account, asset, e.AmountMinor))
		} else {
			right = append(right, fmt.Sprint(e.Account, asset, -e.AmountMinor))
		}
	}
	slices.Sort(left)
	slices.Sort(right)
	return strings.Join(left, ", "), strings.Join(right, ", ")
}

func TestWhatGivesHeadroomBackPaysExcessFirst(t *testing.T) {
	for _, row := range []row{
		{"P0", "pay/p1/captured 100", "pay/p1/excess 30, pay/p1/open 70",
			func() (Posting, error) { return PostCapture(p1, 100, 30) }},
		{"P4", "pay/p1/held 100", "pay/p1/excess 100",
			func() (Posting, error) {
				return PostRelease([]ReleasePart{{Payment: p1, HeldMinor: 100, ExcessMinor: 130}})
			}},
		{"P6", "pay/p1/returned 100, prov/acct1/balance 100", "m/refunds_payable 100, pay/p1/excess 30, pay/p1/held 70",
			func() (Posting, error) { return PostLateFailure(Payout{Payment: p1, AmountMinor: 100}, 30) }},
		{"P12 taken back", "pay/p1/returned 100, prov/acct1/balance 100", "m/customer_receivable 100, pay/p1/excess 30, pay/p1/open 70",
			func() (Posting, error) { return PostOverReturnFailed(Payout{Payment: p1, AmountMinor: 100}, 30) }},
		{"P12 partly held", "m/refunds_payable 100, pay/p1/excess 10, pay/p1/held 70, pay/p1/open 20", "pay/p1/returned 100, prov/acct1/balance 100",
			func() (Posting, error) {
				return PostLateSettle(LateSettle{Payout: Payout{Payment: p1, AmountMinor: 100}, UnheldMinor: 30, OpenMinor: 20})
			}},
		{"P11 beyond the capture", "m/suspense 100, pay/p1/excess 60, pay/p1/open 40", "pay/p1/external 100, prov/acct1/balance 100",
			func() (Posting, error) { return PostExternal(p1, 100, 40) }},
	} {
		row.holds(t)
	}
}

func TestWhatIsPaidAnotherWayIsBookedWithItsOwnCarrier(t *testing.T) {
	elsewhere := LateSettle{Payout: Payout{Payment: p1, AmountMinor: 10800, Via: refund.ViaElsewhere}, UnheldMinor: 300, OpenMinor: 200}
	packet := Payout{Payment: rp, AmountMinor: 500, Customer: "42"}
	for _, row := range []row{
		{"P3e paid elsewhere", "m/refunds_payable 10800, pay/p1/excess 100, pay/p1/held 10500, pay/p1/open 200", "m/suspense 10800, pay/p1/returned 10800",
			func() (Posting, error) { return PostElsewhere(elsewhere) }},
		{"P6 of store credit gives the bonus back to the budget", "budget/m/b1/spent 500, m/store_credit 11300, pay/p1/returned 10800",
			"budget/m/b1/held 500, m/goodwill 500, m/refunds_payable 10800, pay/p1/held 10800",
			func() (Posting, error) { return PostLateFailure(credit, 0) }},
		{"P6 of a red packet", "coupon/m/rp-2026/customer-42 CPN:rp-2026 1, m/promo_funding/platform 500, pay/rp/returned 500",
			"coupon/m/rp-2026/issuer CPN:rp-2026 1, m/refunds_payable 500, pay/rp/held 500",
			func() (Posting, error) { return PostLateFailure(packet, 0) }},
		{"P12 of store credit that was given up has no bonus", "m/customer_receivable 10800, pay/p1/open 10800", "m/store_credit 10800, pay/p1/returned 10800",
			func() (Posting, error) { return PostOverReturn(credit, 20000) }},
		{"P2 of a leg whose late failure paid off an excess", "pay/p1/held 70, pay/p1/open 30", "pay/p1/sent 100",
			func() (Posting, error) { return PostBegin(p1, 100, 30) }},
	} {
		row.holds(t)
	}
}

func TestACorrectionIsTheDifferenceOfTwoRecognitions(t *testing.T) {
	first, err := PostRecognise(recognition(t, r1))
	if err != nil {
		t.Fatal(err)
	}
	less := refund.Assessment{Currency: "CNY", TotalMinor: 5400, TaxMinor: 621, DeductionTaxMinor: 29, Components: []refund.Component{
		{Kind: refund.ComponentRestocking, AmountMinor: -250},
	}}
	correction, err := PostCorrection(recognition(t, less), first.Entries)
	if err != nil {
		t.Fatal(err)
	}
	debits, credits := written(correction)
	if debits != "m/refunds_payable 5400, m/retained_fees 221" || credits != "m/output_tax 621, m/sales_returns 5000" {
		t.Errorf("got %s | %s", debits, credits)
	}
	if same, err := PostCorrection(recognition(t, r1), first.Entries); err != nil || len(same.Entries) != 0 {
		t.Errorf("nothing changed, and %v is posted (%v)", same.Entries, err)
	}
}

func TestWhatHasNoGoodsIsAnAllowanceInTheBooks(t *testing.T) {
	allowance := refund.Component{Kind: refund.ComponentLine, LineID: "1", AmountMinor: 1000, TaxMinor: 115}
	alone := refund.Assessment{Currency: "CNY", TotalMinor: 1000, TaxMinor: 115, Components: []refund.Component{allowance}}
	beside := r1
	beside.TotalMinor, beside.TaxMinor, beside.Components = 11800, 1357, append(slices.Clone(r1.Components), allowance)
	lowered := alone
	lowered.TotalMinor, lowered.TaxMinor = 500, 58
	lowered.Components = append(slices.Clone(alone.Components), refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: -500, TaxMinor: -57})
	reissued := refund.Assessment{Currency: "CNY", TotalMinor: 9000, Components: []refund.Component{
		{Kind: refund.ComponentLine, LineID: "A", Quantity: 1, AmountMinor: 9000}, {Kind: refund.ComponentTenderNotRestored, PaymentID: "rp", AmountMinor: -5400},
		{Kind: refund.ComponentTenderReissued, PaymentID: "rp", AmountMinor: 5400}}}
	rounded := refund.Assessment{Currency: "CNY", TotalMinor: 5000, Components: []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 5003}, {Kind: refund.ComponentRounding, PaymentID: "p1", AmountMinor: -3}}}
	voided := refund.Assessment{Currency: "CNY", TotalMinor: 3000, TaxMinor: 345, Components: []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 8000, TaxMinor: 920}, {Kind: refund.ComponentVoid, AmountMinor: -5000, TaxMinor: -575}}}
	for _, row := range []row{
		{"an allowance (C12)", "m/output_tax 115, m/sales_allowances 885", "m/refunds_payable 1000",
			func() (Posting, error) { return PostRecognise(recognition(t, alone)) }},
		{"beside R1", "m/output_tax 1357, m/sales_allowances 885, m/sales_returns 10000", "m/refunds_payable 11800, m/retained_fees 442",
			func() (Posting, error) { return PostRecognise(recognition(t, beside)) }},
		{"lowered by a person", "m/output_tax 58, m/sales_allowances 442", "m/refunds_payable 500",
			func() (Posting, error) { return PostRecognise(recognition(t, lowered)) }},
		{"given up by half", "m/refunds_payable 500", "m/output_tax 58, m/sales_allowances 442",
			func() (Posting, error) { return PostGiveUp(nil, recognition(t, alone).Unpaid(500, nil)) }},
		{"a fault re-issues a packet's share", "m/sales_returns 9000", "m/refunds_payable 9000",
			func() (Posting, error) { return PostRecognise(recognition(t, reissued)) }},
		{"the re-issue, as P7 without bonus", "m/refunds_payable 5400, pay/rp/sent 5400", "m/store_credit 5400, pay/rp/returned 5400",
			func() (Posting, error) {
				return PostSettle(Payout{Payment: rp, AmountMinor: 5400, Via: refund.ViaStoreCredit})
			}},
		{"the re-issue in kind", "coupon/m/rp-2026/issuer CPN:rp-2026 1, m/refunds_payable 5400, pay/rp/sent 5400",
			"coupon/m/rp-2026/customer-42 CPN:rp-2026 1, m/promo_funding/platform 5400, pay/rp/returned 5400",
			func() (Posting, error) { return PostSettle(Payout{Payment: rp, AmountMinor: 5400, Customer: "42"}) }},
		{"a provider's step", "m/sales_returns 5000", "m/refunds_payable 5000",
			func() (Posting, error) { return PostRecognise(recognition(t, rounded)) }},
		{"captured in part (C13)", "m/output_tax 345, m/sales_returns 2655", "m/refunds_payable 3000",
			func() (Posting, error) { return PostRecognise(recognition(t, voided)) }},
	} {
		row.holds(t)
	}
}

// MONEY C11: 11300 with 1300 of tax in it come back. The label takes 1000, of which 115 are its own tax: 1000 x
// 13/113 = 115.04. So 10300 go back, with 1300 - 115 = 1185 of tax.
func TestAReturnLabelIsKeptInAnAccountOfItsOwn(t *testing.T) {
	line := refund.Component{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 11300, TaxMinor: 1300}
	label := refund.Component{Kind: refund.ComponentReturnShipping, AmountMinor: -1000, TaxMinor: -115}
	alone := refund.Assessment{Currency: "CNY", TotalMinor: 10300, TaxMinor: 1185, DeductionTaxMinor: 115, Components: []refund.Component{line, label}}
	restocked := refund.Assessment{Currency: "CNY", TotalMinor: 9800, TaxMinor: 1127, DeductionTaxMinor: 173, Components: []refund.Component{
		line, {Kind: refund.ComponentRestocking, LineID: "1", AmountMinor: -500, TaxMinor: -58}, label}}
	all := refund.Assessment{Currency: "CNY", DeductionTaxMinor: 115, Components: []refund.Component{
		{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 1000, TaxMinor: 115}, label}}
	for _, row := range []row{
		{"a label", "m/output_tax 1185, m/sales_returns 10000", "m/refunds_payable 10300, m/return_shipping 885",
			func() (Posting, error) { return PostRecognise(recognition(t, alone)) }},
		{"a label beside a restocking fee", "m/output_tax 1127, m/sales_returns 10000", "m/refunds_payable 9800, m/retained_fees 442, m/return_shipping 885",
			func() (Posting, error) { return PostRecognise(recognition(t, restocked)) }},
		{"a label that takes all", "m/sales_returns 885", "m/return_shipping 885",
			func() (Posting, error) { return PostRecognise(recognition(t, all)) }},
		{"given up by half", "m/refunds_payable 5150, m/return_shipping 443", "m/output_tax 593, m/sales_returns 5000",
			func() (Posting, error) { return PostGiveUp(nil, recognition(t, alone).Unpaid(5150, nil)) }},
	} {
		row.holds(t)
	}
}

func TestAPartGivenUpReversesItsShareHalfAwayFromZero(t *testing.T) {
	r := recognition(t, r1).Unpaid(5400, nil)
	if r.TotalMinor != 5400 || r.TaxMinor != 621 || r.RetainedMinor != 221 {
		t.Errorf("got %+v, want 5400 with tax 621 and fee 221", r)
	}
	// 500 back of which kept goods lost 58 more tax than came back: half of it is half of that.
	negative := Recognition{Merchant: "m", Currency: "CNY", TotalMinor: 500, TaxMinor: -58}.Unpaid(250, nil)
	if negative.TaxMinor != -29 {
		t.Errorf("got a tax of %d, want -29", negative.TaxMinor)
	}
	third := Recognition{Merchant: "m", Currency: "CNY", TotalMinor: 3, TaxMinor: 1, RetainedMinor: 2}.Unpaid(2, nil)
	if third.TaxMinor != 1 || third.RetainedMinor != 1 {
		t.Errorf("got %+v, want tax round(2/3) = 1 and fee round(4/3) = 1", third)
	}
}

func TestPartsThatAreGivenUpOneByOneReverseTheWhole(t *testing.T) {
	r := Recognition{Merchant: "m", Currency: "CNY", TotalMinor: 100, TaxMinor: 7, RetainedMinor: 5, ReturnShippingMinor: 9, AllowedMinor: 51}
	var sum Recognition
	for before := int64(0); before < 100; before += 25 {
		part := r.GivenUp(before, 25, nil)
		sum.TotalMinor += part.TotalMinor
		sum.TaxMinor += part.TaxMinor
		sum.RetainedMinor += part.RetainedMinor
		sum.AllowedMinor += part.AllowedMinor
		sum.ReturnShippingMinor += part.ReturnShippingMinor
	}
	if sum.TotalMinor != 100 || sum.TaxMinor != 7 || sum.RetainedMinor != 5 || sum.ReturnShippingMinor != 9 || sum.AllowedMinor != 51 {
		t.Errorf("four quarters come to %+v", sum)
	}
}

func TestAPostingThatDoesNotBalanceOrOverflowsIsRefused(t *testing.T) {
	for name, p := range map[string]Posting{
		"one side":   {Entries: []Entry{{"a", "CNY", 1}}},
		"two assets": {Entries: []Entry{{"a", "CNY", 1}, {"b", "USD", -1}}},
		"overflow":   {Entries: []Entry{{"a", "CNY", math.MaxInt64}, {"b", "CNY", math.MaxInt64}, {"c", "CNY", 2}}},
	} {
		if err := p.Check(); !errors.Is(err, ErrInvariant) {
			t.Errorf("%s: got %v, want ErrInvariant", name, err)
		}
	}
	two := []ReservePart{{Payment: p1, AmountMinor: math.MaxInt64}, {Payment: p1, AmountMinor: 1}}
	if _, err := PostReserve(two); !errors.Is(err, ErrInvariant) {
		t.Errorf("a reservation beyond int64: got %v, want ErrInvariant", err)
	}
	more := r1
	more.DeductionTaxMinor = 501
	if _, err := NewRecognition("m", more, nil); !errors.Is(err, ErrInvariant) {
		t.Errorf("a fee with more tax than fee: got %v, want ErrInvariant", err)
	}
}

func TestAnAmountThatDoesNotFitTheBooksIsABugAndNoBadRequest(t *testing.T) {
	_, err := Checked(refund.SumMinor(math.MaxInt64, 1))
	if _, bad := refund.ProblemIn(err); !errors.Is(err, ErrInvariant) || bad {
		t.Errorf("got %v, want ErrInvariant alone", err)
	}
	if sum, err := Checked(refund.SumMinor(math.MaxInt64, 1, -1)); err != nil || sum != math.MaxInt64 {
		t.Errorf("a sum that fits: got %d, %v", sum, err)
	}
}

func TestAccountNamesOfPartsWithSlashesStayApart(t *testing.T) {
	a := NewPaymentRef("m", refund.Payment{Provider: "p", ProviderAccount: "x/y", ProviderReference: "z"})
	b := NewPaymentRef("m", refund.Payment{Provider: "p", ProviderAccount: "x", ProviderReference: "y/z"})
	if a.ID != "m/p/x%2Fy/z" || b.ID != "m/p/x/y%2Fz" {
		t.Errorf("got %s and %s", a.ID, b.ID)
	}
	payment, kind, ok := ControlOf(a.Account(ControlKeptBack))
	if payment != a.ID || kind != ControlKeptBack || !ok {
		t.Errorf("got %s %s %t", payment, kind, ok)
	}
}

// row is a row of POSTINGS: a template, its two sides as written there, and what posts it.
type row struct {
	id, debits, credits string
	posting             func() (Posting, error)
}

func (r row) holds(t *testing.T) {
	t.Helper()
	posting, err := r.posting()
	if err != nil {
		t.Errorf("%s: %v", r.id, err)
	}
	debits, credits := written(posting)
	if debits != r.debits || credits != r.credits {
		t.Errorf("%s:\n got %s | %s\nwant %s | %s", r.id, debits, credits, r.debits, r.credits)
	}
}
