package refund

import "slices"

// VoidedMinor is what requests cancelled of amounts that were never captured (MONEY C13), in minor units.
func VoidedMinor(requests []Entitlement) (int64, error) {
	var voided []int64
	for i := range requests {
		for _, part := range requests[i].Components {
			if part.Kind == ComponentVoid {
				voided = append(voided, -part.AmountMinor)
			}
		}
	}
	return SumMinor(voided...)
}

// StandingRequests are the earlier requests that count: without those of which nothing was paid because nothing
// was captured, where a later capture undid the void. They claim nothing any more: the latest first. An order
// that cannot be summed has all of them: it is refused where it is computed with.
func StandingRequests(h OrderHistory) []Entitlement {
	voided, err := VoidedMinor(h.Earlier)
	if err != nil || voided == 0 {
		return h.Earlier
	}
	captured := int64(0)
	for i := range h.Payments {
		captured = SumAtMost(captured, h.Payments[i].CapturedMinor)
	}
	cost, err := h.Order.PaidMinor()
	if err != nil {
		return h.Earlier
	}
	standing := slices.Clone(h.Earlier)
	for i := len(standing) - 1; i >= 0 && captured > cost-voided; i-- {
		own, err := VoidedMinor(standing[i : i+1])
		if err != nil || own <= 0 || standing[i].TotalMinor != 0 {
			continue
		}
		voided -= own
		standing = slices.Delete(standing, i, i+1)
	}
	return standing
}
