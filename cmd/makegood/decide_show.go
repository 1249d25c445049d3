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
	if view.Status != refund.StatusAwaitingApproval || view.Proposal == nil {
		return refund.Problem{Code: refund.CodeWrongState, Detail: fmt.Sprintf("the refund is %s and waits for no decision", view.Status)}
	}
	if err := inCurrency(view, s.currency); err != nil {
		return err
	}
	wording.ShowForDecision(c.out, view, s.speaker)
	c.showTold(view, *s.decision)
	if err := bind(s.decision, view); err != nil {
		return err
	}
	if !s.ask {
		return nil
	}
	return c.confirm(ctx, question(view, *s.decision))
}

// bind ties a decision to the assessment and the amount that were shown. One on another amount is
// refused before anybody is asked.
func bind(d *refund.Decision, view refund.View) error {
	a := view.Proposal.Assessment
	d.AssessmentHash = view.AssessmentHash
	switch {
	case d.Verb == refund.VerbAdjust:
		return nil
	case d.AmountMinor == nil:
		d.AmountMinor = &a.TotalMinor
	case *d.AmountMinor != a.TotalMinor:
		return refund.Problem{Code: refund.CodeAmountMoved, Detail: fmt.Sprintf("decided on %s, the amount is %s",
			refund.FormatAmount(*d.AmountMinor, a.Currency), refund.FormatAmount(a.TotalMinor, a.Currency))}
	}
	return nil
}

func question(view refund.View, d refund.Decision) string {
	a := view.Proposal.Assessment
	amount := refund.FormatAmount(a.TotalMinor, a.Currency)
	if d.Verb == refund.VerbAdjust {
		amount += " to " + refund.FormatAmount(*d.AmountMinor, a.Currency)
	}
	return fmt.Sprintf("%s %s as %s?", d.Verb, amount, d.Reviewer)
}

// confirm asks at the terminal; anything but yes, and the end of the input, is a no.
func (c *cli) confirm(ctx context.Context, question string) error {
	fmt.Fprintf(c.out, "%s [y/N] ", question)
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
func (c *cli) showTold(view refund.View, d refund.Decision) {
	notice, told := wording.NoticeOf(view, d, c.now())
	if !told {
		fmt.Fprintln(c.out, "  the customer would be told nothing yet: another person has to agree")
		return
	}
	say := c.say
	if say == nil {
		say = messageOf
	}
	said, err := say(notice)
	if err != nil {
		fmt.Fprintf(c.out, "  the customer would be told %q, which cannot be shown: %v\n", notice.Kind, err)
		return
	}
	fmt.Fprintf(c.out, "  the customer would be told:\n")
	for line := range strings.Lines(strings.TrimSpace(said) + "\n") {
		fmt.Fprintf(c.out, "    | %s", line)
	}
}
