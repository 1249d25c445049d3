package sqlstore

import (
	"context"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

var _ ledger.BankActs = (*Store)(nil)

// Attribute implements ledger.BankActs.
func (s *Store) Attribute(ctx context.Context, in ledger.Attribution) (out refund.Answer, err error) {
	err = s.write(ctx, "attribute "+in.ProviderRefundID, func(t *tx) error {
		p, err := t.lockNamed(refund.Fact{Provider: in.Provider, Account: in.Account, Reference: in.Reference})
		if err != nil || p == nil {
			out = answerOf(refund.CodeNotFound, "no order has named this payment")
			return err
		}
		out, err = t.attribute(p, in)
		return err
	})
	return out, err
}

// lockNamed finds and locks the payment that a person names; nil: there is none.
func (t *tx) lockNamed(f refund.Fact) (*paymentRow, error) {
	found, err := t.paymentsNamed(f)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	p := found[0]
	if err := t.lockPayment(p); err != nil {
		return nil, err
	}
	return p, t.lockPaymentsOf(p)
}

// said is what an attribution is compared by when it comes again.
type said struct {
	As    ledger.AttributedAs     `json:"as"`
	Order refund.OrderID          `json:"order_id"`
	Lines []ledger.AttributedLine `json:"lines,omitempty"`
	Note  string                  `json:"note,omitempty"`
}

func (t *tx) attribute(p *paymentRow, in ledger.Attribution) (refund.Answer, error) {
	o, err := t.outsideOf(p.ref.ID, in.ProviderRefundID)
	if err != nil {
		return refund.Answer{}, err
	}
	order, answer := orderOf(p, o, in)
	if answer.Code != "" {
		return answer, nil
	}
	words, err := text(said{As: in.As, Order: order.order, Lines: in.Lines, Note: strings.TrimSpace(in.Note)})
	if err != nil {
		return refund.Answer{}, err
	}
	switch {
	case o.as != "" && o.attribution == words:
		return refund.Answer{Accepted: true, Detail: attributedAs(in.As), Replayed: true}, nil
	case o.as != "":
		return answerOf(refund.CodeConflict, string(o.attributedBy)+" has said that it was for something else"), nil
	}
	return t.attributeTo(p, o, order, in, words)
}

func attributedAs(as ledger.AttributedAs) string { return "attributed: " + strings.ToLower(string(as)) }

// orderOf is the order that a refund made elsewhere is of, or why that is not known.
func orderOf(p *paymentRow, o *outsideRow, in ledger.Attribution) (orderRef, refund.Answer) {
	switch {
	case !o.exists:
		return orderRef{}, answerOf(refund.CodeNotFound, "no refund "+refund.Cut(in.ProviderRefundID, codeBytes)+" made elsewhere is known of this payment")
	case o.bookedMinor == 0:
		return orderRef{}, answerOf(ledger.CodeNothingTaken, "the refund takes nothing of the payment: it is "+string(o.state().Outcome))
	case in.Order == "" && o.order == "" && len(p.orders) != 1:
		return orderRef{}, answerOf(ledger.CodeOrderNeeded, "the payment pays several orders: name the one")
	}
	wanted := in.Order
	if wanted == "" {
		wanted = o.order
	}
	for _, one := range p.orders {
		if one.order == wanted || wanted == "" {
			if o.order != "" && o.order != one.order {
				break
			}
			return one, refund.Answer{}
		}
	}
	return orderRef{}, answerOf(refund.CodeNotFound, "the payment does not pay order "+refund.Cut(string(wanted), codeBytes))
}

// attributeTo books what a person says (P11a), with the claims on the order's lines.
func (t *tx) attributeTo(p *paymentRow, o *outsideRow, at orderRef, in ledger.Attribution, words string) (refund.Answer, error) {
	order, known, err := t.pinned(refund.Key{Merchant: at.merchant, Order: at.order})
	if err != nil || !known {
		return refund.Answer{}, errOrInvariant(err, "order %s is not pinned", at.order)
	}
	stake := refund.Stake{Currency: p.ref.Currency, Market: order.Market, OrderMinor: o.bookedMinor}
	if problem, refused := mayActAs(in.Acting, in.Authority.MayAgree, in.Authority, in.By, stake); refused {
		return answerOf(problem.Code, problem.Detail), nil
	}
	meaning, claims, answer, err := t.meaningOf(o, at, order, in)
	if err != nil || answer.Code != "" {
		return answer, err
	}
	posting, err := ledger.PostAttributed(p.ref, meaning)
	if err := t.post(o.move(p), posting, err); err != nil {
		return refund.Answer{}, err
	}
	if o.order == "" {
		o.merchant, o.order = at.merchant, at.order
		if err := t.ofOrder(p, o, o.bookedMinor); err != nil {
			return refund.Answer{}, err
		}
	}
	if err := t.claimOutside(o, claims); err != nil {
		return refund.Answer{}, err
	}
	o.as, o.attributedAt, o.attributedBy, o.attribution, o.meaning = in.As, t.nowMicros(), in.By, words, meaning
	o.attributedAs = storedSubject(in.Acting, in.By)
	if err := t.moveVersions(p); err != nil {
		return refund.Answer{}, err
	}
	return refund.Answer{Accepted: true, Detail: attributedAs(in.As)}, t.saveOutside(o)
}

// meaningOf is what an attribution means for the books and for the order's lines, or why it is refused.
func (t *tx) meaningOf(o *outsideRow, at orderRef, order refund.Order, in ledger.Attribution) (ledger.OutsideMeaning, []outsideClaim, refund.Answer, error) {
	switch in.As {
	case ledger.AttributedGoodwill:
		if len(in.Lines) > 0 || strings.TrimSpace(in.Note) == "" {
			return ledger.OutsideMeaning{}, nil, answerOf(refund.CodeMalformed, "goodwill is of no line, and the note says what it was for"), nil
		}
		return ledger.OutsideMeaning{GoodwillMinor: o.bookedMinor}, nil, refund.Answer{}, nil
	case ledger.AttributedLines:
		meaning, claims, problem := attributedLines(order, in.Lines, o.bookedMinor)
		if problem != nil {
			return meaning, nil, answerOf(problem.Code, problem.Detail), nil
		}
		problem, err := t.left(at, claims)
		if err != nil || problem == nil {
			return meaning, claims, refund.Answer{}, err
		}
		return meaning, nil, answerOf(problem.Code, problem.Detail), nil
	}
	return ledger.OutsideMeaning{}, nil, answerOf(refund.CodeMalformed, "attributed as "+refund.Cut(string(in.As), codeBytes)+": LINES or GOODWILL"), nil
}

// attributionBack takes an attribution back whose refund has changed at its provider: it is in suspense again, its
// lines are free, and a person has to say anew what it was for.
func (t *tx) attributionBack(p *paymentRow, o *outsideRow) error {
	if o.as == "" {
		return nil
	}
	posting, err := ledger.PostAttributionBack(p.ref, o.meaning)
	if err := t.post(o.move(p), posting, err); err != nil {
		return err
	}
	if err := t.unclaimOutside(o); err != nil {
		return err
	}
	o.as, o.attributedAt, o.attributedBy, o.meaning = "", optionalMicros(nil), "", ledger.OutsideMeaning{}
	o.attributedAs = refund.Subject{}
	return nil
}

// errOrInvariant is err, or an invariant where there is none.
func errOrInvariant(err error, format string, args ...any) error {
	if err != nil {
		return err
	}
	return invariant(format, args...)
}
