package stripe

import (
	driver "github.com/stripe/stripe-go/v85"

	"github.com/makegood/makegood/payment"
)

func listedOf(made *driver.Refund, asked string) (payment.Listed, error) {
	currency := currencyOf(made.Currency)
	minor, err := minorOf(made.Amount, currency)
	if err != nil {
		return payment.Listed{}, err
	}
	listed := payment.Listed{
		ProviderRefundID: made.ID, Key: made.Metadata[metaKey], Reference: referenceOf(made, asked), AmountMinor: minor, Currency: currency,
		Outcome: read(made), CreatedAt: unix(made.Created),
	}
	listed.FactID = factID(made, listed.Outcome.BankReference)
	err = setFee(&listed, made.BalanceTransaction)
	return listed, err
}

// factID is a refund's state: Stripe tells one under several events.
func factID(made *driver.Refund, bankReference string) string {
	return made.ID + "/" + string(made.Status) + "/" + bankReference
}

// setFee reads what Stripe took for a refund, where it sends the balance transaction along.
func setFee(listed *payment.Listed, t *driver.BalanceTransaction) error {
	if t == nil || t.Currency == "" {
		return nil
	}
	fee, err := minorOf(t.Fee, currencyOf(t.Currency))
	if err != nil {
		return err
	}
	listed.FeeMinor, listed.FeeCurrency = fee, currencyOf(t.Currency)
	if t.Created != 0 {
		listed.SettledAt = unix(t.Created)
	}
	return nil
}

// referenceOf names the payment as it was asked for; of a period by its intent, where it has one.
func referenceOf(made *driver.Refund, asked string) string {
	switch {
	case asked != "":
		return asked
	case made.PaymentIntent != nil && made.PaymentIntent.ID != "":
		return made.PaymentIntent.ID
	case made.Charge != nil:
		return made.Charge.ID
	}
	return ""
}
