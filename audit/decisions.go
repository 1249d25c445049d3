package main

// adjustmentsAreGone: what a person's adjustment took is in no leg: as long as the adjusted proposal is
// the one that counts, its total, its legs and its claims come to the amount that was decided, and a
// negative ADJUSTMENT says what was taken.
func adjustmentsAreGone(e evidence) []finding {
	rows := map[string]refundRow{}
	for _, r := range e.refunds {
		rows[r.id] = r
	}
	var out []finding
	for _, d := range e.decisions {
		r := rows[d.refund]
		if d.verb != "adjust" || d.hash != r.hash {
			continue
		}
		var legs, took int64
		for _, l := range e.live(r.id) {
			legs += l.amount
		}
		for _, c := range r.stored().Assessment.Components {
			if c.Kind == "ADJUSTMENT" {
				took -= c.AmountMinor
			}
		}
		if legs != d.amount || r.total != d.amount || took <= 0 {
			out = append(out, found(codeAdjustmentPaid, r.id, "%s lowered it to %d; it took %d, the total is %d, the legs come to %d", d.reviewer, d.amount, took, r.total, legs))
		}
	}
	return out
}

// paidIsAgreed: of what needs people, nothing is begun before so many different ones agreed to the very
// proposal that counts, none of whom asked for the refund (promise 9).
func paidIsAgreed(e evidence) []finding {
	agreed := map[string]map[string]bool{}
	for _, d := range e.decisions {
		if d.verb == "approve" || d.verb == "adjust" {
			at := d.refund + " " + d.hash
			if agreed[at] == nil {
				agreed[at] = map[string]bool{}
			}
			agreed[at][d.reviewer] = true
		}
	}
	var out []finding
	for _, r := range e.refunds {
		by := agreed[r.id+" "+r.hash]
		if by[r.requestedBy] {
			out = append(out, found(codeAgreedByAuthor, r.id, "%s asked for it and agreed to it", r.requestedBy))
		}
		if needed := r.stored().ApprovalsRequired; e.begun(r.id) && len(by) < needed {
			out = append(out, found(codeNotAgreed, r.id, "is paid, and %d of %d people agreed", len(by), needed))
		}
	}
	return out
}

// begun reports whether a leg was begun since the proposal that counts took its place: what was paid
// under an earlier one was agreed to then.
func (e evidence) begun(refund string) (begun bool) {
	for _, row := range e.rows.trailOf[refund] {
		switch row.name {
		case "Reserved", "Replaced":
			begun = false
		case "LegBegun":
			begun = true
		}
	}
	return begun
}
