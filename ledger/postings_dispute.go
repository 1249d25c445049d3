package ledger

import "fmt"

// This file holds the templates of disputes: a bank takes the funds, gives them back, or keeps them. Amounts are
// minor units of the payment's currency.

// PostDisputeOpened books that the funds of a dispute were withdrawn (P8): what headroom there is, and the rest as
// excess, which stops the payment. What was only held is released before. A fee alone has no amount.
func PostDisputeOpened(p PaymentRef, amountMinor, feeMinor, openMinor int64) (Posting, error) {
	if amountMinor < 0 || feeMinor < 0 {
		return Posting{}, fmt.Errorf("dispute of %d with a fee of %d: %w", amountMinor, feeMinor, ErrInvariant)
	}
	return build(TemplateP8,
		append(p.outOfHeadroom(amountMinor, openMinor), p.disputed(amountMinor), p.owed(disputeFees, feeMinor)),
		[]side{p.line(ControlDisputed, amountMinor), p.provider(amountMinor), p.provider(feeMinor)})
}

// PostDisputeWon books that the funds were reinstated (P9). The fee is not.
func PostDisputeWon(p PaymentRef, amountMinor, excessMinor int64) (Posting, error) {
	return build(TemplateP9,
		[]side{p.line(ControlDisputed, amountMinor), p.provider(amountMinor)},
		append(p.backToHeadroom(amountMinor, excessMinor), p.disputed(amountMinor)))
}

// LostDispute is how a lost dispute is borne. ReceivableMinor is what the customer has beyond what was paid: it had
// been refunded. PayableMinor is what was owed to the customer, and is paid by the dispute. The rest is a loss.
type LostDispute struct {
	Payment         PaymentRef
	AmountMinor     int64
	ReceivableMinor int64
	PayableMinor    int64
}

func (l LostDispute) lossMinor() int64 { return l.AmountMinor - l.ReceivableMinor - l.PayableMinor }

func (l LostDispute) template() Template {
	if l.PayableMinor > 0 {
		return TemplateP10d
	}
	return TemplateP10
}

func (l LostDispute) check() error {
	if l.ReceivableMinor < 0 || l.PayableMinor < 0 || l.lossMinor() < 0 {
		return fmt.Errorf("lost %d: receivable %d, payable %d: %w", l.AmountMinor, l.ReceivableMinor, l.PayableMinor, ErrInvariant)
	}
	return nil
}

func (l LostDispute) sides() (debits, credits []side) {
	p := l.Payment
	return []side{
			p.line(ControlDisputed, l.AmountMinor), p.owed(customerReceivable, l.ReceivableMinor),
			p.owed(refundsPayable, l.PayableMinor), p.owed(chargebackLoss, l.lossMinor()),
		},
		[]side{p.line(ControlChargedBack, l.AmountMinor), p.disputed(l.AmountMinor)}
}

// PostDisputeLost books that the bank keeps the funds (P10); with a payable part, that a recognised unpaid refund
// is discharged by it (P10d). ErrInvariant where the parts are more than the amount.
func PostDisputeLost(l LostDispute) (Posting, error) {
	if err := l.check(); err != nil {
		return Posting{}, err
	}
	debits, credits := l.sides()
	return build(l.template(), debits, credits)
}

// PostDisputeLossReversed takes PostDisputeLost back, when the bank decides otherwise after all (P10r).
func PostDisputeLossReversed(l LostDispute) (Posting, error) {
	if err := l.check(); err != nil {
		return Posting{}, err
	}
	debits, credits := l.sides()
	return build(TemplateP10r, credits, debits)
}

// PostLossShifted corrects how a lost dispute is borne when a later fact says what the customer has (P10x): what a
// refund that settled meanwhile paid twice is the customer's to give back, and no loss. A negative amount shifts
// back.
func PostLossShifted(p PaymentRef, amountMinor int64) (Posting, error) {
	return build(TemplateP10x,
		[]side{p.owed(customerReceivable, amountMinor)}, []side{p.owed(chargebackLoss, amountMinor)})
}

// PostWriteOff books what a customer will not give back (P20).
func PostWriteOff(p PaymentRef, amountMinor int64) (Posting, error) {
	if amountMinor <= 0 {
		return Posting{}, fmt.Errorf("write-off of %d: %w", amountMinor, ErrInvariant)
	}
	return build(TemplateP20,
		[]side{p.owed(writeOff, amountMinor)}, []side{p.owed(customerReceivable, amountMinor)})
}

// ReceivableAccount is what customers owe a merchant, and LossAccount what disputes have cost it.
func (p PaymentRef) ReceivableAccount() string {
	return merchantAccount(p.Merchant, customerReceivable)
}

// LossAccount: see ReceivableAccount.
func (p PaymentRef) LossAccount() string { return merchantAccount(p.Merchant, chargebackLoss) }

// disputed is an amount on the provider account's funds in dispute.
func (p PaymentRef) disputed(amountMinor int64) side {
	return debit("prov/"+p.ProviderAccount+"/disputed_funds", string(p.Currency), amountMinor)
}
