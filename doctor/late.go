package doctor

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// undeliveredCountMax bounds how many messages one examination lists.
const undeliveredCountMax = 1_000

// stuckCountMax bounds how many stuck legs one examination lists.
const stuckCountMax = 1_000

// stuck finds legs that were sent more often than ledger.StuckSends, or lie undecided for longer
// than ledger.StuckAfter.
func (r *Report) stuck(ctx context.Context, p Patient, _ []ledger.CaseRow) error {
	legs, err := p.Books.StuckLegs(ctx, stuckCountMax)
	if err != nil {
		return fmt.Errorf("doctor: stuck legs: %w", err)
	}
	for _, leg := range legs {
		r.add(SeverityLate, ledger.Finding{Code: CodeLegStuck, Refund: leg.Refund, Detail: fmt.Sprintf(
			"leg %s, %s to %s, is %s: sent %d times, first at %s", leg.Leg,
			refund.FormatAmount(leg.AmountMinor, leg.Currency), leg.Payment, leg.Status, leg.SendCount,
			leg.Since.UTC().Format(time.RFC3339))})
	}
	return nil
}

// overdueByLaw lists the refunds that were to be paid by law and are not.
func (r *Report) overdueByLaw(_ context.Context, p Patient, open []ledger.CaseRow) error {
	for _, one := range open {
		if one.PayBy == nil || !one.PayBy.Before(p.Now()) {
			continue
		}
		r.add(SeverityLate, ledger.Finding{Code: CodeOverdueByLaw, Refund: one.ID, Detail: fmt.Sprintf(
			"%s is %s and was to be paid by law before %s (%s)", refund.FormatAmount(one.TotalMinor, one.Currency), one.Status,
			one.PayBy.UTC().Format(time.RFC3339), refund.RunbookFolder+refund.Runbook(CodeOverdueByLaw))})
	}
	return nil
}

// undelivered lists the messages that have not reached all their channels.
func (r *Report) undelivered(ctx context.Context, p Patient, _ []ledger.CaseRow) error {
	messages, err := p.Books.Undelivered(ctx, undeliveredCountMax)
	if err != nil {
		return fmt.Errorf("doctor: undelivered: %w", err)
	}
	for _, m := range messages {
		code := CodeUndelivered
		if m.GivenUp {
			code = CodeUndeliverable
		}
		r.add(SeverityLate, ledger.Finding{Code: code, Refund: m.Refund, Detail: fmt.Sprintf(
			"message %s since %s, not told: %s", m.Kind, m.Since.UTC().Format(time.RFC3339), untold(m.Delivery))})
	}
	return nil
}

// untold names who has not heard, and the last problem.
func untold(d refund.Delivery) string {
	var who []string
	for _, c := range d.Channels {
		if !c.Told && c.Skipped == "" {
			who = append(who, c.Channel)
		}
	}
	if !d.StatusTold {
		who = append(who, "other systems")
	}
	if d.Problem != "" {
		return strings.Join(who, ", ") + " (" + d.Problem + ")"
	}
	return strings.Join(who, ", ")
}
