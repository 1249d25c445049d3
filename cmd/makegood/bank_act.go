package main

import (
	"context"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// bankAct carries out what a person decides about a payment, by what reviewers.yaml says of them, and prints the
// answer; a refusal is an error with its code.
func (c *cli) bankAct(ctx context.Context, by refund.Person, act func(ledger.Store, refund.Subject, refund.Authority) (refund.Answer, error)) error {
	s, err := c.settings()
	if err != nil {
		return err
	}
	staff, err := c.staff(ctx, s)
	if err != nil {
		return err
	}
	who, err := c.acting(ctx, s, by)
	if err != nil {
		return err
	}
	books, err := app.OpenLedger(ctx, s, c.now, nil)
	if err != nil {
		return err
	}
	defer books.Close()
	answer, err := act(books, who.Witnessed(), who.Witnessed().Within(staff.Authority(by)))
	if err != nil {
		return err
	}
	if !answer.Accepted {
		return refund.Problem{Code: answer.Code, Detail: answer.Detail}
	}
	return c.printAnswer(answer)
}

func (c *cli) printAnswer(answer refund.Answer) error {
	return c.print(answer, func(w foreign.Terminal) { w.Printf("accepted: %s\n", answer.Detail) })
}
