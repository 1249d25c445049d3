package policy_test

import (
	"math/big"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// This file computes money without goods a second time (MONEY C12), from MONEY.md and in big rationals: amounts, gross
// amounts and parts by measure of one line, among units of it. It looks at all requests from the beginning.

// way is one request of a line: a unit, an amount, a gross amount or a part in grams.
type way struct {
	unit         bool
	minor, gross int64
	grams        int64
}

// worthOf is what one request comes to: net, tax inside and tax on top; refused: it is not paid.
type worthOf struct {
	net, in, on *big.Int
	refused     bool
}

// lineOracle is a line sold by measure with the requests made of it so far.
type lineOracle struct {
	paid, in, on *big.Int
	bought       int64
	grams        int64
	ways         []way
}

// lineStanding is the line after some of its requests.
type lineStanding struct {
	given              worthOf
	claimed, grams     int64
	allowed            []*big.Int
	keptThen, sinceOut []int64
}

// last computes the requests one after the other, and returns what the last comes to.
func (o *lineOracle) last() worthOf {
	s := lineStanding{given: worthOf{net: num(0), in: num(0), on: num(0)}}
	var worth worthOf
	for _, w := range o.ways {
		if worth = o.next(&s, w); !worth.refused {
			s.given = worthOf{net: plus(s.given.net, worth.net), in: plus(s.given.in, worth.in), on: plus(s.given.on, worth.on)}
		}
	}
	return worth
}

func plus(a, b *big.Int) *big.Int  { return new(big.Int).Add(a, b) }
func minus(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }

// aboveZero is an amount that does not go below zero.
func aboveZero(a *big.Int) *big.Int {
	if a.Sign() < 0 {
		return num(0)
	}
	return a
}

func least(a, b *big.Int) *big.Int {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

func (o *lineOracle) next(s *lineStanding, w way) worthOf {
	if w.unit {
		return o.oneUnit(s)
	}
	kept := o.bought - s.claimed
	net, refused := o.netOf(s, w)
	if refused || kept == 0 {
		return worthOf{refused: true}
	}
	s.grams += w.grams
	s.allowed, s.keptThen, s.sinceOut = append(s.allowed, net), append(s.keptThen, kept), append(s.sinceOut, 0)
	back := plus(s.given.net, net)
	out := worthOf{net: net, in: aboveZero(minus(o.over(o.in, back, s), s.given.in)), on: aboveZero(minus(o.over(o.on, back, s), s.given.on))}
	if w.gross > 0 && o.on.Sign() > 0 { // both sum to what was asked for
		out.on = minus(num(w.gross), net)
	}
	return out
}

// oneUnit: by quantity, with what allowances gave for units that are still kept; never more than was paid.
func (o *lineOracle) oneUnit(s *lineStanding) worthOf {
	if s.claimed == o.bought {
		return worthOf{refused: true}
	}
	s.claimed++
	due := portion(o.paid, s.claimed, o.bought)
	for i, allowed := range s.allowed {
		s.sinceOut[i]++
		due = plus(due, minus(allowed, portion(allowed, s.sinceOut[i], s.keptThen[i])))
	}
	due = least(due, o.paid)
	return worthOf{net: aboveZero(minus(due, s.given.net)), in: aboveZero(minus(o.over(o.in, due, s), s.given.in)), on: aboveZero(minus(o.over(o.on, due, s), s.given.on))}
}

// netOf is the net of money without goods, and whether there is not so much.
func (o *lineOracle) netOf(s *lineStanding, w way) (*big.Int, bool) {
	left := aboveZero(minus(o.paid, s.given.net))
	switch {
	case w.grams > 0:
		if s.grams+w.grams > o.grams {
			return nil, true
		}
		exact := minus(portion(o.paid, s.grams+w.grams, o.grams), portion(o.paid, s.grams, o.grams))
		return least(exact, left), exact.Sign() > 0 && left.Sign() == 0
	case w.gross > 0 && o.on.Sign() > 0:
		gross := plus(plus(s.given.net, s.given.on), num(w.gross))
		upto := halfAway(new(big.Rat).Mul(new(big.Rat).SetInt(o.paid), new(big.Rat).SetFrac(gross, plus(o.paid, o.on))))
		net := aboveZero(minus(upto, s.given.net))
		if rest := minus(num(w.gross), aboveZero(minus(o.on, s.given.on))); rest.Cmp(net) > 0 { // no more tax than is left
			net = rest
		}
		net = least(net, num(w.gross))
		return net, net.Cmp(left) > 0
	}
	net := num(w.minor + w.gross)
	return net, net.Cmp(left) > 0
}

// over is what of a recorded tax should be back: by quantity, and over the net once there is an allowance (C4, C12).
func (o *lineOracle) over(tax, back *big.Int, s *lineStanding) *big.Int {
	if len(s.allowed) == 0 || o.paid.Sign() == 0 {
		return portion(tax, s.claimed, o.bought)
	}
	return halfAway(new(big.Rat).Mul(new(big.Rat).SetInt(tax), new(big.Rat).SetFrac(back, o.paid)))
}

func TestMoneyWithoutGoodsIsWhatTheOracleSays(t *testing.T) {
	p := policyWith(t)
	rapid.Check(t, func(t *rapid.T) {
		l := goods("1", rapid.Int64Range(1, 4).Draw(t, "quantity"), rapid.Int64Range(0, 4000).Draw(t, "price"))
		paid := l.Quantity * l.UnitPriceMinor
		inside, onTop := rapid.Int64Range(0, paid/5).Draw(t, "inside"), rapid.Int64Range(0, paid/5).Draw(t, "on top")
		l.Taxes = []refund.Tax{tax(refund.TaxInclusive, inside), tax(refund.TaxExclusive, onTop)}
		oracle := lineOracle{paid: num(paid), in: num(inside), on: num(onTop), bought: l.Quantity, grams: rapid.Int64Range(1, 5000).Draw(t, "grams")}
		l.Measure = &refund.Measure{Amount: decimals(oracle.grams), Unit: "kg"}
		o := order([]refund.Line{l, goods("2", 1, 1)}, card(paid+onTop+1))
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 9).Draw(t, "requests") {
			w := drawnWay(t, paid, oracle.grams)
			oracle.ways = append(oracle.ways, w)
			c := w.of(o)
			a, err := p.Assess(c, h)
			if err != nil {
				t.Fatal(err)
			}
			comparedWith(t, a, oracle.last())
			h = policy.Settle(h, c, a)
		}
	})
}

func drawnWay(t *rapid.T, paid, grams int64) way {
	switch rapid.IntRange(0, 3).Draw(t, "way") {
	case 0:
		return way{unit: true}
	case 1:
		return way{minor: rapid.Int64Range(0, paid/2+1).Draw(t, "minor")}
	case 2:
		return way{gross: rapid.Int64Range(1, paid/2+1).Draw(t, "gross")}
	}
	return way{grams: rapid.Int64Range(1, grams).Draw(t, "part")}
}

func (w way) of(o refund.Order) refund.Cancellation {
	switch {
	case w.unit:
		return damaged(o, take("1", 1))
	case w.grams > 0:
		return weighed(o, decimals(w.grams))
	case w.gross > 0:
		return gross(o, w.gross)
	}
	return allowanceOf(o, w.minor)
}

func comparedWith(t *rapid.T, a refund.Assessment, want worthOf) {
	if refused := a.Disposition != refund.DispositionPay; refused || want.refused {
		if refused != want.refused {
			t.Fatalf("%s %v, and the oracle says refused: %t", a.Disposition, a.Reasons, want.refused)
		}
		return
	}
	net, onTop := sumOf(a, refund.ComponentLine), sumOf(a, refund.ComponentTax)
	if num(net).Cmp(want.net) != 0 || num(onTop).Cmp(want.on) != 0 || num(a.TaxMinor).Cmp(plus(want.in, want.on)) != 0 {
		t.Fatalf("net %d, tax on top %d, tax %d; the oracle says %v, %v and %v inside", net, onTop, a.TaxMinor, want.net, want.on, want.in)
	}
}
