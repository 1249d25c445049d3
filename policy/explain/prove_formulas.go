package explain

import (
	"maps"
	"slices"

	"github.com/makegood/makegood/refund"
)

// formula computes a step's result from its inputs.
type formula func(*reading) int64

// Formulas lists the closed set.
func Formulas() []refund.FormulaID { return slices.Sorted(maps.Keys(allFormulas)) }

func formulas() map[refund.FormulaID]formula { return allFormulas }

var allFormulas = map[refund.FormulaID]formula{
	refund.FormulaStatement:          func(*reading) int64 { return 0 },
	refund.FormulaWindow:             (*reading).window,
	refund.FormulaSum:                (*reading).all,
	refund.FormulaPositiveSum:        func(s *reading) int64 { return max(0, s.all()) },
	refund.FormulaDifference:         (*reading).difference,
	refund.FormulaPositiveDifference: func(s *reading) int64 { return max(0, s.difference()) },
	refund.FormulaNegative:           func(s *reading) int64 { return -s.all() },
	refund.FormulaRecordedTax:        (*reading).recordedTax,
	refund.FormulaShare:              (*reading).share,
	refund.FormulaShareOver:          (*reading).shareOver,
	refund.FormulaShares:             (*reading).shares,
	refund.FormulaAsked:              (*reading).asked,
	refund.FormulaShareMeasured:      (*reading).shareMeasured,
	refund.FormulaNetOfGross:         (*reading).netOfGross,
	refund.FormulaRate:               func(s *reading) int64 { return times(s.sum("net"), s.rate(s.word("rate"))) },
	refund.FormulaLessInside:         (*reading).lessInside,
	refund.FormulaLessAsked:          (*reading).lessAsked,
	refund.FormulaPointsDue:          (*reading).pointsDue,
	refund.FormulaPointsTaken:        (*reading).pointsTaken,
	refund.FormulaParties:            (*reading).parties,
	refund.FormulaPortions:           (*reading).portions,
	refund.FormulaCapture:            (*reading).capture,
	refund.FormulaWithin:             (*reading).within,
	refund.FormulaUnspent:            (*reading).unspent,
	refund.FormulaProportion:         (*reading).proportion,
	refund.FormulaLessProportion:     func(s *reading) int64 { return -s.proportion() },
	refund.FormulaLessRate:           (*reading).lessRate,
	refund.FormulaLessMinimum:        (*reading).lessMinimum,
	refund.FormulaLessUsedUnits:      (*reading).usedUnits,
	refund.FormulaLessUsedBalance:    (*reading).usedBalance,
	refund.FormulaLessUsedDays:       (*reading).usedDays,
	refund.FormulaLessUsedLife:       (*reading).usedLife,
	refund.FormulaWaiver:             (*reading).waiver,
	refund.FormulaNeverCaptured:      (*reading).neverCaptured,
	refund.FormulaCapturedSince:      func(s *reading) int64 { return s.sum("voided") - s.open() },
	refund.FormulaNets:               (*reading).nets,
	refund.FormulaBasket:             (*reading).basket,
	refund.FormulaSpread:             (*reading).spread,
	refund.FormulaSpreadBasket:       (*reading).spreadBasket,
	refund.FormulaThreshold:          (*reading).threshold,
	refund.FormulaGiveAway:           (*reading).giveAway,
	refund.FormulaSitting:            (*reading).sitting,
	refund.FormulaLostOnKept:         (*reading).lostOnKept,
	refund.FormulaGift:               (*reading).gift,
	refund.FormulaUnreached:          (*reading).unreached,
	refund.FormulaRetaxed:            (*reading).retaxed,
	refund.FormulaAdjusted:           (*reading).adjusted,
	refund.FormulaAdjustedTax:        (*reading).adjustedTax,
	refund.FormulaAdjustedInside:     (*reading).adjustedInside,
	refund.FormulaProviderSteps:      (*reading).providerSteps,
	refund.FormulaRoom:               (*reading).room,
}

// all is the sum of everything that is counted in money.
func (s *reading) all() int64 {
	var sum int64
	for i := range s.step.Inputs {
		if s.step.Inputs[i].Unit == refund.UnitMinor {
			sum += s.step.Inputs[i].Number
		}
	}
	return sum
}

// difference is the inputs of the first one's name less all others.
func (s *reading) difference() int64 {
	first := ""
	for i := range s.step.Inputs {
		if s.step.Inputs[i].Unit == refund.UnitMinor {
			first = s.step.Inputs[i].Name
			break
		}
	}
	return 2*s.sum(first) - s.all()
}

func (s *reading) window() int64 {
	s.show("day", max(0, s.days("delivered", "on")-s.sum("grace")))
	return 0
}

func (s *reading) recordedTax() int64 {
	var computed int64
	for _, input := range s.step.Inputs {
		if input.Name == "rate" {
			computed += times(s.sum("price"), s.rate(input.Value))
		}
	}
	s.show("computed", computed)
	if recorded := s.sum("recorded"); recorded-computed <= 1 && computed-recorded <= 1 {
		s.wrong("the recorded tax is what its rate gives")
	}
	return s.sum("recorded")
}

func (s *reading) share() int64 {
	part := portion(s.sum("total"), s.sum("before")+s.sum("now"), s.sum("bought")) + s.sum("allowed")
	return max(0, s.show("upto", min(part, s.sum("total")))-s.sum("given"))
}

func (s *reading) shareOver() int64 {
	return max(0, s.show("upto", portion(s.sum("total"), s.sum("back"), s.sum("net")))-s.sum("before"))
}

func (s *reading) within() int64 {
	if s.sum("due") > s.sum("owed") {
		s.wrong("more is due than is owed")
	}
	return s.sum("due")
}

func (s *reading) asked() int64 {
	if s.sum("asked") > s.sum("total")-s.sum("given") {
		s.wrong("more is asked for than is left")
	}
	return s.sum("asked")
}

func (s *reading) unspent() int64 {
	return s.sum("allowance") - portion(s.sum("allowance"), s.sum("returned"), s.sum("units"))
}

func (s *reading) proportion() int64 {
	amount := s.sum("amount") - s.sum("less")
	if s.has("less") {
		amount = max(0, amount)
	}
	value := portion(amount, s.sum("part"), s.sum("whole"))
	if s.has("at_most") {
		return max(0, s.atMost(value, "at_most"))
	}
	return value
}

func (s *reading) lessMinimum() int64 {
	first := int64(0)
	for i, found := 0, false; i < len(s.step.Inputs); i++ {
		if input := &s.step.Inputs[i]; input.Unit == refund.UnitMinor && (!found || input.Number < first) {
			first, found = input.Number, true
		}
	}
	return -first
}

func (s *reading) waiver() int64 {
	waiver := -min(s.sum("total"), s.sum("waived"))
	s.show("open", s.sum("waived")+waiver)
	return waiver
}
