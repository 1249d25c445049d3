package tender

import (
	"strconv"

	"github.com/makegood/makegood/refund"
)

// LastLeg is the highest number a leg of a refund has by now: no leg, and so no provider's key, is used
// twice.
func LastLeg(in refund.Reassessment) int {
	last := 0
	for _, leg := range in.Stored.Assessment.Legs {
		last = max(last, legNumber(leg.LegID))
	}
	for _, leg := range in.Settled {
		last = max(last, legNumber(leg.LegID))
	}
	for _, id := range in.UsedLegs {
		last = max(last, legNumber(id))
	}
	return last
}

// Renumbered gives legs ids that follow the last one a refund has used.
func Renumbered(legs []refund.PlannedLeg, lastLeg int) []refund.PlannedLeg {
	p := &Plan{lastLeg: lastLeg}
	for _, leg := range legs {
		p.addLeg(leg)
	}
	return p.Legs
}

// legNumber is the number a leg's id begins with; 0 without one.
func legNumber(id refund.LegID) int {
	digits := 0
	for digits < len(id) && id[digits] >= '0' && id[digits] <= '9' {
		digits++
	}
	number, err := strconv.Atoi(string(id[:digits]))
	if err != nil {
		return 0
	}
	return number
}
