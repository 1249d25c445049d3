package stripe

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	driver "github.com/stripe/stripe-go/v85"
	"github.com/stripe/stripe-go/v85/webhook"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Receiver reads Stripe's notifications. It is safe for concurrent use.
type Receiver struct {
	// Secrets are the endpoint's signing secrets, two while one is rotated; they are asked for each notification.
	Secrets func() ([]string, error)
	// Name is the provider as payments name it; Account the account it is about where the notification names none.
	Name    string
	Account string
}

var _ payment.Receiver = Receiver{}

// Verify implements payment.Receiver: Stripe's scheme v1 within five minutes (docs.stripe.com/webhooks/signature).
func (r Receiver) Verify(header http.Header, body []byte) error {
	secrets, err := r.Secrets()
	if err != nil {
		return fmt.Errorf("stripe: the signing secret: %w", err)
	}
	why := errors.New("no secret is set")
	for _, secret := range secrets {
		if why = webhook.ValidatePayload(body, header.Get("Stripe-Signature"), secret); why == nil {
			return nil
		}
	}
	return fmt.Errorf("%w: %w", payment.ErrForged, why)
}

// Facts implements payment.Receiver.
func (r Receiver) Facts(body []byte) ([]refund.Fact, error) {
	var event driver.Event
	if err := json.Unmarshal(body, &event); err != nil {
		return nil, fmt.Errorf("%w: no event: %w", payment.ErrUnreadable, err)
	}
	if event.Data == nil {
		return nil, fmt.Errorf("%w: an event about nothing", payment.ErrUnreadable)
	}
	switch {
	case strings.HasPrefix(string(event.Type), "refund."), event.Type == driver.EventTypeChargeRefundUpdated:
		return r.ofRefund(event)
	case strings.HasPrefix(string(event.Type), "charge.dispute."):
		return r.ofDispute(event)
	}
	return nil, nil
}

// Answer implements payment.Receiver.
func (Receiver) Answer() (int, string, []byte) { return http.StatusOK, "", nil }

// fact is what an event's facts have in common. Its id is the object's state: Stripe tells one under several events.
func (r Receiver) fact(event driver.Event, kind refund.FactKind, state ...string) refund.Fact {
	account := r.Account
	if event.Account != "" {
		account = event.Account
	}
	return refund.Fact{ID: strings.Join(state, "/"), Kind: kind, Provider: r.Name, Account: account, OccurredAt: unix(event.Created)}
}

func (r Receiver) ofRefund(event driver.Event) ([]refund.Fact, error) {
	var made driver.Refund
	if err := json.Unmarshal(event.Data.Raw, &made); err != nil {
		return nil, fmt.Errorf("%w: no refund: %w", payment.ErrUnreadable, err)
	}
	if made.ID == "" {
		return nil, fmt.Errorf("%w: a refund without an id", payment.ErrUnreadable)
	}
	listed, err := listedOf(&made, "")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", payment.ErrUnreadable, err)
	}
	f := r.fact(event, refund.FactRefund, listed.FactID)
	f.Reference = listed.Reference
	f.Refund = &refund.RefundFact{
		Key: listed.Key, ProviderRefundID: made.ID, AmountMinor: listed.AmountMinor, Currency: listed.Currency, Outcome: listed.Outcome,
	}
	return []refund.Fact{f}, nil
}

// stages are a dispute's states; needs_response and under_review have taken the funds, their warning_ twins have not.
var stages = map[driver.DisputeStatus]refund.DisputeStage{
	driver.DisputeStatusWarningNeedsResponse: refund.DisputeInquiry,
	driver.DisputeStatusWarningUnderReview:   refund.DisputeInquiry,
	driver.DisputeStatusWarningClosed:        refund.DisputeClosed,
	driver.DisputeStatusPrevented:            refund.DisputeClosed,
	driver.DisputeStatusNeedsResponse:        refund.DisputeOpened,
	driver.DisputeStatusUnderReview:          refund.DisputeOpened,
	driver.DisputeStatusWon:                  refund.DisputeWon,
	driver.DisputeStatusLost:                 refund.DisputeLost,
}

func (r Receiver) ofDispute(event driver.Event) ([]refund.Fact, error) {
	var dispute driver.Dispute
	if err := json.Unmarshal(event.Data.Raw, &dispute); err != nil {
		return nil, fmt.Errorf("%w: no dispute: %w", payment.ErrUnreadable, err)
	}
	if dispute.ID == "" {
		return nil, fmt.Errorf("%w: a dispute without an id", payment.ErrUnreadable)
	}
	stage, known := stages[dispute.Status]
	if !known {
		return nil, fmt.Errorf("%w: a dispute in the unknown state %q", payment.ErrUnreadable, dispute.Status)
	}
	minor, err := minorOf(dispute.Amount, currencyOf(dispute.Currency))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", payment.ErrUnreadable, err)
	}
	f := r.fact(event, refund.FactDispute, dispute.ID, string(stage))
	f.Reference = disputed(dispute)
	f.Dispute = &refund.DisputeFact{DisputeID: dispute.ID, Stage: stage, AmountMinor: minor, Currency: currencyOf(dispute.Currency), Reason: string(dispute.Reason)}
	for _, t := range dispute.BalanceTransactions {
		if t.Fee > 0 {
			fee, err := minorOf(t.Fee, currencyOf(t.Currency))
			if err != nil {
				return nil, fmt.Errorf("%w: %w", payment.ErrUnreadable, err)
			}
			f.Dispute.FeeMinor += fee
		}
	}
	if d := dispute.EvidenceDetails; d != nil && d.DueBy != 0 {
		due := unix(d.DueBy)
		f.Dispute.EvidenceDueAt = &due
	}
	return []refund.Fact{f}, nil
}

func disputed(d driver.Dispute) string {
	if d.PaymentIntent != nil && d.PaymentIntent.ID != "" {
		return d.PaymentIntent.ID
	}
	if d.Charge != nil {
		return d.Charge.ID
	}
	return ""
}
