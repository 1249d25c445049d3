package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// releaseParts sums by payment what a release gives back, and how much of the refund stays
// unpaid.
func (t *tx) releaseParts(legs []*legRow, kept []keptBackRow) ([]ledger.ReleasePart, int64, error) {
	parts := partsByPayment{of: map[string]ledger.ReleasePart{}}
	var unpaid int64
	for _, l := range legs {
		if !holds(l) {
			continue
		}
		unpaid += l.AmountMinor
		part := parts.at(l.ref)
		switch ledger.PlaceOf(l.Status) {
		case ledger.ControlHeld:
			part.HeldMinor += l.AmountMinor - l.unheldMinor
		case ledger.ControlSent:
			part.SentMinor += l.AmountMinor
		case ledger.ControlOpen, ledger.ControlCaptured, ledger.ControlReturned, ledger.ControlKeptBack, ledger.ControlExternal, ledger.ControlDisputed,
			ledger.ControlChargedBack, ledger.ControlExcess: // Held has its place in open, which the dispute took: nothing to release
		}
		parts.of[l.ref.ID] = part
	}
	for _, k := range kept {
		part := parts.at(k.ref)
		part.KeptBackMinor += k.freed()
		parts.of[k.ref.ID] = part
	}
	out, err := t.withExcess(parts)
	return out, unpaid, err
}

// holds reports whether a leg uses headroom without having been paid, or waits for a dispute to use it.
func holds(l *legRow) bool {
	if l.Status == refund.LegHeld {
		return true
	}
	place := ledger.PlaceOf(l.Status)
	return place == ledger.ControlHeld || place == ledger.ControlSent
}

type partsByPayment struct {
	order []string
	of    map[string]ledger.ReleasePart
}

func (p *partsByPayment) at(ref ledger.PaymentRef) ledger.ReleasePart {
	part, seen := p.of[ref.ID]
	if !seen {
		p.order = append(p.order, ref.ID)
		part.Payment = ref
		p.of[ref.ID] = part
	}
	return part
}

func (t *tx) withExcess(parts partsByPayment) ([]ledger.ReleasePart, error) {
	var out []ledger.ReleasePart
	for _, id := range parts.order {
		b, err := t.controls(id)
		if err != nil {
			return nil, err
		}
		part := parts.of[id]
		part.ExcessMinor = b[ledger.ControlExcess]
		out = append(out, part)
	}
	return out, nil
}
