package lint

import (
	"fmt"
	"maps"
	"slices"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/refund"
)

// CodeFewerApprovals: more money or more risk needs fewer people, or people of a lower role.
const CodeFewerApprovals sheet.Code = "FEWER_APPROVALS"

// approvals finds cells of the matrix that ask less than one of a lower amount or a lower risk.
func approvals(v *rulebook.Version) []Finding {
	var findings []Finding
	// Currencies that share a scale share its lines: each line is named once.
	for _, currency := range slices.Sorted(maps.Keys(v.Approval.Bands)) {
		bands := v.Approval.Bands[currency]
		for i, band := range bands {
			found := lessThanLower(v.Approval.Ranks, band, bands[:i])
			if found != "" && !slices.ContainsFunc(findings, func(f Finding) bool { return f.Line == band.Line && f.Line > 0 }) {
				findings = append(findings, Finding{Code: CodeFewerApprovals, Line: band.Line, Detail: fmt.Sprintf("approval of %s: %s", currency, found)})
			}
		}
	}
	return findings
}

// lessThanLower says where a band asks less than it does at a lower risk, or than the band below it.
func lessThanLower(ranks []refund.Role, band rulebook.Band, below []rulebook.Band) string {
	risks := []refund.RiskBand{refund.RiskLow, refund.RiskMedium, refund.RiskHigh}
	for i, risk := range risks {
		if i > 0 && less(ranks, band.Cell(risk), band.Cell(risks[i-1])) {
			return fmt.Sprintf("%s risk needs %v, %s risk %v", risk, band.Cell(risk), risks[i-1], band.Cell(risks[i-1]))
		}
		if len(below) == 0 {
			continue
		}
		if lower := below[len(below)-1].Cell(risk); less(ranks, band.Cell(risk), lower) {
			return fmt.Sprintf("%s risk needs %v, and %v of a lower amount", risk, band.Cell(risk), lower)
		}
	}
	return ""
}

// less reports whether a cell asks fewer people than another, or, compared one by one from the
// highest role down, people of a lower role.
func less(ranks []refund.Role, cell, than []refund.Role) bool {
	if len(cell) < len(than) {
		return true
	}
	cell, than = fromTop(ranks, cell), fromTop(ranks, than)
	for i, role := range than {
		if slices.Index(ranks, cell[i]) < slices.Index(ranks, role) {
			return true
		}
	}
	return false
}

// fromTop sorts roles from the highest to the lowest.
func fromTop(ranks, roles []refund.Role) []refund.Role {
	sorted := slices.Clone(roles)
	slices.SortStableFunc(sorted, func(a, b refund.Role) int { return slices.Index(ranks, b) - slices.Index(ranks, a) })
	return sorted
}
