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

// StandingRequests are the earlier requests that count for a request: without those of which nothing was paid
// because nothing was captured, where a later capture undid the void and the request asks for the same goods. They
// claim nothing any more: the latest first. What a capture brought back of the other ones is paid with the request
// as a VOID of its own (MONEY C13). An order that cannot be summed has all of them: it is refused where it is
// computed with.
func StandingRequests(h OrderHistory, c Cancellation) []Entitlement {
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
		if err != nil || own <= 0 || standing[i].TotalMinor != 0 || !c.asksFor(standing[i]) {
			continue
		}
		voided -= own
		standing = slices.Delete(standing, i, i+1)
	}
	return standing
}

// asksFor reports whether a request asks for goods that an earlier one claimed.
func (c Cancellation) asksFor(e Entitlement) bool {
	if c.Scope == ScopeWholeOrder {
		return true
	}
	return slices.ContainsFunc(e.Components, func(part Component) bool {
		return part.LineID != "" && slices.ContainsFunc(c.CancelledLines, func(l CancelledLine) bool { return l.LineID == part.LineID })
	})
}
