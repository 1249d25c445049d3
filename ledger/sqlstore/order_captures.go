package sqlstore

import (
	"database/sql"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// capture is a capture of a payment with what legs of any order take of it: those that are not released, and
// what was returned twice.
type capture struct {
	payment string
	refund.CaptureBalance
	// unheldMinor is the part of UsedMinor that paid off an excess, and is in no account of the payment.
	unheldMinor int64
}

// addCaptures reads the captures of payments that have several with a reference. The payments are locked, so that
// no other refund takes of them meanwhile.
func (t *tx) addCaptures(payments []orderPayment, m refund.MerchantID, o refund.OrderID) error {
	if !slices.ContainsFunc(payments, func(p orderPayment) bool { return p.named > 1 }) {
		return nil
	}
	captures, err := list(t, captureUseFromRow, `SELECT k.payment, k.capture_id, k.provider_reference, k.captured_at, k.amount_minor,
			CAST(COALESCE(SUM(CASE WHEN l.status = 'Released' THEN 0 ELSE l.amount_minor END + l.extra_minor), 0) AS BIGINT),
			CAST(COALESCE(SUM(CASE WHEN l.status = 'Released' THEN 0 ELSE l.unheld_minor END), 0) AS BIGINT)
		FROM order_payments op JOIN captures k ON k.payment = op.payment
		LEFT JOIN legs l ON l.payment = k.payment AND l.capture_id = k.capture_id AND l.capture_id <> ''
		WHERE op.merchant = $1 AND op.order_id = $2
		GROUP BY k.payment, k.capture_id, k.provider_reference, k.captured_at, k.amount_minor, k.position ORDER BY k.payment, k.position, k.capture_id`, m, o)
	for _, c := range captures {
		for i := range payments {
			if payments[i].ref.ID == c.payment {
				payments[i].captures = append(payments[i].captures, c)
			}
		}
	}
	return err
}

func captureUseFromRow(row scanner) (c capture, err error) {
	var at sql.NullInt64
	err = row.Scan(&c.payment, &c.CaptureID, &c.ProviderReference, &at, &c.AmountMinor, &c.UsedMinor, &c.unheldMinor)
	c.CapturedAt = optionalTime(at)
	return c, err
}

// captureBalances are the captures as the policy sees them, in the sequence in which they are refunded; nil for
// a payment that is not refunded by its captures. What was taken of the payment without a capture's name counts
// against the oldest.
func (p orderPayment) captureBalances() []refund.CaptureBalance {
	var out []refund.CaptureBalance
	apart := p.takenMinor()
	for _, c := range p.captures {
		out = append(out, c.CaptureBalance)
		apart -= c.UsedMinor - c.unheldMinor
	}
	if !refund.ByCaptures(out) {
		return nil
	}
	return refund.WithUse(refund.CapturesInSequence(out), apart)
}

// takenMinor is what refunds take of the payment, makegood's and others.
func (p orderPayment) takenMinor() (minor int64) {
	for _, c := range []ledger.Control{ledger.ControlHeld, ledger.ControlSent, ledger.ControlReturned, ledger.ControlKeptBack, ledger.ControlExternal} {
		minor += p.balances[c] // of one payment, each at most what it can hold
	}
	return minor
}

// takeBackOfCapture gives what a leg takes of its capture back to it.
func (p *orderPayment) takeBackOfCapture(l *legRow) {
	for i := range p.captures {
		if c := &p.captures[i]; l.CaptureID != "" && c.CaptureID == l.CaptureID {
			c.UsedMinor -= l.AmountMinor
			c.unheldMinor -= l.unheldMinor
		}
	}
}

// referenceOf is the provider's reference of a capture; "" for none.
func (p orderPayment) referenceOf(captureID string) string {
	if captureID == "" {
		return ""
	}
	for _, c := range p.captures {
		if c.CaptureID == captureID {
			return c.ProviderReference
		}
	}
	return ""
}

// leftOf is what is left of a capture that has a reference; false for one that has none, or is not the payment's.
// It counts also where the payment is not refunded by its captures any more, since one without a reference was
// learned meanwhile.
func (p orderPayment) leftOf(captureID string) (minor int64, known bool) {
	for _, c := range p.captureBalances() {
		if c.CaptureID == captureID {
			return c.RemainingMinor(), true
		}
	}
	for _, c := range p.captures {
		if c.CaptureID == captureID && c.ProviderReference != "" {
			return c.RemainingMinor(), true
		}
	}
	return 0, false
}

// capturesTaken checks that no capture gives back more than is left of it. A leg to a capture that its payment does
// not have, or that has no reference, is ErrInvariant.
func capturesTaken(a refund.Assessment, payments map[refund.PaymentID]orderPayment) (*refund.Problem, error) {
	type place struct {
		payment refund.PaymentID
		capture string
	}
	taken := map[place]int64{}
	for _, l := range a.Legs {
		if l.CaptureID == "" {
			continue
		}
		left, known := payments[l.PaymentID].leftOf(l.CaptureID)
		if !known {
			return nil, invariant("leg %s to capture %s, which payment %s does not have", l.LegID, l.CaptureID, l.PaymentID)
		}
		at := place{l.PaymentID, l.CaptureID}
		taken[at] = refund.SumAtMost(taken[at], l.AmountMinor)
		if taken[at] > left {
			return problemf(refund.CodeCaptureExceeded, "capture %s of payment %s: %d asked, %d left", l.CaptureID, l.PaymentID, taken[at], left), nil
		}
	}
	return nil, nil
}
