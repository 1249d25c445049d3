package support

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// The checks of a closed refund.
const (
	// AuditExplanation: every step is computed again from its own inputs and the order, and their sums are held to the amount.
	AuditExplanation = "EXPLANATION"
	// AuditPostings: each posting sums to zero, nothing is held or sent any more, and what went back is what the legs say.
	AuditPostings = "POSTINGS"
	// AuditApprovals: as many different people agreed as had to, and none of them had asked for it.
	AuditApprovals = "APPROVALS"
	// AuditProvider: the provider's list has the legs as the books do.
	AuditProvider = "PROVIDER"
)

// AuditChecks lists the checks, in their sequence.
func AuditChecks() []string {
	return []string{AuditExplanation, AuditPostings, AuditApprovals, AuditProvider}
}

// resultOf is what checks come to as a whole: one that differs is enough. What no reconciliation has covered spoils nothing.
func resultOf(checks []ledger.SampleCheck) ledger.CheckResult {
	out := ledger.CheckAgrees
	for _, c := range checks {
		switch {
		case c.Result == ledger.CheckDiffers:
			return ledger.CheckDiffers
		case c.Result == ledger.CheckNotChecked && c.Check != AuditProvider:
			out = ledger.CheckNotChecked
		}
	}
	return out
}

// check turns differences into a result.
func check(name string, differences ...string) ledger.SampleCheck {
	if len(differences) == 0 {
		return ledger.SampleCheck{Check: name, Result: ledger.CheckAgrees}
	}
	return ledger.SampleCheck{Check: name, Result: ledger.CheckDiffers, Detail: refund.Cut(strings.Join(differences, "\n"), checkDetailBytesMax)}
}

const checkDetailBytesMax = 4 << 10

func notChecked(name, why string) ledger.SampleCheck {
	return ledger.SampleCheck{Check: name, Result: ledger.CheckNotChecked, Detail: why}
}

// checkExplanation proves the stored assessment from its own steps and the order as the request had it.
func checkExplanation(c refund.Case) ledger.SampleCheck {
	if c.Proposal == nil {
		return notChecked(AuditExplanation, "no assessment is stored: a person decided it without one")
	}
	err := explain.Prove(c.Proposal.Assessment, explain.Facts{Order: &c.Cancellation.Order})
	switch {
	case err == nil:
		return check(AuditExplanation)
	case errors.Is(err, explain.ErrNoProof):
		return notChecked(AuditExplanation, "the steps were stored by a version that kept words alone")
	}
	return check(AuditExplanation, err.Error())
}

// checkPostings sums what was booked for a closed refund.
func checkPostings(c refund.Case, postings []ledger.CasePosting) ledger.SampleCheck {
	var wrong []string
	controls := map[ledger.Control]int64{}
	for _, p := range postings {
		sums := map[string]int64{}
		for _, e := range p.Entries {
			sums[e.Asset] += e.AmountMinor
			if _, control, is := ledger.ControlOf(e.Account); is {
				controls[control] -= e.AmountMinor
			}
		}
		for asset, sum := range sums {
			if sum != 0 {
				wrong = append(wrong, fmt.Sprintf("posting %d (%s) sums to %d %s", p.ID, p.Template, sum, asset))
			}
		}
	}
	for _, control := range []ledger.Control{ledger.ControlHeld, ledger.ControlSent} {
		if c.Closed && controls[control] != 0 {
			wrong = append(wrong, fmt.Sprintf("it is closed, and %d is %s", controls[control], control))
		}
	}
	if settled := settledMinor(c); settled != controls[ledger.ControlReturned] {
		wrong = append(wrong, fmt.Sprintf("its legs have settled %d, the books have returned %d", settled, controls[ledger.ControlReturned]))
	}
	return check(AuditPostings, wrong...)
}

// settledMinor is what of a refund's legs went back to their payments.
func settledMinor(c refund.Case) (sum int64) {
	for _, leg := range c.Legs {
		if leg.Status == refund.LegSettled && !leg.Void {
			sum += leg.AmountMinor
		}
	}
	return sum
}

// checkApprovals holds who agreed to who had to. A refund that was not approved, or needed nobody, agrees.
func checkApprovals(c refund.Case) ledger.SampleCheck {
	approval := c.Standing.Approval
	var wrong []string
	for i, one := range approval.Agreed {
		if refund.SamePerson(one.By, c.Cancellation.RequestedBy) {
			wrong = append(wrong, string(one.By)+" had asked for it, and agreed to it")
		}
		for _, other := range approval.Agreed[:i] {
			if refund.SamePerson(one.By, other.By) {
				wrong = append(wrong, string(one.By)+" agreed twice")
			}
		}
	}
	if c.Standing.PaidMinor > 0 && len(approval.Agreed) < approval.Required {
		wrong = append(wrong, fmt.Sprintf("%d people had to agree, and %d did", approval.Required, len(approval.Agreed)))
	}
	return check(AuditApprovals, wrong...)
}

// checkProvider looks at what the latest reconciliations found of a refund, and whether there were any.
func checkProvider(c refund.Case, found []ledger.CaseDifference, runs []ledger.Reconciliation) ledger.SampleCheck {
	var wrong []string
	for _, d := range found {
		if d.Item.Open && d.Run == found[0].Run {
			wrong = append(wrong, fmt.Sprintf("%s: leg %s is %s of the books, and %s of the list (%s)", d.Item.Kind, d.Item.Leg, sideOf(d.Item.Books), sideOf(d.Item.Provider), d.Run))
		}
	}
	if len(wrong) > 0 {
		return check(AuditProvider, wrong...)
	}
	legs := 0
	for _, leg := range c.Standing.Legs {
		at, sent := settledAt(c, leg)
		if !sent {
			continue
		}
		if legs++; !covered(leg, at, runs) {
			return notChecked(AuditProvider, "no reconciliation has covered leg "+string(leg.LegID)+" yet")
		}
	}
	if legs == 0 {
		return notChecked(AuditProvider, "no leg was settled by a provider")
	}
	return check(AuditProvider)
}

func sideOf(s ledger.ReconcileSide) string {
	if s.Currency == "" {
		return "not there"
	}
	return refund.FormatAmount(s.AmountMinor, s.Currency) + " " + s.State
}

// settledAt is when a leg settled that its payment's provider paid; false: none did.
func settledAt(c refund.Case, leg refund.LegStanding) (time.Time, bool) {
	for _, s := range c.Settlements {
		if s.Leg == leg.LegID && s.SettledAt != nil && leg.Status == refund.LegSettled && leg.Via == "" && leg.Provider != refund.StoredProvider {
			return *s.SettledAt, true
		}
	}
	return time.Time{}, false
}

// covered reports whether a run has read all of the provider's list around a time.
func covered(leg refund.LegStanding, at time.Time, runs []ledger.Reconciliation) bool {
	for _, r := range runs {
		if strings.EqualFold(r.Provider, leg.Provider) && r.Account == leg.Account && !at.Before(r.From) && at.Before(r.To) && !r.CompleteAt.After(r.ReadAt) {
			return true
		}
	}
	return false
}
