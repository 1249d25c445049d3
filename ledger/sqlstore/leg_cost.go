package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// BookSettlement implements ledger.Settlements. The leg is looked for without a lock, and looked at again under its
// order's.
func (s *Store) BookSettlement(ctx context.Context, in ledger.SettlementFact) (out ledger.SettlementBooked, err error) {
	if err := in.Check(); err != nil {
		return out, err
	}
	err = s.write(ctx, "settlement "+in.Source+" of "+in.Provider, func(t *tx) error {
		out, err = t.bookSettlement(in)
		return err
	})
	return out, err
}

func (t *tx) bookSettlement(in ledger.SettlementFact) (out ledger.SettlementBooked, err error) {
	own, err := t.legSettled(in)
	if err != nil || own == nil {
		return ledger.SettlementBooked{Result: ledger.SettlementNoLeg}, err
	}
	c, err := t.lockCase(own.refund)
	if err != nil {
		return out, err
	}
	l, err := t.legOf(c, own.leg)
	if err != nil {
		return out, err
	}
	out = ledger.SettlementBooked{Result: ledger.SettlementTooEarly, Refund: c.id, Leg: l.LegID, Changes: l.costChanges}
	if l.Status != refund.LegSettled || l.Outcome == nil {
		return out, nil
	}
	if paid, err := t.paidUnder(c, l, in.Key); err != nil || !paid {
		return out, err
	}
	if in.Settlement != nil && !payoutOf(c, l).ByProvider() {
		return out, refund.Problem{Code: ledger.CodeBadSettlement, Detail: "no provider pays leg " + string(l.LegID) + " of " + string(c.id)}
	}
	moved := c.legsChanged
	if out.Result, err = t.learnCost(c, l, in); err != nil {
		return out, err
	}
	c.legsChanged = moved // a workflow has nothing to follow: the refund stands where it stood
	out.Changes = l.costChanges
	_, err = t.finish(c)
	return out, err
}

// legSettled finds the leg that was sent under a key, or has the provider's id. nil: there is none.
func (t *tx) legSettled(in ledger.SettlementFact) (*ownLeg, error) {
	column, value := "l.provider_key", in.Key
	if value == "" {
		column, value = "l.provider_refund_id", in.ProviderRefundID
	}
	found, err := list(t, func(row scanner) (o ownLeg, err error) { return o, row.Scan(&o.refund, &o.leg) },
		`SELECT l.refund, l.leg_id FROM legs l JOIN payments p ON p.id = l.payment
		WHERE `+column+` = $1 AND `+column+` <> '' AND lower(p.provider) = lower($2) AND (p.account = $3 OR p.account = '' OR $3 = '')
		ORDER BY l.refund, l.position LIMIT 1`, value, in.Provider, in.Account)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return t.legReissued(in)
	}
	return &found[0], nil
}

// learnOutcome keeps what a repeated word on a settled leg says more than the first one.
func (t *tx) learnOutcome(c *caseRow, l *legRow, in refund.Record) error {
	if l.Status != refund.LegSettled || l.Outcome == nil || in.Outcome.Kind != refund.OutcomeSettled || in.Generation != l.Generation {
		return nil
	}
	said := ledger.SettlementFact{
		Provider: string(in.Cause.Actor), Settlement: in.Outcome.Settlement, BankReference: in.Outcome.BankReference,
	}
	if !payoutOf(c, l).ByProvider() {
		said.Settlement = nil
	}
	if p := in.Outcome.PayerMinor; p != nil && l.Outcome.PayerMinor == nil {
		now := *l.Outcome
		now.PayerMinor = p
		l.Outcome = &now
		c.note(event{Name: "LegPayerAmount", Leg: l.LegID, Cause: causeOf(in)})
		if err := t.saveLeg(c, l); err != nil {
			return err
		}
	}
	_, err := t.learnCost(c, l, said)
	return err
}

// learnCost books what is new of a settled leg, keeps it with the leg, and notes it once.
func (t *tx) learnCost(c *caseRow, l *legRow, said ledger.SettlementFact) (ledger.SettlementResult, error) {
	now, changed := *l.Outcome, false
	var news []string
	if s := said.Settlement; s != nil && (now.Settlement == nil || *now.Settlement != *s) {
		changed = changed || now.Settlement != nil
		if err := t.bookCost(c, l, *s); err != nil {
			return "", err
		}
		now.Settlement = s
		news = append(news, "settled as "+refund.FormatAmount(s.AmountMinor, s.Currency))
	}
	if fee := (refund.Settlement{AmountMinor: said.FeeMinor, Currency: said.FeeCurrency}); fee.Currency != "" && fee != l.fee {
		changed = changed || l.fee.Currency != ""
		if err := t.bookFee(c, l, fee); err != nil {
			return "", err
		}
		news = append(news, "fee "+refund.FormatAmount(fee.AmountMinor, fee.Currency))
	}
	if said.BankReference != "" && said.BankReference != now.BankReference {
		now.BankReference = said.BankReference
		news = append(news, "reference "+said.BankReference)
	}
	if len(news) == 0 {
		return ledger.SettlementIsKnown, nil
	}
	l.Outcome = &now
	if changed {
		l.costChanges++
	}
	c.note(event{Name: eventSettlement, Leg: l.LegID, Cause: refund.Cause{
		Actor: refund.Person(said.Provider), Reason: strings.TrimSpace(strings.Join(news, ", ") + " " + said.Source),
	}})
	return settlementResult(changed), t.saveLeg(c, l)
}

func settlementResult(changed bool) ledger.SettlementResult {
	if changed {
		return ledger.SettlementIsChanged
	}
	return ledger.SettlementIsBooked
}

// bookCost books the difference to what a leg that is settled cost so far (P17x).
func (t *tx) bookCost(c *caseRow, l *legRow, said refund.Settlement) error {
	payout := payoutOf(c, l)
	cost := ledger.NewCost(l.ref, l.AmountMinor, said, l.cost)
	p, err := ledger.PostCostChanged(payout, cost)
	l.cost = cost
	return t.post(l.costSource(c, "cost"), p, err)
}

// bookFee books what the provider charges for the leg (P19), less what was booked of it.
func (t *tx) bookFee(c *caseRow, l *legRow, fee refund.Settlement) error {
	p, err := ledger.PostFee(l.ref, l.fee, fee)
	l.fee = fee
	return t.post(l.costSource(c, "fee"), p, err)
}

// costSource names the next thing that is booked of a leg's cost.
func (l *legRow) costSource(c *caseRow, what string) source {
	l.costFacts++
	return source{Subject: string(c.id), Leg: l.LegID, Fact: fmt.Sprintf("g%d/%s/%d", l.Generation, what, l.costFacts)}
}

// bookAtCost books what an outcome means: money that went at what it cost, money that came back as it was booked.
func (t *tx) bookAtCost(c *caseRow, l *legRow, booking ledger.Booking, said refund.Outcome) error {
	switch booking {
	case ledger.BookSettle, ledger.BookLateSettle, ledger.BookOverReturn:
		l.cost = ledger.Cost{}
		if s := said.Settlement; s != nil && payoutOf(c, l).ByProvider() {
			l.cost = ledger.NewCost(l.ref, l.AmountMinor, *s, ledger.Cost{})
		}
		return t.book(c, l, booking)
	case ledger.BookLateFailure, ledger.BookOverReturnFailed:
		err := t.book(c, l, booking)
		l.cost = ledger.Cost{}
		return err
	case ledger.BookRepeat, ledger.BookNothing, ledger.BookState, ledger.BookDecline:
	}
	return t.book(c, l, booking)
}

// settlements are what the legs of a refund cost, for people.
func settlements(legs []*legRow) (out []refund.LegSettlement) {
	for _, l := range live(legs) {
		s := refund.LegSettlement{Leg: l.LegID, SettledAt: optionalTime(l.settledAt), Changes: l.costChanges}
		if o := l.Outcome; o != nil && l.Status == refund.LegSettled {
			s.Settlement, s.PayerMinor, s.BankReference = o.Settlement, o.PayerMinor, o.BankReference
		}
		if l.fee.Currency != "" {
			fee := l.fee
			s.Fee = &fee
		}
		if s.SettledAt != nil && l.begunAt.Valid {
			s.TookSeconds = cmp.Or((l.settledAt.Int64-l.begunAt.Int64)/1_000_000, 1)
		}
		if s != (refund.LegSettlement{Leg: l.LegID}) {
			out = append(out, s)
		}
	}
	return out
}
