package api

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// Acted is what an act came to. Key is the id under which the ledger keeps it: the same act again under it has the first
// answer.
type Acted struct {
	ID refund.ID `json:"id"`
	refund.Answer
	Key refund.DecisionID `json:"decision_id,omitempty"`
}

// Amount is an amount of money in minor units of its currency.
type Amount struct {
	Minor    int64           `json:"amount_minor"`
	Currency refund.Currency `json:"currency_code"`
}

// doing is an act on its way.
type doing struct {
	method Method
	id     refund.ID
	act    refund.Act
	// currency is of the amounts that the act names; empty: it names none.
	currency refund.Currency
	// expected is the refund's version that the request is bound to; 0: none.
	expected int64
}

// do lets the refund's workflow, and behind it the ledger, judge an act and carry it out. Every refusal is an Error.
func (s *Service) do(ctx context.Context, call Call, d doing) (Acted, error) {
	answer, err := s.doFor(ctx, call, d)
	if err != nil {
		return Acted{}, call.Failed(err)
	}
	if !answer.Accepted {
		return Acted{}, call.refused(answer)
	}
	out := Acted{ID: d.id, Answer: answer}
	if d.method.keyed() || d.method.PromisesMoney() {
		out.Key = refund.DecisionID(call.Key)
	}
	return out, nil
}

func (s *Service) doFor(ctx context.Context, call Call, d doing) (refund.Answer, error) {
	if err := call.binds(&d); err != nil {
		return refund.Answer{}, err
	}
	if wrong, is := d.act.Check(); is {
		return refund.Answer{}, wrong
	}
	act, open, err := s.sealed(ctx, call, d.id, d.act)
	if err != nil {
		return refund.Answer{}, err
	}
	if first, known := s.answeredBefore(ctx, call, d.id, act); known && (first.Code != refund.CodeConflict || !open) {
		return s.openedAnswer(ctx, first), nil
	}
	if act, err = s.asItStands(ctx, d, act); err != nil {
		return refund.Answer{}, err
	}
	if err := s.attestAct(call, d.id, &act); err != nil {
		return refund.Answer{}, err
	}
	answer, err := s.ports.Stories.Act(ctx, d.id, act)
	if err != nil {
		return refund.Answer{}, fmt.Errorf("%s %s: %w", d.act.Kind, d.id, err)
	}
	return s.openedAnswer(ctx, answer), nil
}

// openedAnswer is an answer with its texts open, where they can be opened.
func (s *Service) openedAnswer(ctx context.Context, answer refund.Answer) refund.Answer {
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return answer
	}
	if plain, err := privacy.Open(ctx, vault, answer); err == nil {
		return plain
	}
	return answer
}

// asItStands is an act on the refund as it stands. An amount in another currency than the refund's is refused: minor units
// alone would not show it. A choice that names no assessment is of the one that stands. The ledger says how it stands: it
// leads, and a query of the workflow would be one more workflow task before the act, which may wait behind other updates.
func (s *Service) asItStands(ctx context.Context, d doing, act refund.Act) (refund.Act, error) {
	chooses := act.Choice != nil && act.Choice.AssessmentHash == ""
	if d.currency == "" && !chooses {
		return act, nil
	}
	stored, err := s.ports.Books.Case(ctx, d.id)
	if err != nil {
		return act, fmt.Errorf("read how %s stands: %w", d.id, err)
	}
	now := stored.Standing
	if chooses {
		choice := *act.Choice
		choice.AssessmentHash, act.Choice = now.AssessmentHash, &choice
	}
	return act, InCurrency(now, d.currency)
}

// InCurrency refuses an amount that is not in the refund's currency; "" is an amount that was not named.
func InCurrency(now refund.Standing, currency refund.Currency) error {
	if is := now.Currency; currency != "" && is != currency {
		return problem(refund.CodeCurrencyMismatch, "the amount is in %s, the refund in %s", currency, is)
	}
	return nil
}

// evidenceOf are the documents that lie at some addresses. What a customer sent by the page is known by its hash, and so is seen
// again in other refunds.
func evidenceOf(uris []string) []refund.Evidence {
	var list []refund.Evidence
	for _, uri := range uris {
		list = append(list, refund.EvidenceAt(uri))
	}
	return list
}
