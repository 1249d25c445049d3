package explain

// This file has the formulas of deductions and of what was never captured.

func (s *reading) lessRate() int64 {
	list := s.show("list", s.sum("price")*s.sum("quantity"))
	taken := s.atMost(times(list, s.rate(s.word("rate"))), "at_most")
	if s.has("divisible") {
		taken = min(taken, s.sum("divisible")+s.sum("taken"))
	}
	return -taken
}

// lessUsed takes what a part of a whole comes to, at most what is left.
func (s *reading) lessUsed(part, of int64) int64 {
	part = s.show("part", min(max(0, part), of))
	return -min(portion(s.sum("price"), part, of), s.sum("left"))
}

func (s *reading) usedUnits() int64 { return s.lessUsed(s.sum("used")-s.sum("free"), s.sum("whole")) }

func (s *reading) usedBalance() int64 {
	return s.lessUsed(s.sum("used"), s.show("whole", s.sum("each")*s.sum("quantity")))
}

func (s *reading) usedDays() int64 {
	return s.lessUsed(s.days("start", "on")+1, s.show("whole", max(1, s.days("start", "end"))))
}

func (s *reading) usedLife() int64 {
	days := s.show("days", s.days("delivered", "on"))
	return s.lessUsed(days-s.sum("grace"), s.sum("whole"))
}

// open is what may still be captured.
func (s *reading) open() int64 {
	return s.show("open", max(0, min(s.sum("cost")-s.sum("captured"), s.sum("authorised"))))
}

func (s *reading) neverCaptured() int64 {
	return -min(s.open()-s.sum("voided"), s.sum("claim"))
}

// off is what an adjustment takes, and the tax of the total and the part of it that is on top.
func (s *reading) off() (off, tax, onTop int64) {
	tax = max(0, s.sum("tax"))
	return s.sum("total") - s.sum("shared"), tax, min(max(0, s.sum("on_top")), tax)
}

func (s *reading) adjustedTax() int64 {
	off, _, onTop := s.off()
	return -min(portion(onTop, off, s.sum("total")), off)
}

func (s *reading) adjusted() int64 {
	off, _, _ := s.off()
	return -(off + s.adjustedTax())
}

func (s *reading) adjustedInside() int64 {
	off, tax, onTop := s.off()
	return -portion(tax-onTop, off, s.sum("total"))
}
