package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// codeNotConfirmed: a person was asked back, and did not say yes.
const codeNotConfirmed refund.Code = "NOT_CONFIRMED"

// showing is a decision about to be made at a terminal.
type showing struct {
	call    api.Call
	request api.DecideRequest
	speaker explain.Speaker
	// ask: the person has to say yes.
	ask bool
}

// showFirst shows what a decision is about, binds the decision to what was shown, and asks.
func (c *cli) showFirst(ctx context.Context, service service, s showing) (api.DecideRequest, error) {
	found, err := c.shown(ctx, service, s.request.ID)
	if err != nil {
		return s.request, err
	}
	if found.Status != refund.StatusAwaitingApproval {
		return s.request, refund.Problem{Code: refund.CodeWrongState, Detail: fmt.Sprintf("the refund is %s and waits for no decision", found.Status)}
	}
	if s.request.Amount != nil {
		if err := api.InCurrency(found.Standing, s.request.Amount.Currency); err != nil {
			return s.request, err
		}
	}
	wording.ShowForDecision(c.stdout(), found.Refund, s.speaker)
	c.showTold(found.Refund, s.request.Decision(s.call))
	if s.request, err = bound(s.request, found.Standing); err != nil || !s.ask {
		return s.request, err
	}
	return s.request, c.confirm(ctx, question(found.Standing, s.request.Decision(s.call)))
}

// bound ties a decision to the assessment and the amount that were shown. One on another amount is
// refused before anybody is asked.
func bound(in api.DecideRequest, now refund.Standing) (api.DecideRequest, error) {
	in.AssessmentHash = now.AssessmentHash
	switch {
	case in.Verb == refund.VerbAdjust:
	case in.Amount == nil:
		in.Amount = &api.Amount{Minor: now.TotalMinor, Currency: now.Currency}
	case in.Amount.Minor != now.TotalMinor:
		return in, refund.Problem{Code: refund.CodeAmountMoved, Detail: fmt.Sprintf("decided on %s, the amount is %s",
			refund.FormatAmount(in.Amount.Minor, now.Currency), refund.FormatAmount(now.TotalMinor, now.Currency))}
	}
	return in, nil
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
