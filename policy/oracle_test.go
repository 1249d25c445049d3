package policy_test

import (
	"math/big"
	"slices"

	"github.com/makegood/makegood/refund"
)

// The oracle computes refunds a second time, slowly, in big rationals, from MONEY.md and not from the
// engine: it calls none of its arithmetic, keeps no history and no components, and looks at every
// request of a sequence from the beginning. Where the engine adds up what it recorded, the oracle
// takes the difference of two states.

// oracle is an order with the requests made of it so far.
type oracle struct {
	order refund.Order
	// mode is of reasons that are not the merchant's fault.
	mode       string
	restocking *big.Rat
	requests   []asked
	// checkout: the discounts are being made, not looked at.
	checkout bool
}

// asked is one request: units by line, all for one reason; or allowances by line, which take no units.
type asked struct {
	units      []int64
	fault      bool
	allowances []int64
}

func (r asked) allowance(l int) int64 {
	if r.allowances == nil {
		return 0
	}
	return r.allowances[l]
}

// answer is what one request comes to, by kind of component.
type answered struct {
	line, tax, shipping, clawback, gift, waiver, restocking *big.Int
	total, taxInside                                        *big.Int
}

// standing is the order after some of its requests: what the entitlement comes to in all.
type standing struct {
	line, tax, shipping, clawback, gift, inside *big.Int
}

func rat(value int64) *big.Rat { return new(big.Rat).SetInt64(value) }

func num(value int64) *big.Int { return big.NewInt(value) }

// halfAway rounds a rational, halves away from zero (C1): floor(x + 1/2) of the magnitude.
func halfAway(exact *big.Rat) *big.Int {
	shifted := new(big.Rat).Add(new(big.Rat).Abs(exact), big.NewRat(1, 2))
	rounded := new(big.Int).Quo(shifted.Num(), shifted.Denom())
	if exact.Sign() < 0 {
		rounded.Neg(rounded)
	}
	return rounded
}

// part is round(amount * a / b).
func portion(amount *big.Int, a, b int64) *big.Int {
	return halfAway(new(big.Rat).Mul(new(big.Rat).SetInt(amount), big.NewRat(a, b)))
}

// parcel spreads an amount by weights: floors first, then one unit each to the largest fractions,
// ties to the earlier (C3).
func parcel(amount *big.Int, weights []*big.Int) []*big.Int {
	sum, parts, fractions := new(big.Int), make([]*big.Int, len(weights)), make([]*big.Rat, len(weights))
	for _, weight := range weights {
		sum.Add(sum, weight)
	}
	left := new(big.Int).Set(amount)
	for i, weight := range weights {
		parts[i], fractions[i] = new(big.Int), new(big.Rat)
		if sum.Sign() == 0 {
			continue
		}
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(amount, weight), sum)
		parts[i].Quo(exact.Num(), exact.Denom())
		fractions[i].Sub(exact, new(big.Rat).SetInt(parts[i]))
		left.Sub(left, parts[i])
	}
	for left.Sign() > 0 && sum.Sign() > 0 {
		best := 0
		for i := range fractions {
			if fractions[i].Cmp(fractions[best]) > 0 {
				best = i
			}
		}
		fractions[best] = rat(-1)
		parts[best].Add(parts[best], num(1))
		left.Sub(left, num(1))
	}
	return parts
}

// paidFor is a line's net price: unit price times quantity less its discounts.
func paidFor(l refund.Line) *big.Int {
	paid := new(big.Int).Mul(num(l.UnitPriceMinor), num(l.Quantity))
	for _, d := range l.Discounts {
		paid.Sub(paid, num(d.AmountMinor))
	}
	return paid
}

// recorded is a line's recorded tax of one mode.
func recorded(taxes []refund.Tax, mode refund.TaxMode) *big.Int {
	sum := new(big.Int)
	for _, t := range taxes {
		if t.Mode == mode {
			sum.Add(sum, num(t.AmountMinor))
		}
	}
	return sum
}

// back is how many units of a line came back in the first k requests; gone leaves out those that
// came back for the merchant's fault, or under KEEP (C6).
func (o *oracle) back(k, line int) (back, gone int64) {
	for _, r := range o.requests[:k] {
		back += r.units[line]
		if !r.fault && o.mode != "KEEP" {
			gone += r.units[line]
		}
	}
	return back, gone
}

// netBack is what went back of a line's net price after k requests: by quantity, and each allowance but for
// its share of the units that came back since (C12). A unit never takes money along, not for a rounding.
func (o *oracle) netBack(k, l int) *big.Int {
	net := o.netTarget(k, l)
	if k > 0 {
		if before := o.netBack(k-1, l); before.Cmp(net) > 0 {
			return before
		}
	}
	return net
}

func (o *oracle) netTarget(k, l int) *big.Int {
	line := o.order.Lines[l]
	after, _ := o.back(k, l)
	net := portion(paidFor(line), after, line.Quantity)
	for j, r := range o.requests[:k] {
		if minor := num(r.allowance(l)); minor.Sign() > 0 {
			before, _ := o.back(j, l)
			net.Add(net, new(big.Int).Sub(minor, portion(minor, after-before, line.Quantity-before)))
		}
	}
	if paid := paidFor(line); net.Cmp(paid) > 0 { // several allowances, each rounded
		return paid
	}
	return net
}

// taxBack is what went back of a recorded tax after k requests: by quantity, and over the net given back once
// the line has an allowance (C4, C12).
func (o *oracle) taxBack(k, l int, mode refund.TaxMode) *big.Int {
	tax := o.taxTarget(k, l, mode)
	if k > 0 {
		if before := o.taxBack(k-1, l, mode); before.Cmp(tax) > 0 {
			return before
		}
	}
	return tax
}

func (o *oracle) taxTarget(k, l int, mode refund.TaxMode) *big.Int {
	line, allowed := o.order.Lines[l], false
	for _, r := range o.requests[:k] {
		allowed = allowed || r.allowance(l) > 0
	}
	if net := paidFor(line); allowed && net.Sign() > 0 {
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(recorded(line.Taxes, mode), o.netBack(k, l)), net)
		return halfAway(exact)
	}
	back, _ := o.back(k, l)
	return portion(recorded(line.Taxes, mode), back, line.Quantity)
}

// whole reports whether nothing is kept after k requests (C9).
func (o *oracle) whole(k int) bool {
	for l, line := range o.order.Lines {
		if back, _ := o.back(k, l); back < line.Quantity {
			return false
		}
	}
	return true
}

// standingAfter computes the entitlement after k requests, as a state.
func (o *oracle) standingAfter(k int) standing {
	s := standing{new(big.Int), new(big.Int), new(big.Int), new(big.Int), new(big.Int), new(big.Int)}
	claw, byLine := o.lost(k)
	s.clawback.Neg(claw)
	for l, line := range o.order.Lines {
		back, _ := o.back(k, l)
		s.line.Add(s.line, o.netBack(k, l))
		kept := new(big.Int).Sub(paidFor(line), portion(paidFor(line), back, line.Quantity))
		charged := new(big.Int).Add(byLine[l], o.giftCharged(k, l))
		s.gift.Sub(s.gift, o.giftCharged(k, l))
		for _, mode := range []refund.TaxMode{refund.TaxInclusive, refund.TaxExclusive} {
			leaves := o.taxBack(k, l, mode)
			if charged.Sign() != 0 { // kept goods cost more than was paid for them, allowances aside (C5)
				atRate := taxOf(line.Taxes, mode, new(big.Int).Add(kept, charged))
				leaves.Sub(leaves, portion(recorded(line.Taxes, mode), back, line.Quantity))
				leaves.Add(leaves, new(big.Int).Sub(recorded(line.Taxes, mode), atRate))
			}
			s.inside.Add(s.inside, leaves)
			if mode == refund.TaxExclusive {
				s.tax.Add(s.tax, leaves)
			}
		}
	}
	o.addShipping(k, &s)
	return s
}

// addShipping: it goes back with a merchant's fault, or once nothing is kept; a lost FREE_SHIPPING is
// clawed back while it stays.
func (o *oracle) addShipping(k int, s *standing) {
	given := k > 0 && o.whole(k)
	for _, r := range o.requests[:k] {
		given = given || r.fault && r.allowances == nil
	}
	net := o.order.Shipping.AmountMinor - o.order.Shipping.DiscountMinor
	if given {
		s.shipping.Add(s.shipping, num(net))
		return
	}
	for _, p := range o.order.Promotions {
		lost := o.timesReached(p, k) == 0 || o.mode == "FORFEIT" && o.touched(p, k)
		if p.Kind == refund.PromotionFreeShipping && o.anyGone(k) && lost {
			s.clawback.Sub(s.clawback, num(o.order.Shipping.DiscountMinor))
		}
	}
}

// taxOf taxes a price at each tax's own rate: on top, or inside it.
func taxOf(taxes []refund.Tax, mode refund.TaxMode, price *big.Int) *big.Int {
	sum, inside := new(big.Int), rat(1)
	for _, t := range taxes {
		if rate, _ := new(big.Rat).SetString(t.Rate); t.Mode == refund.TaxInclusive {
			inside.Add(inside, rate)
		}
	}
	for _, t := range taxes {
		if t.Mode != mode {
			continue
		}
		rate, _ := new(big.Rat).SetString(t.Rate)
		exact := new(big.Rat).Mul(new(big.Rat).SetInt(price), rate)
		if mode == refund.TaxInclusive {
			exact.Quo(exact, inside)
		}
		sum.Add(sum, halfAway(exact))
	}
	return sum
}

// next adds a request and computes what it comes to.
func (o *oracle) next(r asked) answered {
	o.requests = append(o.requests, r)
	k := len(o.requests)
	before, after := o.standingAfter(k-1), o.standingAfter(k)
	diff := func(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }
	out := answered{line: diff(after.line, before.line), tax: diff(after.tax, before.tax), shipping: diff(after.shipping, before.shipping),
		clawback: diff(after.clawback, before.clawback), gift: diff(after.gift, before.gift), restocking: new(big.Int)}
	earlier, insideEarlier := new(big.Int), new(big.Int)
	for j := 1; j <= k; j++ { // R_k = max(0, E_k - sum of earlier R) (C10)
		s := o.standingAfter(j)
		left := diff(s.sum(), earlier)
		room := big.NewInt(0)
		inside := new(big.Int)
		if left.Sign() >= 0 {
			room, inside = left, diff(s.inside, insideEarlier)
		}
		earlier.Add(earlier, room)
		insideEarlier.Add(insideEarlier, inside)
		out.total, out.taxInside = new(big.Int).Set(room), inside
	}
	out.waiver = diff(out.total, diff(after.sum(), before.sum()))
	o.restock(&out, r)
	return out
}

func (s standing) sum() *big.Int {
	sum := new(big.Int)
	for _, part := range []*big.Int{s.line, s.tax, s.shipping, s.clawback, s.gift} {
		sum.Add(sum, part)
	}
	return sum
}

// restock keeps a rate of the list price of what came back for a change of mind, line by line, capped
// by what is left (C11). The tax inside an inclusive price goes with it; one that takes all that is
// left takes all tax.
func (o *oracle) restock(out *answered, r asked) {
	for l, line := range o.order.Lines {
		list := new(big.Int).Mul(num(line.UnitPriceMinor), num(r.units[l]))
		fee := halfAway(new(big.Rat).Mul(new(big.Rat).SetInt(list), o.restocking))
		if fee.Cmp(out.total) > 0 {
			fee = new(big.Int).Set(out.total)
		}
		if r.fault || fee.Sign() == 0 { // an allowance has no units, and so no fee
			continue
		}
		inside := o.insideFee(fee, l)
		if fee.Cmp(out.total) == 0 || inside.Cmp(out.taxInside) > 0 {
			inside = new(big.Int).Set(out.taxInside)
		}
		if inside.Sign() < 0 {
			inside = new(big.Int)
		}
		out.restocking.Sub(out.restocking, fee)
		out.total.Sub(out.total, fee)
		out.taxInside.Sub(out.taxInside, inside)
	}
}

// insideFee is the recorded tax inside a fee, by the item's own price and tax.
func (o *oracle) insideFee(fee *big.Int, l int) *big.Int {
	k := len(o.requests)
	worth := new(big.Int).Sub(o.netBack(k, l), o.netBack(k-1, l))
	tax := new(big.Int).Sub(o.taxBack(k, l, refund.TaxInclusive), o.taxBack(k-1, l, refund.TaxInclusive))
	if worth.Sign() == 0 || tax.Sign() == 0 {
		return new(big.Int)
	}
	exact := new(big.Rat).SetFrac(new(big.Int).Mul(tax, fee), worth)
	return slices.MinFunc([]*big.Int{halfAway(exact), tax}, (*big.Int).Cmp)
}
