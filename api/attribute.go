package api

import (
	"context"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// AttributeRequest says what a refund was for that somebody made outside makegood. ProviderRefundID names it, and is what
// makes the call repeatable. Without lines it was goodwill; Note says what for. Amounts are minor units of Currency.
type AttributeRequest struct {
	ProviderRefundID string                  `json:"provider_refund_id"`
	Provider         string                  `json:"provider"`
	Account          string                  `json:"provider_account,omitempty"`
	Reference        string                  `json:"provider_reference"`
	Order            refund.OrderID          `json:"order_id,omitempty"`
	Lines            []ledger.AttributedLine `json:"lines,omitempty"`
	Currency         refund.Currency         `json:"currency_code,omitempty"`
	Note             string                  `json:"note"`
}

// Attribute says what a refund made elsewhere was for, once: the same words again change nothing, other words are a
// CONFLICT.
func (s *Service) Attribute(ctx context.Context, call Call, in AttributeRequest) (refund.Answer, error) {
	if err := s.allow(ctx, &call, MethodAttribute); err != nil {
		return refund.Answer{}, call.Failed(err)
	}
	if len(in.Lines) > 0 && in.Currency == "" {
		return refund.Answer{}, call.Failed(problem(refund.CodeMissingField, "lines have amounts: currency_code is needed"))
	}
	answer, err := s.attribute(ctx, call, in)
	if err != nil {
		return refund.Answer{}, call.Failed(err)
	}
	if !answer.Accepted {
		return refund.Answer{}, call.refused(answer)
	}
	return answer, nil
}

func (s *Service) attribute(ctx context.Context, call Call, in AttributeRequest) (refund.Answer, error) {
	staff, err := s.ports.Staff(ctx)
	if err != nil {
		return refund.Answer{}, err
	}
	said := ledger.Attribution{
		Provider: in.Provider, Account: in.Account, Reference: in.Reference, ProviderRefundID: in.ProviderRefundID, As: ledger.AttributedGoodwill,
		Order: in.Order, Lines: in.Lines, By: call.Subject.Name, Note: in.Note, Acting: call.Subject.Witnessed(),
	}
	if len(in.Lines) > 0 {
		said.As = ledger.AttributedLines
	}
	if said, err = s.sealedAttribution(ctx, said); err != nil {
		return refund.Answer{}, err
	}
	if err := s.inPaymentsCurrency(ctx, in); err != nil {
		return refund.Answer{}, err
	}
	said.Authority = said.Acting.Within(staff.Authority(call.Subject.Name))
	return s.ports.Books.Attribute(ctx, said)
}

// sealedAttribution seals the words under the key of the order's customer, so that they go with the customer's erasure. Words of a
// payment that no order has named stay as they are: the ledger refuses them.
func (s *Service) sealedAttribution(ctx context.Context, said ledger.Attribution) (ledger.Attribution, error) {
	payment := ledger.NamedPayment{Provider: said.Provider, Account: said.Account, Reference: said.Reference}
	if said.Order != "" {
		payment.Orders = []refund.OrderID{said.Order}
	}
	owner, err := s.ports.Books.PaymentOwner(ctx, payment)
	if errors.Is(err, ledger.ErrNotFound) {
		return said, nil
	}
	if err != nil {
		return said, err
	}
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return said, err
	}
	return privacy.Seal(ctx, vault, owner, said)
}

// inPaymentsCurrency refuses amounts in another currency than the refund's: minor units alone would not show it.
func (s *Service) inPaymentsCurrency(ctx context.Context, in AttributeRequest) error {
	known, err := s.ports.Books.OutsideRefunds(ctx, ledger.OutsideFilter{})
	if err != nil {
		return err
	}
	for _, o := range known {
		if o.ProviderRefundID == in.ProviderRefundID && in.Currency != "" && o.Payment.Currency != in.Currency {
			return problem(refund.CodeCurrencyMismatch, "the refund is in %s", o.Payment.Currency)
		}
	}
	return nil
}
