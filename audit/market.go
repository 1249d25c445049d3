package main

import (
	"encoding/json"
	"math/big"
)

// component is a part of a refund's total.
type component struct {
	Kind        string        `json:"kind"`
	LineID      string        `json:"line_id"`
	Quantity    int64         `json:"quantity"`
	AmountMinor int64         `json:"amount_minor"`
	TaxMinor    int64         `json:"tax_minor"`
	Sellers     []sellerShare `json:"sellers"`
	Units       *struct {
		Asset  string `json:"asset"`
		Amount int64  `json:"amount"`
	} `json:"units"`
}

// sellerShare is what a seller of a marketplace bears, and what of the commission goes back.
type sellerShare struct {
	SellerID        string `json:"seller_id"`
	SellerMinor     int64  `json:"seller_minor"`
	CommissionMinor int64  `json:"commission_minor"`
}

// theirs is what of a component is sellers', and the tax inside that: in proportion, half away from zero.
func (c component) theirs() (minor, tax int64) {
	for _, s := range c.Sellers {
		minor += s.SellerMinor + s.CommissionMinor
	}
	switch {
	case len(c.Sellers) == 0:
		return 0, 0
	case minor == c.AmountMinor:
		return minor, c.TaxMinor
	case c.AmountMinor == 0:
		return minor, 0
	}
	return minor, rounded(big.NewRat(minor, c.AmountMinor), c.TaxMinor)
}

// rounded is an amount's part, half away from zero.
func rounded(part *big.Rat, amount int64) int64 {
	exact := new(big.Rat).Mul(part, new(big.Rat).SetInt64(amount))
	sign := int64(exact.Sign())
	exact.Abs(exact)
	twice := new(big.Int).Add(new(big.Int).Mul(exact.Num(), big.NewInt(2)), exact.Denom())
	return sign * twice.Quo(twice, new(big.Int).Mul(exact.Denom(), big.NewInt(2))).Int64()
}

// sold is a line as far as sellers go: whose it is, what was bought and paid, and what commission is on all of it.
type sold struct {
	seller     string
	quantity   int64
	commission int64
	// exact: the commission can be computed from the line alone.
	exact bool
}

// sellersBearTheirLines: each LINE is its seller's whole, and the sellers' sums are those of the components.
func sellersBearTheirLines(e evidence) []finding {
	lines, out := e.soldLines(), []finding(nil)
	for _, r := range e.refunds {
		p := r.stored()
		differ := sums[string]{}
		for _, s := range p.Assessment.Sellers {
			differ[s.SellerID] += s.SellerMinor
			differ[s.SellerID+" commission"] += s.CommissionMinor
		}
		for _, c := range p.Assessment.Components {
			for _, s := range c.Sellers {
				differ[s.SellerID] -= s.SellerMinor
				differ[s.SellerID+" commission"] -= s.CommissionMinor
			}
			if c.Kind == "LINE" && !c.isOf(lines[line{r.order, c.LineID}].seller) {
				out = append(out, found(codeSellersDiffer, r.id, "line %s of %d goes to %+v", c.LineID, c.AmountMinor, c.Sellers))
			}
		}
		for _, of := range differ.keys() {
			if differ[of] != 0 {
				out = append(out, found(codeSellersDiffer, r.id, "%s: %d more than its components", of, differ[of]))
			}
		}
	}
	return out
}

// isOf reports whether a component is a seller's alone; of no seller, whether it is nobody's.
func (c component) isOf(seller string) bool {
	var minor int64
	for _, s := range c.Sellers {
		if s.SellerID != seller {
			return false
		}
		minor += s.SellerMinor + s.CommissionMinor
	}
	return seller == "" || minor == c.AmountMinor
}

// commissionIsInProportion: no more commission goes back than there was, and all of it once all units did.
func commissionIsInProportion(e evidence) []finding {
	var out []finding
	back, units, allowed := sums[string]{}, sums[string]{}, sums[string]{}
	for _, r := range e.refunds {
		if !r.stands {
			continue
		}
		for _, c := range r.stored().Assessment.Components {
			if at := (line{r.order, c.LineID}).String(); c.Kind == "LINE" {
				units[at] += c.Quantity
				if c.Quantity == 0 {
					allowed[at]++
				}
				for _, s := range c.Sellers {
					back[at] += s.CommissionMinor
				}
			}
		}
	}
	for at, l := range e.soldLines() {
		name := at.String()
		whole := l.exact && units[name] == l.quantity && allowed[name] == 0
		if l.exact && (back[name] < 0 || back[name] > l.commission) || whole && back[name] != l.commission {
			out = append(out, found(codeCommissionDiffers, name, "%d of %d units came back, and %d of %d commission", units[name], l.quantity, back[name], l.commission))
		}
	}
	return out
}

// soldLines reads the lines of all orders. A snapshot that cannot be read is another check's finding.
func (e evidence) soldLines() map[line]sold {
	out := map[line]sold{}
	for _, o := range e.orders {
		var s snapshot
		if json.Unmarshal([]byte(o.snapshot), &s) != nil {
			continue
		}
		paid := s.bought(o.id)
		for _, l := range s.Lines {
			at := line{o.id, l.LineID}
			of := sold{seller: l.SellerID, quantity: l.Quantity, exact: true}
			switch {
			case l.SellerID == "" || l.Commission == nil:
			case l.Commission.AmountMinor != nil:
				of.commission = *l.Commission.AmountMinor
			default:
				rate, ok := new(big.Rat).SetString(l.Commission.Rate)
				of.exact = ok && len(s.OrderDiscounts) == 0
				if of.exact {
					of.commission = rounded(rate, paid[at].paidMinor)
				}
			}
			out[at] = of
		}
	}
	return out
}
