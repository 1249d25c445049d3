package ledger

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/refund"
)

func taken(c refund.OfferChoice) (Posting, error) {
	return PostOfferTaken(TakenOffer{Budget: b1, Customer: "42", Choice: c})
}

func TestWhatACustomerTakesIsSpentOfTheBudgetAndIssuedOnce(t *testing.T) {
	points := func(asset string) *refund.Units { return &refund.Units{Asset: asset, Amount: 300} }
	for _, row := range []struct {
		name, debits, credits string
		choice                refund.OfferChoice
	}{
		{"store credit", "budget/m/b1/held 2000, m/goodwill 2000", "budget/m/b1/spent 2000, m/store_credit 2000",
			refund.OfferChoice{Kind: refund.OfferStoreCredit, AmountMinor: 2000}},
		{"a coupon", "budget/m/b1/held 2000, coupon/m/sorry/issuer CPN:sorry 1",
			"budget/m/b1/spent 2000, coupon/m/sorry/customer-42 CPN:sorry 1",
			refund.OfferChoice{Kind: refund.OfferCoupon, AmountMinor: 2000, Promotion: "sorry"}},
		{"points", "budget/m/b1/held 200, m/goodwill 200, points/m/club/issuer PTS:club 300",
			"budget/m/b1/spent 200, m/points_liability 200, points/m/club/customer-42 PTS:club 300",
			refund.OfferChoice{Kind: refund.OfferPoints, AmountMinor: 200, Units: points("club")}},
		{"points whose asset is named whole", "budget/m/b1/held 200, m/goodwill 200, points/m/club/issuer PTS:club 300",
			"budget/m/b1/spent 200, m/points_liability 200, points/m/club/customer-42 PTS:club 300",
			refund.OfferChoice{Kind: refund.OfferPoints, AmountMinor: 200, Units: points("PTS:club")}},
		{"an exchange under a promotion", "budget/m/b1/held 900, coupon/m/swap/issuer CPN:swap 1",
			"budget/m/b1/spent 900, coupon/m/swap/customer-42 CPN:swap 1",
			refund.OfferChoice{Kind: refund.OfferExchange, AmountMinor: 900, Promotion: "swap"}},
		{"a repair that costs nothing, under its kind", "coupon/m/REPAIR/issuer CPN:REPAIR 1", "coupon/m/REPAIR/customer-42 CPN:REPAIR 1",
			refund.OfferChoice{Kind: refund.OfferRepair}},
	} {
		posting, err := taken(row.choice)
		if err != nil {
			t.Errorf("%s: %v", row.name, err)
		}
		debits, credits := written(posting)
		if debits != row.debits || credits != row.credits || posting.Template != TemplateP16a {
			t.Errorf("%s: %s\n got %s | %s\nwant %s | %s", row.name, posting.Template, debits, credits, row.debits, row.credits)
		}
	}
}

func TestAChoiceNobodyCouldBeGivenIsRefused(t *testing.T) {
	for name, choice := range map[string]refund.OfferChoice{
		"unknown kind":            {Kind: "HUG", AmountMinor: 1},
		"negative amount":         {Kind: refund.OfferStoreCredit, AmountMinor: -1},
		"points without units":    {Kind: refund.OfferPoints, AmountMinor: 1},
		"points of no programme":  {Kind: refund.OfferPoints, AmountMinor: 1, Units: &refund.Units{Amount: 5}},
		"fewer than no points":    {Kind: refund.OfferPoints, AmountMinor: 1, Units: &refund.Units{Asset: "club", Amount: -5}},
		"a programme of only PTS": {Kind: refund.OfferPoints, AmountMinor: 1, Units: &refund.Units{Asset: "PTS:", Amount: 5}},
	} {
		if _, err := taken(choice); !errors.Is(err, ErrInvariant) {
			t.Errorf("%s: got %v, want ErrInvariant", name, err)
		}
	}
}
