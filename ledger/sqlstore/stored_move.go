package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// storedPayment is what the ledger knows of the payment that value goes back to.
type storedPayment struct {
	id         string
	kind       refund.PaymentKind
	instrument string
	currency   refund.Currency
}

// MoveStored implements ledger.StoredValue.
func (s *Store) MoveStored(ctx context.Context, in refund.Instruction) (m refund.StoredMovement, err error) {
	err = s.write(ctx, "stored value under "+in.Key, func(t *tx) error {
		m, err = t.moveStored(in)
		return err
	})
	return m, err
}

func (t *tx) moveStored(in refund.Instruction) (refund.StoredMovement, error) {
	of, problem, err := t.storedPayment(in)
	if err != nil {
		return refund.StoredMovement{}, err
	}
	if problem == "" {
		if err := t.lock(`SELECT 1 FROM payments WHERE id = $1`, of.id); err != nil {
			return refund.StoredMovement{}, err
		}
	}
	known, repeated, err := t.storedMovement(in.Key)
	if err != nil || repeated {
		return known, err
	}
	if problem != "" {
		return refund.StoredMovement{Instruction: in, Outcome: declined(refund.DeclinedInstruction, problem)}, nil
	}
	outcome, err := t.storedOutcome(in, of)
	if err != nil {
		return refund.StoredMovement{}, err
	}
	return t.keepStored(in, of, outcome)
}

func declined(class refund.DeclineClass, reason string) refund.Outcome {
	return refund.Outcome{Kind: refund.OutcomeDeclined, Class: class, Reason: reason}
}

// storedPayment finds the payment, by its own reference or by that of one of its captures, or says why the instruction
// is about none whose value is stored here.
func (t *tx) storedPayment(in refund.Instruction) (of storedPayment, problem string, err error) {
	key, err := in.Refund.Key()
	if err != nil {
		return of, err.Error(), nil
	}
	found, err := list(t, storedPaymentFromRow, `SELECT p.id, p.kind, p.instrument, p.reference, p.currency,
			COALESCE((SELECT l.units FROM legs l WHERE l.refund = $1 AND l.leg_id = $2), '')
		FROM payments p WHERE p.merchant = $3 AND p.provider = $4 AND p.account = $5
			AND (p.reference = $6 OR p.id IN (SELECT k.payment FROM captures k WHERE k.provider_reference = $6 AND $6 <> ''))
		ORDER BY CASE WHEN p.reference = $6 THEN 0 ELSE 1 END, p.id LIMIT 1`,
		in.Refund, in.Leg, key.Merchant, refund.StoredProvider, in.Account, in.Reference)
	switch {
	case err != nil:
		return of, "", err
	case len(found) == 0:
		return of, "the ledger knows no stored value of the merchant " + string(key.Merchant) + " called " + in.Reference, nil
	}
	of = found[0]
	switch {
	case in.Void:
		return of, "stored value is taken when it is spent: there is no authorisation to void", nil
	case !of.kind.Stored():
		return of, "a payment of kind " + string(of.kind) + " is money, and not value that is stored here", nil
	case of.currency != in.Currency:
		return of, fmt.Sprintf("it is in %s, not in %s", of.currency, in.Currency), nil
	}
	return of, "", nil
}

func storedPaymentFromRow(row scanner) (p storedPayment, err error) {
	var reference, raw string
	if err = row.Scan(&p.id, &p.kind, &p.instrument, &reference, &p.currency, &raw); err != nil {
		return p, err
	}
	p.instrument = cmp.Or(p.instrument, reference)
	if raw == "" || p.kind != refund.PaymentPoints {
		return p, nil
	}
	var units refund.Units
	if err = fromText(raw, &units); err == nil && units.Asset != "" {
		p.instrument = ledger.Programme(units.Asset)
	}
	return p, err
}

// storedOutcome is whether the instrument takes the amount back.
func (t *tx) storedOutcome(in refund.Instruction, of storedPayment) (refund.Outcome, error) {
	key, err := in.Refund.Key()
	if err != nil {
		return refund.Outcome{}, err
	}
	state, err := t.storedState(refund.StoredInstrument{Merchant: key.Merchant, Kind: of.kind, Instrument: of.instrument})
	if err != nil {
		return refund.Outcome{}, err
	}
	if state != refund.StoredOpen {
		return declined(refund.DeclinedInstrument, strings.ToLower(string(state))), nil
	}
	expired, err := t.storedExpired(key, in.Reference, of)
	if err != nil || expired {
		return declined(refund.DeclinedInstrument, strings.ToLower(string(refund.StoredExpired))), err
	}
	exceeds, err := t.storedExceeds(in, of)
	if err != nil || exceeds != "" {
		return declined(refund.DeclinedExceeds, exceeds), err
	}
	return refund.Outcome{Kind: refund.OutcomeSettled}, nil
}

// storedExpired reports whether what the customer holds has expired by the order's own word. Whether a coupon or a red
// packet that has expired meanwhile is restored is the policy's to say (MONEY C8).
func (t *tx) storedExpired(key refund.Key, reference string, of storedPayment) (bool, error) {
	switch of.kind {
	case refund.PaymentCoupon, refund.PaymentRedPacket:
		return false, nil
	case refund.PaymentGiftCard, refund.PaymentPoints, refund.PaymentStoreCredit, refund.PaymentCard, refund.PaymentWallet, refund.PaymentBank:
	}
	order, known, err := t.pinned(key)
	if err != nil || !known {
		return false, err
	}
	for _, p := range order.Payments {
		if calledBy(p, reference) && p.Kind == of.kind && p.ExpiresAt != nil && !t.now.Before(*p.ExpiresAt) {
			return true, nil
		}
	}
	return false, nil
}

// calledBy reports whether a reference is a payment's, or that of one of its captures.
func calledBy(p refund.Payment, reference string) bool {
	return p.ProviderReference == reference || slices.ContainsFunc(p.Captures, func(c refund.Capture) bool { return c.ProviderReference == reference })
}

// storedExceeds says that more would have gone back to the payment than was taken of the instrument with it.
func (t *tx) storedExceeds(in refund.Instruction, of storedPayment) (string, error) {
	controls, err := t.controls(of.id)
	if err != nil {
		return "", err
	}
	var before int64
	err = t.row(`SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM stored_movements WHERE payment = $1 AND outcome = $2`,
		of.id, refund.OutcomeSettled).Scan(&before)
	if err != nil {
		return "", err
	}
	after, err := ledger.Checked(refund.AddMinor(before, in.AmountMinor))
	if err != nil {
		return "", err
	}
	if captured := controls[ledger.ControlCaptured]; after > captured {
		return fmt.Sprintf("%d of %d went back before, and %d is asked for", before, captured, in.AmountMinor), nil
	}
	return "", nil
}

// keepStored adds the movement to the book.
func (t *tx) keepStored(in refund.Instruction, of storedPayment, outcome refund.Outcome) (refund.StoredMovement, error) {
	key, err := in.Refund.Key()
	if err != nil {
		return refund.StoredMovement{}, err
	}
	added, err := list(t, storedFromRow, `INSERT INTO stored_movements (provider_key, merchant, account, reference, payment, kind, instrument,
			refund, leg, amount_minor, currency, outcome, class, reason, moved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING `+storedColumns,
		in.Key, key.Merchant, in.Account, in.Reference, of.id, of.kind, of.instrument, in.Refund, in.Leg, in.AmountMinor, in.Currency,
		outcome.Kind, outcome.Class, outcome.Reason, micros(t.now))
	if err != nil {
		return refund.StoredMovement{}, err
	}
	return added[0], nil
}
