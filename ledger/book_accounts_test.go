package ledger

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// everyPosting builds a posting with each of this package's templates, of a merchant's accounts, by the name of the
// function that makes it; where its accounts depend on what is paid, one of each.
func everyPosting(t *testing.T, m refund.MerchantID) map[string][]func() (Posting, error) {
	t.Helper()
	of := func(kind refund.PaymentKind, provider string) PaymentRef {
		return NewPaymentRef(m, refund.Payment{Provider: provider, ProviderAccount: "acct 1", ProviderReference: "ch_1/2", Currency: "CNY", Kind: kind, InstrumentID: "i/1", FundedBy: "brand"})
	}
	card, packet, points := of(refund.PaymentCard, "simulator"), of(refund.PaymentRedPacket, "simulator"), of(refund.PaymentPoints, "simulator")
	b, fund := BudgetRef{Merchant: m, Budget: "b/1", Currency: "CNY"}, FundRef{Merchant: m, Provider: "simulator", Account: "acct 1", Currency: "CNY"}
	units := []refund.Units{{Asset: "PTS:club", Amount: 5}}
	r := Recognition{
		Merchant: m, Currency: "CNY", TotalMinor: 900, TaxMinor: 10, RetainedMinor: 20, ReturnShippingMinor: 30, AllowedMinor: 40, Customer: "4/2", Points: units,
		Sellers: []refund.SellerShare{{SellerID: "s/1", SellerMinor: 90, CommissionMinor: 10}}, KeptBack: []FundedAmount{{"brand", 50}}, Cards: []VoidedCard{{"g/1", 60, 70}},
	}
	paid := Payout{Payment: card, AmountMinor: 100}
	carried := []Payout{
		paid, {Payment: card, AmountMinor: 100, Via: refund.ViaStoreCredit, BonusMinor: 5, Budget: b}, {Payment: card, AmountMinor: 100, Via: refund.ViaElsewhere},
		{Payment: packet, AmountMinor: 100, Customer: "4/2"}, {Payment: points, AmountMinor: 100, Customer: "4/2", Units: &units[0]},
		{Payment: card, AmountMinor: 100, Cost: Cost{AmountMinor: 90, Currency: "CNY"}}, {Payment: card, AmountMinor: 100, Cost: Cost{AmountMinor: 90, Currency: "USD", BookedMinor: 80}},
		{Payment: of(refund.PaymentGiftCard, refund.StoredProvider), AmountMinor: 100}, {Payment: of(refund.PaymentStoreCredit, refund.StoredProvider), AmountMinor: 100},
	}
	each := func(post func(Payout) (Posting, error)) (all []func() (Posting, error)) {
		for _, p := range carried {
			all = append(all, func() (Posting, error) { return post(p) })
		}
		return all
	}
	one := func(post func() (Posting, error)) []func() (Posting, error) { return []func() (Posting, error){post} }
	var taken []func() (Posting, error)
	for _, c := range []refund.OfferChoice{{Kind: refund.OfferStoreCredit}, {Kind: refund.OfferPoints, Units: &units[0]}, {Kind: refund.OfferCoupon, Promotion: "p/1"}} {
		c.AmountMinor = 5
		taken = append(taken, func() (Posting, error) { return PostOfferTaken(TakenOffer{Budget: b, Customer: "4/2", Choice: c}) })
	}
	release := []ReleasePart{{Payment: card, SentMinor: 5, HeldMinor: 5, KeptBackMinor: 5, ExcessMinor: 3}}
	lost := LostDispute{Payment: card, AmountMinor: 100, ReceivableMinor: 20, PayableMinor: 30}
	said := OutsideMeaning{SalesMinor: 10, AllowedMinor: 20, TaxMinor: 30, GoodwillMinor: 40}
	return map[string][]func() (Posting, error){
		"PostCapture": one(func() (Posting, error) { return PostCapture(card, 100, 30) }),
		"PostReserve": one(func() (Posting, error) {
			return PostReserve([]ReservePart{{Payment: packet, AmountMinor: 9, RestoredMinor: 4}})
		}),
		"PostBegin":      one(func() (Posting, error) { return PostBegin(card, 100, 30) }),
		"PostDecline":    one(func() (Posting, error) { return PostDecline(card, 100) }),
		"PostKeepBack":   one(func() (Posting, error) { return PostKeepBack([]KeptBackPart{{Payment: packet, AmountMinor: 9}}) }),
		"PostRelease":    one(func() (Posting, error) { return PostRelease(release) }),
		"PostGiveUp":     one(func() (Posting, error) { return PostGiveUp(release, r) }),
		"PostRecognise":  one(func() (Posting, error) { return PostRecognise(r) }),
		"PostCorrection": one(func() (Posting, error) { return PostCorrection(r, nil) }),
		"PostPointsEarned": one(func() (Posting, error) {
			return PostPointsEarned(m, "4/2", []refund.EarnedPoints{{Asset: "PTS:club", Amount: 5}})
		}),
		"PostPointsBack":       one(func() (Posting, error) { return PostPointsBack(r) }),
		"PostSettle":           each(PostSettle),
		"PostLateFailure":      each(func(p Payout) (Posting, error) { return PostLateFailure(p, 30) }),
		"PostLateSettle":       each(func(p Payout) (Posting, error) { return PostLateSettle(LateSettle{p, 30, 20}) }),
		"PostElsewhere":        each(func(p Payout) (Posting, error) { return PostElsewhere(LateSettle{p, 30, 20}) }),
		"PostOverReturn":       each(func(p Payout) (Posting, error) { return PostOverReturn(p, 30) }),
		"PostOverReturnFailed": each(func(p Payout) (Posting, error) { return PostOverReturnFailed(p, 30) }),
		"PostCouponRestored": one(func() (Posting, error) {
			return PostCouponRestored(m, refund.RestoredCoupon{PromotionID: "p/1", CustomerID: "4/2"})
		}),
		"PostExternal": {
			func() (Posting, error) { return PostExternal(card, 100, 30) },
			func() (Posting, error) {
				return PostExternal(of(refund.PaymentGiftCard, refund.StoredProvider), 100, 30)
			},
		},
		"PostExternalFailed":      one(func() (Posting, error) { return PostExternalFailed(card, 100, 30) }),
		"PostAttributed":          one(func() (Posting, error) { return PostAttributed(card, said) }),
		"PostAttributionBack":     one(func() (Posting, error) { return PostAttributionBack(card, said) }),
		"PostDisputeOpened":       one(func() (Posting, error) { return PostDisputeOpened(card, 100, 5, 30) }),
		"PostDisputeWon":          one(func() (Posting, error) { return PostDisputeWon(card, 100, 30) }),
		"PostDisputeLost":         one(func() (Posting, error) { return PostDisputeLost(lost) }),
		"PostDisputeLossReversed": one(func() (Posting, error) { return PostDisputeLossReversed(lost) }),
		"PostLossShifted":         one(func() (Posting, error) { return PostLossShifted(card, 100) }),
		"PostWriteOff":            one(func() (Posting, error) { return PostWriteOff(card, 100) }),
		"PostDisputeExchange": one(func() (Posting, error) {
			return PostDisputeExchange(DisputeExchange{Payment: card, CapturedMinor: 100, Currency: "USD", Minor: 15, FeeMinor: 2})
		}),
		"PostCostChanged": one(func() (Posting, error) {
			return PostCostChanged(paid, Cost{AmountMinor: 90, Currency: "USD", BookedMinor: 80})
		}),
		"PostFee": one(func() (Posting, error) {
			return PostFee(card, refund.Settlement{}, refund.Settlement{AmountMinor: 3, Currency: "CNY"})
		}),
		"PostGrant":         one(func() (Posting, error) { return PostGrant(b, 100) }),
		"PostOffer":         one(func() (Posting, error) { return PostOffer(b, 100) }),
		"PostOfferEnded":    one(func() (Posting, error) { return PostOfferEnded(b, 100) }),
		"PostOfferTaken":    taken,
		"PostFundGranted":   one(func() (Posting, error) { return PostFundGranted(fund, 100) }),
		"PostFundWithdrawn": one(func() (Posting, error) { return PostFundWithdrawn(fund, 100) }),
		"PostFundHeld":      one(func() (Posting, error) { return PostFundHeld(fund, 100) }),
		"PostFundSpent":     one(func() (Posting, error) { return PostFundSpent(fund, 100) }),
		"PostFundBack":      one(func() (Posting, error) { return PostFundBack(fund, 100) }),
		"PostFundLate":      one(func() (Posting, error) { return PostFundLate(fund, 100) }),
		"PostFundUnheld":    one(func() (Posting, error) { return PostFundUnheld(fund, 100) }),
	}
}

// A merchant may be called as a scheme of names is.
var merchantNames = []refund.MerchantID{"m1", "a b/c", "pay", "prov", "fund", "giftcard", "fx", "platform", "budget", "coupon", "points", "seller"}

func TestTheMerchantOfEveryAccountThatATemplatePostsToIsKnown(t *testing.T) {
	for _, m := range merchantNames {
		for name, all := range everyPosting(t, m) {
			for _, post := range all {
				p, err := post()
				if err != nil || len(p.Entries) == 0 {
					t.Fatalf("%s: %+v, %v", name, p, err)
				}
				for _, e := range p.Entries {
					if got := MerchantOf(e.Account); got != m {
						t.Errorf("%s: %s is %q's, want %q", name, e.Account, got, m)
					}
					if got := MerchantOf(TrialAccount(e.Account)); got != m {
						t.Errorf("%s: %s is listed as %s, which is %q's, want %q", name, e.Account, TrialAccount(e.Account), got, m)
					}
				}
			}
		}
	}
}

// TestEveryPostingTemplateIsAmongThem fails where a function that makes a posting is not in everyPosting.
func TestEveryPostingTemplateIsAmongThem(t *testing.T) {
	known := everyPosting(t, "m1")
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Post") {
				continue
			}
			if seen++; known[f.Name.Name] == nil {
				t.Errorf("%s makes postings of which nobody checks whose accounts they are", f.Name.Name)
			}
		}
	}
	if seen != len(known) {
		t.Errorf("%d functions make postings, %d are known", seen, len(known))
	}
}

func TestATrialBalanceJoinsWhatIsManyAndLeavesTheRest(t *testing.T) {
	for account, want := range map[string]string{
		"pay/m1/simulator//ch_1/open":     "pay/m1/*/open",
		"giftcard/m1/g1/balance":          "giftcard/m1/*/balance",
		"coupon/m1/rp-1/customer-42":      "coupon/m1/*/customer-*",
		"coupon/m1/rp-1/issuer":           "coupon/m1/*/issuer",
		"points/m1/club/customer-42":      "points/m1/club/customer-*",
		"points/m1/club/issuer":           "points/m1/club/issuer",
		"seller/m1/s1/payable":            "seller/m1/s1/payable",
		"budget/m1/goodwill/free":         "budget/m1/goodwill/free",
		"fund/m1/simulator//free":         "fund/m1/simulator//free",
		"fx/m1/position":                  "fx/m1/position",
		"prov/m1/simulator//balance":      "prov/m1/simulator//balance",
		"pay/promo_funding/brand":         "pay/promo_funding/brand",
		"m1/promo_funding/provider/m1/x/": "m1/promo_funding/provider/m1/x/",
	} {
		if got := TrialAccount(account); got != want {
			t.Errorf("%s: got %s, want %s", account, got, want)
		}
	}
	for asset, want := range map[string]string{"CNY": "CNY", "PTS:club": "PTS:club", "GFT:g1": "GFT:*", "CPN:rp-1": "CPN:*"} {
		if got := TrialAsset(asset); got != want {
			t.Errorf("%s: got %s, want %s", asset, got, want)
		}
	}
}
