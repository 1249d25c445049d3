package adyen

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// listed reads a record.
func (w row) listed(zone *time.Location) (payment.Listed, error) {
	at, err := w.bookedAt(zone)
	if err != nil {
		return payment.Listed{}, err
	}
	l := payment.Listed{
		ProviderRefundID: w[columnID], Account: w[columnAccount], Key: keyIn(w[columnReference]), Reference: w[columnPayment],
		Currency: refund.Currency(w[columnCurrency]), CreatedAt: at, SettledAt: at,
	}
	if l.ProviderRefundID == "" || l.Reference == "" {
		return payment.Listed{}, errors.New("it names no refund of a payment")
	}
	if l.AmountMinor, err = minorIn(w[columnCaptured], l.Currency); err != nil {
		return payment.Listed{}, err
	}
	l.AmountMinor = max(l.AmountMinor, -l.AmountMinor)
	if l.AmountMinor == 0 {
		return payment.Listed{}, errors.New("it has no amount")
	}
	w.setOutcome(&l)
	err = w.setSettlement(&l)
	return l, err
}

// setOutcome names the state, and the notification that tells of it.
func (w row) setOutcome(l *payment.Listed) {
	l.Outcome = refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: l.ProviderRefundID}
	event := eventRefund
	if w[columnType] == typeReversed {
		l.Outcome.Kind, l.Outcome.Reason, event = refund.OutcomeFailed, "it came back", eventReversed
	}
	l.FactID = strings.Join([]string{l.ProviderRefundID, event, yes}, "/")
}

// setSettlement reads the fees, and what was settled before them. What the acquirer settles is not on Adyen's balance.
func (w row) setSettlement(l *payment.Listed) error {
	if w[columnType] == typeExternally || w[columnSettlement] == "" {
		return nil
	}
	currency := refund.Currency(w[columnSettlement])
	payable, err := decimalIn(w[columnPayable])
	if err != nil {
		return err
	}
	fees := decimal.Zero
	for _, column := range feeColumns {
		fee, err := decimalIn(w[column])
		if err != nil {
			return err
		}
		fees = fees.Add(fee)
		if w[column] != "" {
			l.FeeCurrency = currency
		}
	}
	gross, err := rounded(payable.Neg().Sub(fees).Abs(), currency)
	if err != nil {
		return err
	}
	if gross != l.AmountMinor || currency != l.Currency {
		l.Outcome.Settlement = &refund.Settlement{AmountMinor: gross, Currency: currency}
	}
	l.FeeMinor, err = rounded(fees, currency)
	return err
}

// bookedAt reads a time by the clock of the account. A report in another zone than the one that is set has other days.
func (w row) bookedAt(zone *time.Location) (time.Time, error) {
	at, err := time.ParseInLocation(time.DateTime+" MST", w[columnAt]+" "+w[columnZone], zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no time", w[columnAt])
	}
	if at.Location() != zone {
		return time.Time{}, fmt.Errorf("it is in the time zone %s, and the one that is set is %s", cmp.Or(w[columnZone], "of no name"), zone)
	}
	return at.UTC(), nil
}

// decimalIn reads an amount in major units; empty: none.
func decimalIn(text string) (decimal.Decimal, error) {
	if text == "" {
		return decimal.Zero, nil
	}
	value, negative := strings.CutPrefix(text, "-")
	amount, err := refund.ParseDecimal(value)
	if err != nil {
		return decimal.Zero, fmt.Errorf("%q is no amount", text)
	}
	if negative {
		amount = amount.Neg()
	}
	return amount, nil
}

// minorIn reads an exact amount.
func minorIn(text string, currency refund.Currency) (int64, error) {
	amount, err := decimalIn(text)
	if err != nil {
		return 0, err
	}
	minor, err := rounded(amount, currency)
	if exponent, _ := currency.Exponent(); err == nil && !amount.Shift(int32(exponent)).IsInteger() {
		return 0, fmt.Errorf("%s %s is no amount", text, currency)
	}
	return minor, err
}

// rounded is an amount in minor units by ISO 4217, half of one away from zero: fees are written more exactly.
func rounded(amount decimal.Decimal, currency refund.Currency) (int64, error) {
	exponent, known := currency.Exponent()
	if !known {
		return 0, fmt.Errorf("%q is no currency in use", currency)
	}
	minor := amount.Shift(int32(exponent)).Round(0)
	if !minor.BigInt().IsInt64() {
		return 0, fmt.Errorf("%s %s is too large", amount, currency)
	}
	return minor.IntPart(), nil
}
