package workflows

import (
	"maps"
	"slices"
	"strings"

	"github.com/makegood/makegood/refund"
)

// uncorrected is a leg that bounced after the customer was told of its money, and of which no correction was told;
// "": there is none, or the run began before each of them was told.
func (s *story) uncorrected() refund.LegID {
	if s.notices.firstOnly || !s.toldOfMoney() {
		return ""
	}
	for _, leg := range s.standing.Legs {
		if leg.Status == refund.LegLateFailed && !s.notices.told[s.correctionOf(leg).MessageID()] {
			return leg.LegID
		}
	}
	return ""
}

// correct tells the customer of every leg that bounced.
func (s *story) correct() {
	for id := s.uncorrected(); id != ""; id = s.uncorrected() {
		if !correctsEveryLeg(s.ctx) {
			s.notices.firstOnly = true
			return
		}
		s.notices.correcting = id
		s.tell(s.ctx, refund.NoticeCorrected)
		s.notices.correcting = ""
	}
}

func (s *story) correctionOf(leg refund.LegStanding) refund.Notice {
	return refund.Notice{Refund: s.id, Kind: refund.NoticeCorrected, Occasion: s.bounced(leg)}
}

// toldOfMoney reports whether the customer was told, in this run or one before, that money has arrived or is on its
// way.
func (s *story) toldOfMoney() bool {
	if s.in.Correction != nil {
		return true // by the workflow that ended with it
	}
	return slices.ContainsFunc(slices.Sorted(maps.Keys(s.notices.told)), func(id string) bool {
		kind, _, _ := strings.Cut(strings.TrimPrefix(id, string(s.id)+"#"), "#")
		return slices.Contains([]refund.NoticeKind{refund.NoticeSent, refund.NoticeRefunded, refund.NoticePartlyRefunded}, refund.NoticeKind(kind))
	})
}
