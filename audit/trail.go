package main

import "slices"

// next is where a refund may go from a status, apart from staying where it is. Only people's acts lead
// back: out of NeedsAttention and NeedsInfo. What is over is reopened by an appeal's replacement (see
// reopens), a refunded one also by a late failure.
func next(from string) []string {
	ends := []string{"Refunded", "PartlyRefunded", "Rejected", "Withdrawn", "NothingToRefund"}
	switch from {
	case "":
		return []string{"Received"}
	case "Received", "Assessing":
		return append(ends, "Assessing", "AwaitingGoods", "AwaitingApproval", "PayingOut", "NeedsAttention")
	case "AwaitingGoods":
		return []string{"Inspected", "Rejected", "Withdrawn"}
	case "Inspected":
		return append(ends, "AwaitingApproval", "PayingOut", "NeedsAttention")
	case "AwaitingApproval":
		return append(ends, "NeedsInfo", "PayingOut", "NeedsAttention")
	case "NeedsInfo":
		return []string{"AwaitingApproval", "Rejected", "PartlyRefunded", "Withdrawn"}
	case "PayingOut":
		return append(ends, "NeedsAttention")
	case "NeedsAttention":
		return append(ends, "Assessing", "Inspected", "AwaitingApproval", "PayingOut")
	case "Refunded":
		return []string{"NeedsAttention", "PartlyRefunded"}
	case "PartlyRefunded":
		return []string{"NeedsAttention"}
	}
	return nil // Rejected, Withdrawn, NothingToRefund: the end
}

// reopens reports whether a row is an appeal: what was refused, or paid in part, is open again, and people
// look at it. Older books call the row Replaced.
func (row event) reopens() bool {
	over := row.from == "Rejected" || row.from == "Refunded" || row.from == "PartlyRefunded"
	return (row.name == "Reopened" || row.name == "Replaced") && over && row.to == "AwaitingApproval"
}

// trailsMoveForward: every refund has a trail, each row goes on where the last one stood, in time
// and in the story, and the refund stands where its trail ends (promise 12).
func trailsMoveForward(e evidence) []finding {
	var out []finding
	for _, r := range e.refunds {
		rows := e.rows.trailOf[r.id]
		if len(rows) == 0 {
			out = append(out, found(codeTrailMissing, r.id, "is %s and has no trail", r.status))
			continue
		}
		out = append(out, judgeTrail(r, rows)...)
	}
	return out
}

func judgeTrail(r refundRow, rows []event) []finding {
	var out []finding
	stands, at := "", rows[0].at
	for i, row := range rows {
		if row.from != stands {
			out = append(out, found(codeTrailBroken, r.id, "row %d (%s) starts from %q, the refund stood at %q", i+1, row.name, row.from, stands))
		}
		if row.to != row.from && !row.reopens() && !slices.Contains(next(row.from), row.to) {
			out = append(out, found(codeTrailBackwards, r.id, "row %d (%s) goes from %q to %q", i+1, row.name, row.from, row.to))
		}
		if row.at < at {
			out = append(out, found(codeTrailBackwards, r.id, "row %d (%s) is older than the one before it", i+1, row.name))
		}
		stands, at = row.to, row.at
	}
	if stands != r.status {
		out = append(out, found(codeTrailBroken, r.id, "the trail ends at %q, the refund is %q", stands, r.status))
	}
	return out
}
