package sqlstore

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// ownLeg names a leg of makegood's.
type ownLeg struct {
	refund refund.ID
	leg    refund.LegID
}

// legNamed finds the leg that a fact is about, by a key of any generation, or by the provider's id of its refund. nil:
// there is none. A key is a hash, so that the keys of the payments' legs are made again and compared.
func (t *tx) legNamed(payments []*paymentRow, f refund.Fact) (*ownLeg, error) {
	for _, p := range payments {
		legs, err := t.legsAgainst(p)
		if err != nil {
			return nil, err
		}
		for _, l := range legs {
			if l.generationOf(f) > 0 {
				return &l.ownLeg, nil
			}
		}
	}
	return nil, nil
}

// againstLeg is a leg against a payment, as far as a fact may name it.
type againstLeg struct {
	ownLeg
	generation int
	status     refund.LegStatus
	minor      int64
	outcome    refund.Outcome
}

func (t *tx) legsAgainst(p *paymentRow) ([]againstLeg, error) {
	return list(t, againstLegFrom, `SELECT l.refund, l.leg_id, l.generation, l.status, l.amount_minor, l.outcome
		FROM order_payments op JOIN legs l ON l.merchant = op.merchant AND l.order_id = op.order_id AND l.payment = op.payment
		WHERE op.payment = $1 ORDER BY l.refund, l.position`, p.ref.ID)
}

func againstLegFrom(row scanner) (l againstLeg, err error) {
	var outcome string
	if err := row.Scan(&l.refund, &l.leg, &l.generation, &l.status, &l.minor, &outcome); err != nil {
		return l, err
	}
	return l, fromText(outcome, &l.outcome)
}

// generationOf is the generation that a fact is about; 0: it is not about this leg.
func (l againstLeg) generationOf(f refund.Fact) int {
	return generationNamed(l.ownLeg, l.generation, l.outcome.ProviderRefundID, f)
}

func generationNamed(own ownLeg, newest int, refundID string, f refund.Fact) int {
	if f.Refund.Key == "" {
		if refundID != "" && refundID == f.Refund.ProviderRefundID {
			return newest
		}
		return 0
	}
	for generation := newest; generation > 0; generation-- {
		if refund.ProviderKey(own.refund, own.leg, generation) == f.Refund.Key {
			return generation
		}
	}
	return 0
}

// mayBeOwn: the provider names no key, and a leg of that amount is on its way whose id at the provider is not known
// yet. The fact may be about it, and waits for its answer.
func (t *tx) mayBeOwn(p *paymentRow, f refund.Fact) (bool, error) {
	if f.Refund.Key != "" {
		return false, nil
	}
	legs, err := t.legsAgainst(p)
	for _, l := range legs {
		if l.status.Undecided() && l.outcome.ProviderRefundID == "" && l.minor == f.Refund.AmountMinor {
			return true, err
		}
	}
	return false, err
}

// bookOwn books a fact about a leg: an outcome that needs no lease, since it is the provider's own word of the refund
// that it has under this key. A lease that runs goes on, and keeps everybody else from sending meanwhile.
func (t *tx) bookOwn(c *caseRow, l *legRow, f refund.Fact) (refund.FactBooked, error) {
	said := *f.Refund
	if said.AmountMinor != l.AmountMinor || said.Currency != l.ref.Currency {
		c.note(event{Name: "FactDiffers", Leg: l.LegID, Cause: refund.Cause{Actor: refund.Person(f.Provider), Reason: fmt.Sprintf(
			"fact %s is of %s, the leg of %s", f.ID, refund.FormatAmount(said.AmountMinor, said.Currency), refund.FormatAmount(l.AmountMinor, l.ref.Currency))}})
		return refund.FactBooked{Result: refund.FactDiffers}, nil
	}
	generation := generationNamed(ownLeg{c.id, l.LegID}, l.Generation, providerRefundID(l), f)
	if generation == 0 {
		return refund.FactBooked{}, invariant("fact %s was about leg %s of %s, and is no more", f.ID, l.LegID, c.id)
	}
	word := refund.Word{Kind: said.Outcome.Kind, At: t.occurredAt(f)}
	in := refund.Record{
		Refund: c.id, Leg: l.LegID, Generation: generation, Attempt: "fact", Outcome: said.Outcome,
		Cause: refund.Cause{Actor: refund.Person(f.Provider), Reason: said.Outcome.Reason},
	}
	in.Outcome.ProviderRefundID = cmp.Or(in.Outcome.ProviderRefundID, said.ProviderRefundID)
	before := l.heardOf(generation)
	heard, last := before.With(word)
	if !last {
		if generation < l.Generation {
			l.keepHeard(generation, heard)
		}
		if word == before.Last {
			return refund.FactBooked{Result: refund.FactIsKnown}, t.saveLeg(c, l)
		}
		return refund.FactBooked{Result: refund.FactIsStale}, t.overtakenFact(c, l, in)
	}
	return t.bookWord(c, l, in, heard)
}

func (t *tx) overtakenFact(c *caseRow, l *legRow, in refund.Record) error {
	if err := t.wasPaidBefore(c, l, in); err != nil {
		return err
	}
	return t.saveLeg(c, l)
}

// bookWord books the provider's last word on a generation.
func (t *tx) bookWord(c *caseRow, l *legRow, in refund.Record, heard refund.Heard) (out refund.FactBooked, err error) {
	was, closed, noted := l.Status, c.closed, len(c.events)
	if in.Generation < l.Generation {
		err = t.staleOutcome(c, l, in)
	} else {
		err = t.bookPresent(c, l, in)
	}
	if err != nil {
		return out, err
	}
	l.keepHeard(in.Generation, heard)
	t.learnReference(c, l, in)
	if err := t.saveLeg(c, l); err != nil {
		return out, err
	}
	out.Result = refund.FactIsKnown
	if len(c.events) > noted {
		out.Result = refund.FactIsBooked
	}
	out.LateFailed = closed && was == refund.LegSettled && statusBefore(l) == refund.LegLateFailed
	return out, nil
}

// bookPresent books a word on the present generation. A final no after the money was paid is a late failure, whatever
// the provider calls it. What the books do not know of having sent they take as sent where the money moves; where it
// does not there is nothing to book, since the send itself will be told so.
func (t *tx) bookPresent(c *caseRow, l *legRow, in refund.Record) error {
	if l.Status == refund.LegSettled && in.Outcome.Kind == refund.OutcomeDeclined {
		in.Outcome.Kind = refund.OutcomeFailed
	}
	if l.Status == refund.LegReserved {
		if in.Outcome.Kind == refund.OutcomeDeclined || in.Outcome.Kind == refund.OutcomeFailed {
			return nil
		}
		if err := t.sendUnbegun(c, l, in); err != nil {
			return err
		}
	}
	return t.presentOutcome(c, l, in)
}

// learnReference keeps the bank's reference where it comes after the settlement.
func (t *tx) learnReference(c *caseRow, l *legRow, in refund.Record) {
	has := l.Outcome
	if has == nil || has.Kind != in.Outcome.Kind || in.Generation != l.Generation || has.BankReference != "" || in.Outcome.BankReference == "" {
		return
	}
	now := *has
	now.BankReference = in.Outcome.BankReference
	l.Outcome = &now
	c.note(event{Name: "LegReference", Leg: l.LegID, Cause: refund.Cause{Actor: in.Cause.Actor, Reason: now.BankReference}})
}

func providerRefundID(l *legRow) string {
	if l.Outcome == nil {
		return ""
	}
	return l.Outcome.ProviderRefundID
}

// occurredAt is the provider's time of a fact, or the ledger's where it tells none.
func (t *tx) occurredAt(f refund.Fact) time.Time {
	if f.OccurredAt.IsZero() {
		return t.now
	}
	return f.OccurredAt.UTC().Truncate(time.Microsecond)
}

// asText is how bytes of any kind are kept, since a column of text takes no zero byte.
func asText(raw []byte) string { return base64.StdEncoding.EncodeToString(raw) }

func asBytes(text string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("stored bytes: %w", err)
	}
	return raw, nil
}
