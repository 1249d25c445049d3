package main

import "testing"

// ownPayment is a payment whose value the merchant keeps itself.
func ownPayment(kind, instrument string) payment {
	return payment{id: "m/storedvalue//sv_1", provider: ownProvider, reference: "sv_1", currency: "CNY", kind: kind, instrument: instrument}
}

func paidBy(account, asset string, amount int64) entry {
	return entry{subject: "r", leg: "1", template: "P3", account: account, asset: asset, amount: amount}
}

// TestStoredValueIsCarriedByWhatTheMerchantOwes: each kind by its own account, and by no provider's balance.
func TestStoredValueIsCarriedByWhatTheMerchantOwes(t *testing.T) {
	returned := paidBy("pay/m/storedvalue//sv_1/returned", "CNY", -500)
	card, units := paidBy("m/gift_card", "CNY", -500), paidBy("giftcard/m/sv_1/balance", "GFT:sv_1", -500)
	named := paidBy("giftcard/m/g1/balance", "GFT:g1", -500)
	for name, c := range map[string]struct {
		of    payment
		lines []entry
		good  bool
	}{
		"store credit":                    {ownPayment("STORE_CREDIT", "m/storedvalue//sv_1"), []entry{returned, paidBy("m/store_credit", "CNY", -500)}, true},
		"store credit from a balance":     {ownPayment("STORE_CREDIT", "m/storedvalue//sv_1"), []entry{returned, paidBy("prov/m/storedvalue//balance", "CNY", -500)}, false},
		"a gift card":                     {ownPayment("GIFT_CARD", "m/storedvalue//sv_1"), []entry{returned, card, units, paidBy("giftcard/m/sv_1/issuer", "GFT:sv_1", 500)}, true},
		"a gift card with a name":         {ownPayment("GIFT_CARD", "g1"), []entry{returned, card, named}, true},
		"a gift card that got no units":   {ownPayment("GIFT_CARD", "g1"), []entry{returned, card}, false},
		"another card's units":            {ownPayment("GIFT_CARD", "g1"), []entry{returned, card, units}, false},
		"a gift card as store credit":     {ownPayment("GIFT_CARD", "g1"), []entry{returned, paidBy("m/store_credit", "CNY", -500), named}, false},
		"a gift card at another provider": {payment{id: "m/bank//sv_1", provider: "bank", currency: "CNY", kind: "GIFT_CARD", instrument: "g1"}, []entry{returned, paidBy("prov/m/bank//balance", "CNY", -500)}, true},
	} {
		e := evidence{books: books{entries: c.lines, payments: []payment{c.of}, legs: []leg{{refund: "r", id: "1", payment: c.of.id, amount: 500, status: "Settled"}}}}
		if got := legsAreCarriedOnce(e); (len(got) == 0) != c.good {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestWhatWasSpentOfAVoidedCardIsNoFee: with the card known as voided by the refund, and only then.
func TestWhatWasSpentOfAVoidedCardIsNoFee(t *testing.T) {
	r := refundRow{id: "r", status: "Refunded", recognised: true, proposal: `{"assessment":{"total_minor":7000,"components":[
		{"kind":"LINE","line_id":"1","amount_minor":10000},{"kind":"USAGE","line_id":"1","amount_minor":-3000}]}}`}
	p15 := func(account string, amount int64) entry {
		return entry{subject: "r", template: "P15", account: account, asset: "CNY", amount: amount}
	}
	e := evidence{books: books{refunds: []refundRow{r}, entries: []entry{
		p15("m/gift_card", 7000), p15("m/refunds_payable", -7000),
		{subject: "r", leg: "1", template: "P3", account: "m/refunds_payable", asset: "CNY", amount: 7000},
	}}}
	if got := recognitionIsTheProposals(e); len(got) != 1 || got[0].Code != codeRecognisedDiffers {
		t.Errorf("without the card: %+v", got)
	}
	e.cards = []voidedCard{{refund: "r", line: "1"}}
	if got := recognitionIsTheProposals(e); len(got) != 0 {
		t.Errorf("with it: %+v", got)
	}
}
