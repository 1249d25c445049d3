package ledger

import (
	"errors"
	"slices"
	"testing"

	"github.com/makegood/makegood/refund"
)

// of is a component that is sellers' in part.
func of(c refund.Component, sellers ...refund.SellerShare) refund.Component {
	c.Sellers = sellers
	return c
}

// The worked row of P18: a line of 10000, of which 10 % of commission are given back.
func worked() refund.Assessment {
	s1 := refund.SellerShare{SellerID: "s1", SellerMinor: 9000, CommissionMinor: 1000}
	line := refund.Component{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 10000, TaxMinor: 1150}
	return refund.Assessment{Currency: "CNY", TotalMinor: 10000, TaxMinor: 1150, Sellers: []refund.SellerShare{s1}, Components: []refund.Component{of(line, s1)}}
}

// beside is the worked row, restocking of 500 that its seller keeps, and R1, which the platform sold itself.
func beside() refund.Assessment {
	a := r1
	s1 := worked().Sellers[0]
	fee := refund.SellerShare{SellerID: "s1", SellerMinor: -500}
	a.Components = append(slices.Clone(r1.Components), worked().Components[0],
		of(refund.Component{Kind: refund.ComponentRestocking, LineID: "1", AmountMinor: -500, TaxMinor: -58}, fee))
	a.TotalMinor, a.TaxMinor, a.DeductionTaxMinor = 10800+9500, 1242+1092, 58+58
	a.Sellers = []refund.SellerShare{{SellerID: "s1", SellerMinor: s1.SellerMinor - 500, CommissionMinor: 1000}}
	return a
}

func TestTheMarketplacesRowsOfThePostingsPage(t *testing.T) {
	claw := worked() // 20 of the claw-back of 60 are the platform's, with 2 of its tax of 6
	claw.TotalMinor, claw.TaxMinor = 9940, 1144
	claw.Sellers[0].SellerMinor = 8960
	claw.Components = append(claw.Components, of(refund.Component{Kind: refund.ComponentClawback, PromotionID: "p", AmountMinor: -60, TaxMinor: -6},
		refund.SellerShare{SellerID: "s1", SellerMinor: -40}))
	credited := refund.Assessment{Currency: "CNY", Sellers: []refund.SellerShare{{SellerID: "s1", SellerMinor: -70}, {SellerID: "s2", SellerMinor: 70}}}
	credited.Components = []refund.Component{of(refund.Component{Kind: refund.ComponentLine, LineID: "b", Quantity: 1, AmountMinor: 70}, refund.SellerShare{SellerID: "s2", SellerMinor: 70}),
		of(refund.Component{Kind: refund.ComponentClawback, AmountMinor: -70}, refund.SellerShare{SellerID: "s1", SellerMinor: -70})}
	allowance := worked()
	allowance.Components[0].Quantity = 0
	for _, row := range []row{
		{"P18 line 10000, commission 10 % given back", "platform/m/commission 1000, seller/m/s1/payable 9000", "m/refunds_payable 10000",
			func() (Posting, error) { return PostRecognise(recognition(t, worked())) }},
		{"P18 beside R1", "m/output_tax 1242, m/sales_returns 10000, platform/m/commission 1000, seller/m/s1/payable 8500", "m/refunds_payable 20300, m/retained_fees 442",
			func() (Posting, error) { return PostRecognise(recognition(t, beside())) }},
		{"P18, a claw-back that two bear", "platform/m/commission 1000, seller/m/s1/payable 8960", "m/output_tax 2, m/refunds_payable 9940, m/sales_returns 18",
			func() (Posting, error) { return PostRecognise(recognition(t, claw)) }},
		{"P18 between sellers alone", "seller/m/s2/payable 70", "seller/m/s1/payable 70",
			func() (Posting, error) { return PostRecognise(recognition(t, credited)) }},
		{"P18, a red packet's share kept back", "platform/m/commission 1000, seller/m/s1/payable 9000", "m/promo_funding/platform 200, m/refunds_payable 9800",
			func() (Posting, error) {
				a := worked()
				a.TotalMinor, a.Components = 9800, append(a.Components, refund.Component{Kind: refund.ComponentTenderNotRestored, PaymentID: "rp", AmountMinor: -200})
				return PostRecognise(recognition(t, a, FundedAmount{"platform", 200}))
			}},
		{"P18, an allowance of a seller is none of the merchant's", "platform/m/commission 1000, seller/m/s1/payable 9000", "m/refunds_payable 10000",
			func() (Posting, error) { return PostRecognise(recognition(t, allowance)) }},
		{"P5x of P18", "m/refunds_payable 10000, pay/p1/sent 10000", "pay/p1/open 10000, platform/m/commission 1000, seller/m/s1/payable 9000",
			func() (Posting, error) {
				return PostGiveUp([]ReleasePart{{Payment: p1, SentMinor: 10000}}, recognition(t, worked()).Unpaid(10000, nil))
			}},
	} {
		row.holds(t)
	}
}

func TestTheRowsOfEarnedPoints(t *testing.T) {
	taking := r1
	taking.Components = append(slices.Clone(r1.Components), refund.Component{Kind: refund.ComponentEarnedPoints, Units: &refund.Units{Asset: "PTS:club", Amount: -50}})
	alone := refund.Assessment{Currency: "CNY", Components: taking.Components[2:]}
	mine := func(a refund.Assessment) Recognition {
		r := recognition(t, a)
		r.Customer = "42"
		return r
	}
	earned := []refund.EarnedPoints{{Asset: "PTS:club", Amount: 60}, {Asset: "PTS:club", Amount: 40, LineIDs: []refund.LineID{"1"}}}
	const money = "m/output_tax 1242, m/sales_returns 10000"
	for _, row := range []row{
		{"P14e learned with the order", "points/m/club/issuer PTS:club 100", "points/m/club/customer-42 PTS:club 100",
			func() (Posting, error) { return PostPointsEarned("m", "42", earned) }},
		{"P2r with points", money + ", points/m/club/customer-42 PTS:club 50", "m/refunds_payable 10800, m/retained_fees 442, points/m/club/issuer PTS:club 50",
			func() (Posting, error) { return PostRecognise(mine(taking)) }},
		{"P2r of a refund of 0", "points/m/club/customer-42 PTS:club 50", "points/m/club/issuer PTS:club 50",
			func() (Posting, error) { return PostRecognise(mine(alone)) }},
		{"P5x leaves the points", "m/refunds_payable 10800, m/retained_fees 442, pay/p1/sent 10800", "m/output_tax 1242, m/sales_returns 10000, pay/p1/open 10800",
			func() (Posting, error) {
				return PostGiveUp([]ReleasePart{{Payment: p1, SentMinor: 10800}}, mine(taking).Unpaid(10800, nil))
			}},
		{"P5p gives them back", "points/m/club/issuer PTS:club 50", "points/m/club/customer-42 PTS:club 50",
			func() (Posting, error) { return PostPointsBack(mine(taking)) }},
	} {
		row.holds(t)
	}
	first, err := PostRecognise(mine(taking))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := PostCorrection(mine(taking), first.Entries); err != nil || len(again.Entries) != 0 {
		t.Errorf("nothing changed, and %v is posted (%v)", again.Entries, err)
	}
	nothing, err := PostCorrection(Recognition{Merchant: "m", Currency: "CNY"}, first.Entries)
	if debits, credits := written(nothing); err != nil || debits != "m/refunds_payable 10800, m/retained_fees 442, points/m/club/issuer PTS:club 50" ||
		credits != "m/output_tax 1242, m/sales_returns 10000, points/m/club/customer-42 PTS:club 50" {
		t.Errorf("a correction to nothing: %s | %s (%v)", debits, credits, err)
	}
}

// A third of a refund whose shares do not divide: the merchant has its proportion, the sellers the rest, and all
// parts together are the whole.
func TestSellersSharesThatAreGivenUpOneByOneReverseTheWhole(t *testing.T) {
	r := Recognition{Merchant: "m", Currency: "CNY", TotalMinor: 1000, Sellers: []refund.SellerShare{
		{SellerID: "s1", SellerMinor: -101, CommissionMinor: 7}, {SellerID: "s2", SellerMinor: 1001, CommissionMinor: 93}}}
	sum := make([]refund.SellerShare, 2)
	for before, now := range map[int64]int64{0: 333, 333: 333, 666: 334} {
		part, all := r.GivenUp(before, now, nil), int64(0)
		for i, s := range part.Sellers {
			sum[i].SellerMinor += s.SellerMinor
			sum[i].CommissionMinor += s.CommissionMinor
			all += s.SellerMinor + s.CommissionMinor
		}
		if all != now { // the sellers bear all of it, in every part
			t.Errorf("after %d: the sellers have %d of %d", before, all, now)
		}
	}
	for i, want := range r.Sellers {
		if sum[i].SellerMinor != want.SellerMinor || sum[i].CommissionMinor != want.CommissionMinor {
			t.Errorf("seller %d: the parts come to %+v, the whole to %+v", i+1, sum[i], want)
		}
	}
}

func TestSharesThatTheComponentsDoNotHaveAreRefused(t *testing.T) {
	a := worked()
	a.Sellers = []refund.SellerShare{{SellerID: "s1", SellerMinor: 9001, CommissionMinor: 999}}
	if _, err := NewRecognition("m", a, nil); !errors.Is(err, ErrInvariant) {
		t.Errorf("got %v, want ErrInvariant", err)
	}
	a.Sellers = nil
	if _, err := NewRecognition("m", a, nil); !errors.Is(err, ErrInvariant) {
		t.Errorf("without a share: got %v, want ErrInvariant", err)
	}
}
