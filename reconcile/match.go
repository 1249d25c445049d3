package reconcile

import (
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
)

// matches say which listed refunds are whose, all by their places in the input.
type matches struct {
	// ofLeg are a leg's, ofOutside those of a refund made elsewhere, nobodys the rest.
	ofLeg, ofOutside map[int][]int
	nobodys          []int
	// bookedOutside: a leg's listed refund that the books have as made elsewhere beside it, and as which.
	bookedOutside map[int]int
}

// match finds the leg or the outside refund that each listed refund is: by key first, then by the provider's id.
func match(in Input) matches {
	byKey, byID, outside := map[string]int{}, map[string]int{}, map[string]int{}
	for i, l := range in.Legs {
		for _, key := range l.Keys {
			byKey[key] = i
		}
		if l.ProviderRefundID != "" {
			byID[l.ProviderRefundID] = i
		}
	}
	for i, o := range in.Outside {
		outside[o.ProviderRefundID] = i
	}
	m := matches{ofLeg: map[int][]int{}, ofOutside: map[int][]int{}, bookedOutside: map[int]int{}}
	for i, l := range in.Listed {
		leg, isLeg := byKey[l.Key]
		if !isLeg && l.ProviderRefundID != "" {
			leg, isLeg = byID[l.ProviderRefundID]
		}
		elsewhere, isOutside := outside[l.ProviderRefundID]
		switch {
		case isLeg:
			m.ofLeg[leg] = append(m.ofLeg[leg], i)
			if isOutside {
				m.bookedOutside[i] = elsewhere
			}
		case isOutside && l.ProviderRefundID != "":
			m.ofOutside[elsewhere] = append(m.ofOutside[elsewhere], i)
		default:
			m.nobodys = append(m.nobodys, i)
		}
	}
	return m
}

// ownAndOthers picks the listed refund that is the leg's own of all that were listed for it; the others are further
// movements. Those that moved nothing, and are not on their way, count only where there is no other.
func (m matches) ownAndOthers(in Input, leg int) (own int, others []int) {
	l, all := in.Legs[leg], m.ofLeg[leg]
	if len(all) == 0 {
		return -1, nil
	}
	live := slices.DeleteFunc(slices.Clone(all), func(i int) bool {
		_, elsewhere := m.bookedOutside[i]
		return progressSaid(in.Listed[i].Outcome.Kind) == notMoved || elsewhere
	})
	from := live
	if len(from) == 0 {
		from = all
	}
	own = slices.MinFunc(from, func(a, b int) int { return ownRank(l, in.Listed[a]).compare(ownRank(l, in.Listed[b])) })
	for _, i := range all {
		if i != own && progressSaid(in.Listed[i].Outcome.Kind) != notMoved {
			others = append(others, i)
		}
	}
	return own, others
}

// rank orders the listed refunds of one leg: the one whose id the books have, then the newest generation's, then the
// earliest.
type rank struct {
	otherID    bool
	generation int
	at         int64
	id         string
}

func ownRank(l ledger.ProviderLeg, listed payment.Listed) rank {
	return rank{
		otherID:    l.ProviderRefundID == "" || l.ProviderRefundID != listed.ProviderRefundID,
		generation: -slices.Index(l.Keys, listed.Key), at: listed.CreatedAt.UnixMicro(), id: listed.ProviderRefundID,
	}
}
