package sqlstore

import (
	"context"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// exchange is what of a dispute in another currency was exchanged so far.
type exchange struct {
	capturedMinor, minor, fee int64
	currency                  refund.Currency
}

// personValue is what a person said that such a dispute takes, while ofMinor of its own currency were disputed.
type personValue struct {
	minor, ofMinor int64
	by             refund.Person
	note           string
	// acting is how it is known who by is.
	acting refund.Subject
}

// valueOf is what of the captured currency a dispute in another one takes: by the provider's statement, else by a person's
// about this amount; 0: nobody has said.
func (d *disputeRow) valueOf(s ledger.DisputeState) int64 {
	switch {
	case s.CapturedMinor > 0:
		return s.CapturedMinor
	case d.person.by != "" && d.person.ofMinor == s.AmountMinor:
		return d.person.minor
	}
	return 0
}

// otherCurrency reports whether a dispute is in another currency than its payment was captured in.
func otherCurrency(p *paymentRow, s ledger.DisputeState) bool {
	return s.Currency != "" && s.Currency != p.ref.Currency
}

// exchangeFunds leads what was exchanged to where the dispute stands. A currency that is not the dispute's any more is
// given back first.
func (t *tx) exchangeFunds(p *paymentRow, d *disputeRow, s ledger.DisputeState) error {
	want := exchange{}
	if otherCurrency(p, s) {
		want = exchange{currency: s.Currency, fee: s.FeeMinor}
		if d.bookedMinor > 0 {
			want.capturedMinor, want.minor = d.bookedMinor, s.AmountMinor
		}
	}
	if has := d.exchanged; has.currency != "" && has.currency != want.currency {
		if err := t.exchangeTo(p, d, exchange{currency: has.currency}); err != nil {
			return err
		}
	}
	return t.exchangeTo(p, d, want)
}

func (t *tx) exchangeTo(p *paymentRow, d *disputeRow, want exchange) error {
	has := d.exchanged
	more := ledger.DisputeExchange{
		Payment: p.ref, CapturedMinor: want.capturedMinor - has.capturedMinor, Currency: want.currency,
		Minor: want.minor - has.minor, FeeMinor: want.fee - has.fee,
	}
	d.exchanged = want
	if more.CapturedMinor == 0 && more.Minor == 0 && more.FeeMinor == 0 {
		return nil
	}
	posting, err := ledger.PostDisputeExchange(more)
	return t.post(d.move(p), posting, err)
}

// ValueDispute implements ledger.BankActs.
func (s *Store) ValueDispute(ctx context.Context, in ledger.DisputeValue) (out refund.Answer, err error) {
	err = s.write(ctx, "value dispute "+in.DisputeID, func(t *tx) error {
		p, err := t.lockNamed(refund.Fact{Provider: in.Provider, Account: in.Account, Reference: in.Reference})
		if err != nil || p == nil {
			out = answerOf(refund.CodeNotFound, "no order has named this payment")
			return err
		}
		out, err = t.valueDispute(p, in)
		return err
	})
	return out, err
}

func (t *tx) valueDispute(p *paymentRow, in ledger.DisputeValue) (refund.Answer, error) {
	d, err := t.disputeOf(p.ref.ID, in.DisputeID)
	if err != nil {
		return refund.Answer{}, err
	}
	state := d.state()
	if answer := mayValue(p, d, in); answer.Code != "" {
		return answer, nil
	}
	stake := refund.Stake{Currency: p.ref.Currency, OrderMinor: in.AmountMinor}
	if stake.Market, err = t.marketOf(p); err != nil {
		return refund.Answer{}, err
	}
	if problem, refused := mayActAs(in.Acting, in.Authority.MayAgree, in.Authority, in.By, stake); refused {
		return answerOf(problem.Code, problem.Detail), nil
	}
	if d.person.minor == in.AmountMinor && d.person.ofMinor == state.AmountMinor && d.person.by != "" {
		return refund.Answer{Accepted: true, Detail: "it was said before"}, nil
	}
	d.person = personValue{minor: in.AmountMinor, ofMinor: state.AmountMinor, by: in.By, note: keptNote(in.Note), acting: storedSubject(in.Acting, in.By)}
	if _, err := t.followDispute(p, d); err != nil {
		return refund.Answer{}, err
	}
	return refund.Answer{Accepted: true, Detail: "the dispute takes " + refund.FormatAmount(in.AmountMinor, p.ref.Currency)}, t.saveDispute(d)
}

// mayValue refuses a value that is none, or that nobody needs.
func mayValue(p *paymentRow, d *disputeRow, in ledger.DisputeValue) refund.Answer {
	state := d.state()
	captured := p.balances[ledger.ControlCaptured]
	switch {
	case !d.exists:
		return answerOf(refund.CodeNotFound, "no dispute "+refund.Cut(in.DisputeID, codeBytes)+" is known of this payment")
	case state.TakenMinor() == 0:
		return answerOf(ledger.CodeNothingTaken, "the dispute takes nothing: it is "+string(state.Stage))
	case !otherCurrency(p, state):
		return answerOf(refund.CodeConflict, "the dispute is in the captured currency, and takes what was said of it")
	case state.CapturedMinor > 0:
		return answerOf(refund.CodeConflict, "the provider has said that it takes "+refund.FormatAmount(state.CapturedMinor, p.ref.Currency))
	case in.AmountMinor <= 0 || in.Currency != p.ref.Currency || strings.TrimSpace(in.Note) == "":
		return answerOf(refund.CodeMalformed, "what it takes is above zero, in "+string(p.ref.Currency)+", with a note of how that is known")
	case in.AmountMinor > captured:
		return answerOf(refund.CodeCapExceeded, "captured were "+refund.FormatAmount(captured, p.ref.Currency))
	}
	return refund.Answer{}
}
