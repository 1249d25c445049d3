package explain

import "github.com/makegood/makegood/refund"

// This file has the formulas whose inputs repeat by row.

// eachRow compares every row with what it should come to, and returns the rows' sum.
func (s *reading) eachRow(value func(named map[string]int64, row *refund.StepRow) int64) int64 {
	var sum int64
	rows := s.rows()
	for i := range rows {
		named, stated := s.cells(&rows[i])
		s.inRow(&rows[i], value(named, &rows[i]), stated)
		sum += stated
	}
	return sum
}

func (s *reading) shares() int64 {
	return s.eachRow(func(of map[string]int64, _ *refund.StepRow) int64 {
		return max(0, portion(of["total"], of["before"]+of["now"], of["bought"])-of["given"])
	})
}

// left is a row's first cell less those between it and the last.
func left(row *refund.StepRow) int64 {
	value := row.Cells[0]
	for _, less := range row.Cells[1 : len(row.Cells)-1] {
		value -= less
	}
	return value
}

func (s *reading) nets() int64 {
	return s.eachRow(func(_ map[string]int64, row *refund.StepRow) int64 { return left(row) })
}

// spreadOver compares the rows with the amount spread over weights, and returns what was spread.
func (s *reading) spreadOver(weight func(*refund.StepRow) int64) int64 {
	rows := s.rows()
	weights := make([]int64, len(rows))
	for i := range rows {
		weights[i] = max(0, weight(&rows[i]))
	}
	amount := s.sum("amount") - s.sum("less")
	var sum int64
	for i, share := range spread(amount, weights) {
		s.inRow(&rows[i], share, rows[i].Cells[len(rows[i].Cells)-1])
		sum += share
	}
	return sum
}

func (s *reading) spread() int64 { return s.spreadOver(left) }

// spreadBasket spreads over what the rows of a basket are worth.
func (s *reading) spreadBasket() int64 {
	return s.spreadOver(func(row *refund.StepRow) int64 {
		named, _ := s.cells(row)
		return worth(named)
	})
}

// worth is a row of a basket.
func worth(of map[string]int64) int64 {
	value := of["price"] * of["units"]
	if of["off"] != 0 {
		value = max(0, value-portion(of["off"], of["units"], of["bought"]))
	}
	return value - of["less"]
}

func (s *reading) basket() int64 {
	return s.eachRow(func(of map[string]int64, _ *refund.StepRow) int64 { return worth(of) })
}

// sitting is by row this promotion's share of the discount on the units that count as kept.
func (s *reading) sitting() int64 {
	return s.eachRow(func(of map[string]int64, row *refund.StepRow) int64 {
		back := portion(of["paid"], of["bought"]-of["left"], of["bought"])
		discount := of["price"]*of["left"] - (of["paid"] - back)
		weights, own := s.weights(row)
		if own < 0 {
			s.wrong("row %s has no weight of its own", row.Of)
			return 0
		}
		if len(weights) == 1 {
			return discount
		}
		return spread(discount, weights)[own]
	})
}

// weights are a row's weights that count, and the place of the promotion's own among them.
func (s *reading) weights(row *refund.StepRow) (weights []int64, own int) {
	own = -1
	for i, column := range s.step.Table.Columns {
		if (column.Name != "weight" && column.Name != "own") || row.Cells[i] <= 0 {
			continue
		}
		if column.Name == "own" {
			own = len(weights)
		}
		weights = append(weights, row.Cells[i])
	}
	return weights, own
}

// lostOnKept spreads the amount over the first cells, and leaves of each share the part of the units kept.
func (s *reading) lostOnKept() int64 {
	rows := s.rows()
	weights := make([]int64, len(rows))
	for i := range rows {
		weights[i] = max(0, rows[i].Cells[0])
	}
	var sum int64
	for i, share := range spread(s.sum("amount"), weights) {
		named, stated := s.cells(&rows[i])
		s.inRow(&rows[i], share, named["share"])
		if named["kept"] != named["left"] {
			share = portion(share, named["kept"], named["left"])
		}
		s.inRow(&rows[i], share, stated)
		sum += stated
	}
	return sum
}

// retaxed is by row how much more tax kept goods bear at a new price than was recorded for them.
func (s *reading) retaxed() int64 {
	return s.eachRow(func(of map[string]int64, row *refund.StepRow) int64 {
		price := of["paid"] - portion(of["paid"], of["taken"], of["bought"]) + of["more"]
		tax := -(of["recorded"] - portion(of["recorded"], of["taken"], of["bought"]))
		for _, rate := range row.Rates {
			tax += times(price, s.rate(rate))
		}
		return tax
	})
}
