package main

import (
	"encoding/json"
	"strings"
)

// closedHoldsNothing: a closed refund has nothing held or sent, by its entries and by its legs
// (promise 7).
func closedHoldsNothing(e evidence) []finding {
	waiting := sums[string]{}
	for _, line := range e.entries {
		if strings.HasSuffix(line.account, "/held") || strings.HasSuffix(line.account, "/sent") {
			if strings.HasPrefix(line.account, "pay/") {
				waiting[line.subject] -= line.amount
			}
		}
	}
	inFlight := sums[string]{}
	for _, l := range e.legs {
		if l.status != "Settled" && l.status != "Released" {
			inFlight[l.refund]++
		}
	}
	var out []finding
	for _, r := range e.refunds {
		if r.closed && (waiting[r.id] != 0 || inFlight[r.id] != 0) {
			out = append(out, found(codeClosedWithMoney, r.id, "is closed as %s with %d held or sent and %d legs on their way",
				r.status, waiting[r.id], inFlight[r.id]))
		}
	}
	return out
}

// settledIsReturned: what a refund's postings returned is what its settled legs amount to. A leg
// that was given up and moved after all may only add to it.
func settledIsReturned(e evidence) []finding {
	returned, settled, released := sums[string]{}, sums[string]{}, sums[string]{}
	for _, line := range e.entries {
		if strings.HasPrefix(line.account, "pay/") && strings.HasSuffix(line.account, "/returned") {
			returned[line.subject] -= line.amount
		}
	}
	for _, l := range e.legs {
		switch {
		case l.status == "Settled" && l.via != "DISPUTE": // what the bank paid was not returned
			settled[l.refund] += l.amount
		case l.status == "Released":
			released[l.refund] += l.amount
		}
	}
	var out []finding
	for _, r := range e.refunds {
		if returned[r.id] < settled[r.id] || returned[r.id] > settled[r.id]+released[r.id] {
			out = append(out, found(codeRefundReturned, r.id, "settled legs sum to %d, its postings returned %d", settled[r.id], returned[r.id]))
		}
	}
	return out
}

// proposal is what was stored when the refund was reserved, or what took its place.
type proposal struct {
	ApprovalsRequired int `json:"approvals_required"`
	Assessment        struct {
		TotalMinor        int64         `json:"total_minor"`
		TaxMinor          int64         `json:"tax_minor"`
		DeductionTaxMinor int64         `json:"deduction_tax_minor"`
		Components        []component   `json:"components"`
		Sellers           []sellerShare `json:"sellers"`
		Legs              []struct {
			AmountMinor int64 `json:"amount_minor"`
		} `json:"legs"`
		Steps []step `json:"steps"`
	} `json:"assessment"`
}

// stored reads the refund's proposal; one that cannot be read is another check's finding.
func (r refundRow) stored() (p proposal) {
	_ = json.Unmarshal([]byte(r.proposal), &p)
	return p
}

// proposalsSum: the explained components sum to the total, so do the planned legs, the stored ones and
// the stored claims that no other proposal took the place of, and the total is the refund's (promise 3).
func proposalsSum(e evidence) []finding {
	stored := sums[string]{}
	for _, l := range e.legs {
		if !l.replaced {
			stored[l.refund] += l.amount
		}
	}
	claimed := sums[string]{}
	for _, c := range e.claims {
		if !c.replaced {
			claimed[c.refund] += c.amount
		}
	}
	var out []finding
	for _, r := range e.refunds {
		if r.proposal == "" {
			continue
		}
		if claimed[r.id] != r.total {
			out = append(out, found(codeClaimsDiffer, r.id, "its claims sum to %d, its total is %d", claimed[r.id], r.total))
		}
		var p proposal
		if err := json.Unmarshal([]byte(r.proposal), &p); err != nil {
			out = append(out, found(codeProposalUnreadable, r.id, "%v", err))
			continue
		}
		out = append(out, p.check(r, stored[r.id])...)
	}
	return out
}

func (p proposal) check(r refundRow, storedLegs int64) []finding {
	var components, planned int64
	for _, c := range p.Assessment.Components {
		components += c.AmountMinor
	}
	for _, l := range p.Assessment.Legs {
		planned += l.AmountMinor
	}
	var out []finding
	if total := p.Assessment.TotalMinor; components != total || r.total != total {
		out = append(out, found(codeComponentsDiffer, r.id, "components sum to %d, the total is %d, the refund's %d", components, total, r.total))
	}
	if total := p.Assessment.TotalMinor; planned != total || storedLegs != total {
		out = append(out, found(codeLegsDiffer, r.id, "planned legs sum to %d, stored ones to %d, the total is %d", planned, storedLegs, total))
	}
	return out
}
