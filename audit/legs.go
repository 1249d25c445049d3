package main

import (
	"encoding/json"
	"maps"
	"strings"
)

// live are the legs that count: no other leg has taken their place.
func (e evidence) live(refund string) (out []leg) {
	for _, l := range e.rows.legsOf[refund] {
		if !l.replaced {
			out = append(out, l)
		}
	}
	return out
}

// substitutesStandForOne: what another leg took the place of is released and counts no more, and a
// substitute goes against the same payment with the same amount; nothing is substituted twice
// (promise 4).
func substitutesStandForOne(e evidence) []finding {
	byID, taken := map[string]leg{}, map[string]string{}
	for _, l := range e.legs {
		byID[l.refund+" "+l.id] = l
	}
	var out []finding
	for _, l := range e.legs {
		if l.replaced && l.status != "Released" && l.extra == 0 {
			out = append(out, found(codeReplacedLegLives, l.name(), "is %s, and another leg has taken its place", l.status))
		}
		if l.substitutes == "" {
			continue
		}
		was, known := byID[l.refund+" "+l.substitutes]
		if !known || !was.replaced || was.payment != l.payment || was.amount != l.amount {
			out = append(out, found(codeSubstituteDiffers, l.name(), "is %d against %s in the place of leg %s", l.amount, l.payment, l.substitutes))
		}
		if other, again := taken[l.refund+" "+l.substitutes]; again && !l.replaced {
			out = append(out, found(codeSubstituteDiffers, l.name(), "takes the place of leg %s, as leg %s does", l.substitutes, other))
		}
		if !l.replaced {
			taken[l.refund+" "+l.substitutes] = l.id
		}
	}
	return out
}

func (l leg) name() string { return l.refund + " leg " + l.id }

// legsAreCarriedOnce: by the postings of each leg, its payment returned its amount once when it is
// settled and nothing otherwise, and what it came as (the provider's money, store credit with its bonus,
// a gift card, points, an instrument, somebody's payment outside) is what brought it (POSTINGS P3, P3e, P3s, P3g, P7, P13b, P14).
func legsAreCarriedOnce(e evidence) []finding {
	posted := map[string]carried{}
	for _, line := range e.entries {
		if what := carrier(line.account); what != "" && line.leg != "" {
			at := line.subject + " leg " + line.leg
			if posted[at] == nil {
				posted[at] = carried{}
			}
			posted[at][what+" "+line.asset] -= line.amount
		}
	}
	kinds := map[string]payment{}
	for _, p := range e.payments {
		kinds[p.id] = p
	}
	var out []finding
	for _, l := range e.legs {
		is := posted[l.name()].withoutZeros()
		if want := l.carried(kinds[l.payment]); !maps.Equal(is, want) {
			out = append(out, found(codeLegCarried, l.name(), "%s of %d via %q: its postings say %v, want %v", l.status, l.amount, l.via, is, want))
		}
	}
	return out
}

// carried is what postings brought a customer, by carrier and asset: credits positive.
type carried map[string]int64

func (c carried) withoutZeros() carried {
	maps.DeleteFunc(c, func(_ string, amount int64) bool { return amount == 0 })
	return c
}

// ofCost reports whether an account has the rest where a provider's account gave other than the leg's amount: what a
// provider's coupon gave, what was lost by an exchange rate, and its fees (POSTINGS P17, P19).
func ofCost(account, folder, last string) bool {
	return folder == "fx" && last == "position" || last == "fx_difference" || last == "provider_fees" ||
		strings.Contains(account, "/promo_funding/provider/")
}

// carrier is what an account brings customers, or "".
func carrier(account string) string {
	folder, _, _ := strings.Cut(account, "/")
	last := account[strings.LastIndexByte(account, '/')+1:]
	switch {
	case folder == "pay" && last == "returned":
		return "returned"
	case folder == "prov" && last == "balance", ofCost(account, folder, last):
		return "provider"
	case folder == "points" || folder == "coupon":
		if strings.HasPrefix(last, "customer-") {
			return "units"
		}
	case folder == "giftcard":
		if last == "balance" {
			return "units"
		}
	case folder == "budget" && last == "spent":
		return "spent"
	case folder == "pay" && last == "charged_back":
		return "bank"
	case folder == "pay" || folder == "budget":
	case strings.Contains(account, "/promo_funding/"):
		return "funder"
	case last == "store_credit" || last == "goodwill" || last == "suspense" || last == "points_liability" || last == "gift_card":
		return last
	}
	return ""
}

// carried is what a leg's postings have to come to.
func (l leg) carried(p payment) carried {
	out := carried{}
	amount := l.extra
	if l.status == "Settled" {
		amount += l.amount
	}
	if amount == 0 {
		return out
	}
	if l.via == "DISPUTE" { // the bank paid it: nothing was returned
		out["bank "+p.currency] = amount
		return out
	}
	out["returned "+p.currency] = amount
	switch {
	case l.via == "STORE_CREDIT":
		out["store_credit "+p.currency] = amount + l.bonus
		out["goodwill "+p.currency], out["spent "+p.currency] = -l.bonus, l.bonus
	case l.via == "ELSEWHERE":
		out["suspense "+p.currency] = amount
	case p.kind == "POINTS":
		out["points_liability "+p.currency] = amount
		asset, units := l.unitsOf()
		out["units "+asset] = units
	case p.kind == "COUPON" || p.kind == "RED_PACKET":
		out["funder "+p.currency] = amount
		out["units CPN:"+p.instrument] = 1
	case p.provider == ownProvider && p.kind == "STORE_CREDIT":
		out["store_credit "+p.currency] = amount
	case p.provider == ownProvider && p.kind == "GIFT_CARD":
		out["gift_card "+p.currency] = amount
		out["units GFT:"+p.card()] = amount
	default:
		out["provider "+p.currency] = amount
	}
	return out.withoutZeros()
}

// ownProvider is the provider of what the merchant keeps for its customers itself.
const ownProvider = "storedvalue"

// card is the name of a gift card: its instrument, or what its provider calls it.
func (p payment) card() string {
	if p.instrument == p.id { // none is named
		return p.reference
	}
	return p.instrument
}

// unitsOf reads what a leg in points is in units of its programme.
func (l leg) unitsOf() (asset string, amount int64) {
	var units struct {
		Asset  string `json:"asset"`
		Amount int64  `json:"amount"`
	}
	if json.Unmarshal([]byte(l.units), &units) != nil {
		return "PTS:?", 0
	}
	return "PTS:" + strings.TrimPrefix(units.Asset, "PTS:"), units.Amount
}
