package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// PaymentOwner implements ledger.BankReader.
func (s *Store) PaymentOwner(ctx context.Context, in ledger.NamedPayment) (owner refund.KeyOwner, err error) {
	err = s.read(ctx, "whose payment", func(t *tx) error {
		found, err := t.paymentsNamed(refund.Fact{Provider: in.Provider, Account: in.Account, Reference: in.Reference})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ledger.ErrNotFound
		}
		var order refund.OrderID
		if len(in.Orders) > 0 {
			order = in.Orders[0]
		}
		owner, err = t.ownerOf(found[0].ref.ID, order)
		return err
	})
	return owner, err
}

// ownerOf is the customer of the first refund of a payment's order, or the order where it has no customer. order ""
// means the first of those that the payment pays.
func (t *tx) ownerOf(payment string, order refund.OrderID) (owner refund.KeyOwner, err error) {
	owners, err := list(t, func(row scanner) (o refund.KeyOwner, err error) {
		var order string
		if err := row.Scan(&o.Merchant, &order, &o.Name); err != nil {
			return o, err
		}
		o.Scope = refund.KeyOfCustomer
		if o.Name == "" {
			o.Scope, o.Name = refund.KeyOfOrder, order
		}
		return o, nil
	}, `SELECT r.merchant, r.order_id, r.customer FROM order_payments op JOIN refunds r ON r.merchant = op.merchant AND r.order_id = op.order_id
		WHERE op.payment = $1 AND ($2 = '' OR op.order_id = $2) ORDER BY op.order_id, r.opened_at, r.refund LIMIT 1`, payment, order)
	if err == nil && len(owners) == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return owner, err
	}
	return owners[0], nil
}

// keptNote is a note as it is stored: one that is sealed is kept whole, since a part of it would never open.
func keptNote(note string) string {
	if refund.HasSealed(note) {
		return note
	}
	return refund.Cut(note, refund.ReasonBytesMax)
}
