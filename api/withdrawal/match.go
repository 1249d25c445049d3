package withdrawal

import (
	"context"
	"crypto/subtle"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Why a statement waits for a person.
const (
	// CodeOrderUnknown: no order of the merchant's is known by what the customer wrote.
	CodeOrderUnknown refund.Code = "ORDER_UNKNOWN"
	// CodeEmailUnknown: the order is known, and not its customer's address. CodeEmailDiffers: it is another one.
	CodeEmailUnknown refund.Code = "EMAIL_UNKNOWN"
	CodeEmailDiffers refund.Code = "EMAIL_DIFFERS"
	// CodePartUnclear: it is not clear which lines are meant.
	CodePartUnclear refund.Code = "PART_UNCLEAR"
	// CodeErased: what was declared has been erased.
	CodeErased refund.Code = "ERASED"
)

// found is what a statement was matched to, or why it was not.
type found struct {
	by    ledger.MatchedBy
	id    refund.OrderID
	order refund.Order
	lines []refund.CancelledLine
	why   refund.Code
}

// match finds the order that a statement is about. It believes the shop's link, or an e-mail address that is the order's.
func (p *Pass) match(ctx context.Context, s ledger.Statement, d Declaration) (found, error) {
	id := s.LinkedOrder
	if id == "" {
		id = refund.OrderID(d.Contract)
	}
	known, is, err := findOrder(ctx, p.config.Books, s.Merchant, id)
	if err != nil {
		return found{}, err
	}
	if !is {
		return found{why: CodeOrderUnknown}, nil
	}
	out := found{id: id, order: known.order, by: ledger.MatchedByLink}
	if s.LinkedOrder == "" {
		out.by = ledger.MatchedByEmail
		if out.why, err = p.sameContact(ctx, s.Merchant, known, d); err != nil || out.why != "" {
			return out, err
		}
	}
	lines, clear := partOf(d, known.order)
	if !clear {
		out.why = CodePartUnclear
	}
	out.lines = lines
	return out, nil
}

// sameContact compares the address of a declaration with the order's by their keyed digests, in constant time.
func (p *Pass) sameContact(ctx context.Context, merchant refund.MerchantID, known knownOrder, d Declaration) (refund.Code, error) {
	if known.mac == "" {
		return CodeEmailUnknown, nil
	}
	mac, err := p.config.Vault.Digest(ctx, refund.CustomerOwner(merchant, known.order.Customer.CustomerID), sameAddress(d.ReplyTo))
	if err != nil {
		return "", err
	}
	if subtle.ConstantTimeCompare([]byte(mac), []byte(known.mac)) != 1 {
		return CodeEmailDiffers, nil
	}
	return "", nil
}
