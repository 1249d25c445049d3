package lint

import (
	"fmt"
	"maps"
	"slices"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/policy/sheet"
)

// CodeVerifiedMissing: some currencies need verified people above an amount, and this one never does.
const CodeVerifiedMissing sheet.Code = "VERIFIED_CURRENCY_MISSING"

// asserted finds currencies with a matrix that verified_above_minor leaves out while it has others: in those any amount
// can be decided by a name that somebody typed.
func asserted(v *rulebook.Version) []Finding {
	limits := v.Approval.VerifiedAboveMinor
	if len(limits) == 0 {
		return nil
	}
	var findings []Finding
	for _, currency := range slices.Sorted(maps.Keys(v.Approval.Bands)) {
		if _, ok := limits[currency]; !ok {
			findings = append(findings, Finding{Code: CodeVerifiedMissing, Detail: fmt.Sprintf(
				"approval.verified_above_minor has no %s: any amount of it can be decided by an asserted name", currency)})
		}
	}
	return findings
}
