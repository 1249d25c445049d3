package explain

import (
	"math/big"

	"github.com/makegood/makegood/refund"
)

// This file has the formulas of parts by measure, of gross amounts, of points, and of what a marketplace's parties
// share.

// shareMeasured is a part of a line by its measure, between both ends of its cumulative share.
func (s *reading) shareMeasured() int64 {
	total, before := s.sum("total"), s.decimal(s.word("before"))
	upto := s.ofMeasure("upto", new(big.Rat).Add(before, s.decimal(s.word("now"))))
	left := s.show("at_most", max(0, total-s.sum("given")))
	return min(upto-s.ofMeasure("share_before", before), left)
}

// ofMeasure is the total's share of a measure.
func (s *reading) ofMeasure(name string, measure *big.Rat) int64 {
	whole := s.decimal(s.word("whole"))
	if whole.Sign() == 0 {
		s.wrong("there is nothing to measure")
		return 0
	}
	return s.show(name, times(s.sum("total"), new(big.Rat).Quo(measure, whole)))
}

// netOfGross is the net part of an amount with the tax on top in it.
func (s *reading) netOfGross() int64 {
	total, tax, gross := s.sum("total"), s.sum("tax"), s.sum("gross")
	upto := s.show("upto", portion(total, s.sum("given")+s.sum("tax_given")+gross, total+tax))
	net := min(gross, max(0, upto-s.sum("given"), gross-max(0, tax-s.sum("tax_given"))))
	if net > total-s.sum("given") {
		s.wrong("more is asked for than is left")
	}
	return net
}

// lessInside takes the tax of a rate inside an amount.
func (s *reading) lessInside() int64 {
	rate := s.rate(s.word("rate"))
	return -times(s.sum("part"), rate.Quo(rate, new(big.Rat).Add(rate, big.NewRat(1, 1))))
}

func (s *reading) lessAsked() int64 {
	taken := s.atMost(s.sum("asked"), "at_most")
	if s.has("divisible") {
		taken = min(taken, s.sum("divisible")-s.sum("taken"))
	}
	return -taken
}

func (s *reading) pointsDue() int64 {
	s.show("due", portion(s.sum("earned"), s.sum("back"), s.sum("whole")))
	return 0
}

func (s *reading) pointsTaken() int64 {
	s.show("units", -max(0, s.sum("due")-s.sum("before")))
	return 0
}

// parties spreads an amount of either sign.
func (s *reading) parties() int64 {
	rows, amount, sign := s.rows(), s.sum("amount"), int64(1)
	if amount < 0 {
		sign = -1
	}
	weights := make([]int64, len(rows))
	for i := range rows {
		if weights[i] = rows[i].Cells[0]; weights[i] <= 0 {
			s.wrong("row %s has no weight", rows[i].Of)
		}
	}
	var sum int64
	for i, share := range divide(sign*amount, weights) {
		s.inRow(&rows[i], sign*share, rows[i].Cells[len(rows[i].Cells)-1])
		sum += sign * share
	}
	return sum
}

func (s *reading) portions() int64 {
	return s.eachRow(func(of map[string]int64, _ *refund.StepRow) int64 {
		return portion(of["amount"], of["part"], of["whole"])
	})
}

// capture is what goes back to one capture, in whole steps of the provider.
func (s *reading) capture() int64 {
	left := s.show("left", max(0, s.sum("captured")-s.sum("used")))
	step := max(1, s.sum("step"))
	return min(s.sum("share")-s.sum("taken"), left/step*step)
}
