package doctor

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// The trail's events that say a leg was sent.
const (
	eventBegun     = "LegBegun"
	eventSentAgain = "LegSentAgain"
)

// unheardCountMax bounds how many messages one examination lists.
const unheardCountMax = 1_000

// stuck finds legs that were sent more often than ledger.StuckSends, or lie undecided for longer
// than ledger.StuckAfter. Only cases that may have something under way are read.
func (r *Report) stuck(ctx context.Context, p Patient, open []ledger.CaseRow) error {
	for _, row := range open {
		paying := row.Status == refund.StatusPayingOut || row.Status == refund.StatusNeedsAttention
		if !paying && row.SentMinor == 0 {
			continue
		}
		c, open, err := stillOpen(ctx, p.Books, row.ID)
		if err != nil {
			return err
		}
		if open {
			r.add(SeverityLate, stuckLegs(c, p.Now())...)
		}
	}
	return nil
}

func stuckLegs(c refund.Case, now time.Time) (out []ledger.Finding) {
	for _, leg := range c.Legs {
		sends, since := sent(c, leg.LegID)
		if !leg.Status.Undecided() || (sends <= ledger.StuckSends && now.Sub(since) <= ledger.StuckAfter) {
			continue
		}
		out = append(out, ledger.Finding{Code: CodeLegStuck, Refund: c.ID, Detail: fmt.Sprintf(
			"leg %s, %s to %s, is %s: sent %d times, first at %s", leg.LegID,
			refund.FormatAmount(leg.AmountMinor, c.Cancellation.Order.Currency), leg.PaymentID, leg.Status, sends,
			since.UTC().Format(time.RFC3339))})
	}
	return out
}

// sent is how often the leg was sent since it was last begun, and when that was.
func sent(c refund.Case, leg refund.LegID) (count int, since time.Time) {
	since = c.OpenedAt
	for _, entry := range c.Trail {
		switch {
		case entry.Leg != leg:
		case entry.Event == eventBegun:
			count, since = 1, entry.At
		case entry.Event == eventSentAgain:
			count++
		}
	}
	return count, since
}

// unheard lists the messages somebody has not heard.
func (r *Report) unheard(ctx context.Context, p Patient, _ []ledger.CaseRow) error {
	messages, err := p.Books.Undelivered(ctx, unheardCountMax)
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
