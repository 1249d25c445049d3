package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// codeNotConfirmed: a person was asked back, and did not say yes.
const codeNotConfirmed refund.Code = "NOT_CONFIRMED"

// showing is a decision about to be made at a terminal.
type showing struct {
	decision *refund.Decision
	// currency is of the amount the decision names.
	currency refund.Currency
	speaker  explain.Speaker
	// ask: the person has to say yes.
	ask bool
}

// showFirst shows what a decision is about, binds the decision to what was shown, and asks.
func (c *cli) showFirst(ctx context.Context, d door, id refund.ID, s showing) error {
	view, err := d.View(ctx, id)
	if err != nil {
		return err
	}
	if view.Status != refund.StatusAwaitingApproval {
		return refund.Problem{Code: refund.CodeWrongState, Detail: fmt.Sprintf("the refund is %s and waits for no decision", view.Status)}
	}
	stored, err := c.stored(ctx, id)
	if err != nil {
		return err
	}
	shown := wording.RefundOf(stored).With(view)
	if err := inCurrency(shown.Standing, s.currency); err != nil {
		return err
	}
	wording.ShowForDecision(c.stdout(), shown, s.speaker)
	c.showTold(shown, *s.decision)
	if err := bind(s.decision, shown.Standing); err != nil {
		return err
	}
	if !s.ask {
		return nil
	}
	return c.confirm(ctx, question(shown.Standing, *s.decision))
}

// bind ties a decision to the assessment and the amount that were shown. One on another amount is
// refused before anybody is asked.
func bind(d *refund.Decision, now refund.Standing) error {
	d.AssessmentHash = now.AssessmentHash
	switch {
	case d.Verb == refund.VerbAdjust:
		return nil
	case d.AmountMinor == nil:
		d.AmountMinor = &now.TotalMinor
	case *d.AmountMinor != now.TotalMinor:
		return refund.Problem{Code: refund.CodeAmountMoved, Detail: fmt.Sprintf("decided on %s, the amount is %s",
			refund.FormatAmount(*d.AmountMinor, now.Currency), refund.FormatAmount(now.TotalMinor, now.Currency))}
	}
	return nil
}

func question(now refund.Standing, d refund.Decision) string {
	amount := refund.FormatAmount(now.TotalMinor, now.Currency)
	if d.Verb == refund.VerbAdjust {
		amount += " to " + refund.FormatAmount(*d.AmountMinor, now.Currency)
	}
	return fmt.Sprintf("%s %s as %s?", d.Verb, amount, d.Reviewer)
}

// confirm asks at the terminal; anything but yes, and the end of the input, is a no.
func (c *cli) confirm(ctx context.Context, question string) error {
	c.stdout().Printf("%s [y/N] ", question)
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(c.in).ReadString('\n') // the end of the input is a no
		said <- line
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case line := <-said:
		if word := strings.ToLower(strings.TrimSpace(line)); word == "y" || word == "yes" {
			return nil
		}
		return refund.Problem{Code: codeNotConfirmed, Detail: "nothing was decided"}
	}
}

// showTold shows what the customer would be told of a decision, in the customer's language.
func (c *cli) showTold(shown wording.Refund, d refund.Decision) {
	notice, told := wording.NoticeOf(shown, d, c.now())
	if !told {
		c.stdout().Printf("  the customer would be told nothing yet: another person has to agree\n")
		return
	}
	say := c.say
	if say == nil {
		say = messageOf
	}
	said, err := say(notice)
	if err != nil {
		c.stdout().Printf("  the customer would be told %q, which cannot be shown: %v\n", notice.Kind, err)
		return
	}
	c.stdout().Printf("  the customer would be told:\n")
	for line := range strings.Lines(strings.TrimSpace(said) + "\n") {
		c.stdout().Printf("    | %s\n", strings.TrimSuffix(line, "\n"))
	}
}
