package paypal

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// listedOf reads a transaction. It names no settlement: an account that holds another currency exchanges in a transaction
// of its own.
func listedOf(t transaction, err error) (payment.Listed, error) {
	if err != nil {
		return payment.Listed{}, err
	}
	listed, err := t.listed()
	if err != nil {
		return payment.Listed{}, fmt.Errorf("paypal: transaction %s: %w", t.ID, err)
	}
	return listed, nil
}

func (t transaction) listed() (payment.Listed, error) {
	if t.ID == "" {
		return payment.Listed{}, errors.New("it has no id")
	}
	at, err := time.Parse(listTime, t.InitiatedAt)
	if err != nil {
		return payment.Listed{}, err
	}
	minor, err := t.Amount.left()
	if err != nil {
		return payment.Listed{}, err
	}
	l := payment.Listed{
		ProviderRefundID: t.ID, FactID: t.factID(), Key: keyIn(t.CustomField), Reference: t.ReferenceID, AmountMinor: minor, Currency: t.Amount.Currency,
		Outcome: t.outcome(), CreatedAt: at.UTC(),
	}
	if t.Fee != nil {
		l.FeeCurrency = t.Fee.Currency
		if l.FeeMinor, err = t.Fee.left(); err != nil {
			return payment.Listed{}, err
		}
		l.FeeMinor = max(0, l.FeeMinor) // one that comes back is in the refund's net amount already
	}
	if t.Status != "S" || t.UpdatedAt == "" {
		return l, nil
	}
	settled, err := time.Parse(listTime, t.UpdatedAt)
	l.SettledAt = settled.UTC()
	return l, err
}

// factID is that of the notification before it has the bank's reference, which the list has none of. Denied and reversed
// are no states of a notification.
func (t transaction) factID() string {
	switch t.Status {
	case "S":
		return factID(t.ID, "COMPLETED", "")
	case "P":
		return factID(t.ID, "PENDING", "")
	}
	return ""
}

// factID is a refund's state: PayPal tells one under several events.
func factID(id, status, bankReference string) string {
	return id + "/" + status + "/" + bankReference
}

// received reports whether the money came to the account: the merchant was somebody else's payer.
func (t transaction) received() bool { return !strings.HasPrefix(t.Amount.Value, "-") }

// left is how much of an amount left the account; negative: it came to the account.
func (m money) left() (int64, error) {
	value, left := strings.CutPrefix(m.Value, "-")
	minor, err := money{m.Currency, value}.minor()
	if !left {
		minor = -minor
	}
	return minor, err
}

// outcome reads a transaction's status code.
func (t transaction) outcome() refund.Outcome {
	o := refund.Outcome{ProviderRefundID: t.ID}
	switch t.Status {
	case "S":
		o.Kind = refund.OutcomeSettled
	case "P":
		o.Kind = refund.OutcomePending
	case "D":
		o.Kind, o.Reason = refund.OutcomeFailed, "denied"
	case "V":
		o.Kind, o.Reason = refund.OutcomeFailed, "reversed"
	default:
		o.Kind, o.Reason = refund.OutcomeAbnormal, wire.Clipped("unknown status "+t.Status)
	}
	return o
}
