package paypal

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// event is a notification.
type event struct {
	ID        string          `json:"id"`
	Type      string          `json:"event_type"`
	CreatedAt time.Time       `json:"create_time"`
	Resource  json.RawMessage `json:"resource"`
}

// Facts implements payment.Receiver. A capture that PayPal reverses (PAYMENT.CAPTURE.REVERSED) is told by its dispute.
func (r *Receiver) Facts(body []byte) ([]refund.Fact, error) {
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.ID == "" || e.CreatedAt.IsZero() {
		return nil, fmt.Errorf("%w: no event", payment.ErrUnreadable)
	}
	switch {
	case e.Type == "PAYMENT.CAPTURE.REFUNDED", strings.HasPrefix(e.Type, "PAYMENT.REFUND."):
		return r.ofRefund(e)
	case strings.HasPrefix(e.Type, "CUSTOMER.DISPUTE."):
		return r.ofDispute(e)
	}
	return nil, nil
}

// Answer implements payment.Receiver.
func (*Receiver) Answer() (int, string, []byte) { return http.StatusOK, "", nil }

// fact is what an event's facts have in common. Its id is the object's state: PayPal tells one under several events.
func (r *Receiver) fact(kind refund.FactKind, at time.Time, state ...string) refund.Fact {
	return refund.Fact{ID: strings.Join(state, "/"), Kind: kind, Provider: r.config.Name, Account: r.config.Account, OccurredAt: at.UTC()}
}

func (r *Receiver) ofRefund(e event) ([]refund.Fact, error) {
	var m made
	if err := json.Unmarshal(e.Resource, &m); err != nil || m.ID == "" || m.Status == "" || m.capture() == "" {
		return nil, fmt.Errorf("%w: no refund of a capture", payment.ErrUnreadable)
	}
	minor, err := m.Amount.minor()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", payment.ErrUnreadable, err)
	}
	at := e.CreatedAt
	if !m.UpdatedAt.IsZero() {
		at = m.UpdatedAt
	}
	f := r.fact(refund.FactRefund, at, factID(m.ID, m.Status, m.ARN))
	f.Reference = m.capture()
	f.Refund = &refund.RefundFact{Key: m.key(), ProviderRefundID: m.ID, AmountMinor: minor, Currency: m.Amount.Currency, Outcome: m.outcome()}
	return []refund.Fact{f}, nil
}

// dispute is one as the Disputes API v1 writes it.
type dispute struct {
	ID           string `json:"dispute_id"`
	Status       string `json:"status"`
	LifeCycle    string `json:"dispute_life_cycle_stage"`
	Reason       string `json:"reason"`
	Amount       money  `json:"dispute_amount"`
	Transactions []struct {
		SellerID string `json:"seller_transaction_id"`
	} `json:"disputed_transactions"`
	Outcome struct {
		Code string `json:"outcome_code"`
	} `json:"dispute_outcome"`
	ResponseDue *time.Time `json:"seller_response_due_date"`
	UpdatedAt   time.Time  `json:"update_time"`
}

const inquiry = "INQUIRY"

// outcomes are how a dispute was resolved. ACCEPTED and a refund in the inquiry give the buyer the money; a payout is
// PayPal's own money. NONE (another dispute of the payment goes on) is for a person.
var outcomes = map[string]refund.DisputeStage{
	"RESOLVED_BUYER_FAVOUR": refund.DisputeLost, "ACCEPTED": refund.DisputeLost, "RESOLVED_SELLER_FAVOUR": refund.DisputeWon,
	"RESOLVED_WITH_PAYOUT": refund.DisputeWon, "CANCELED_BY_BUYER": refund.DisputeWon, "DENIED": refund.DisputeWon,
}

// stage is how far a dispute has come: an inquiry is between buyer and seller, and PayPal holds nothing; a claim or a
// chargeback has taken the funds. An inquiry that ends without loss ends without funds moving.
func (d dispute) stage() (refund.DisputeStage, bool) {
	if d.Status != "RESOLVED" {
		switch d.LifeCycle {
		case inquiry:
			return refund.DisputeInquiry, true
		case "CHARGEBACK", "PRE_ARBITRATION", "ARBITRATION":
			return refund.DisputeOpened, true
		}
		return "", false
	}
	stage, known := outcomes[d.Outcome.Code]
	if stage == refund.DisputeWon && d.LifeCycle == inquiry {
		stage = refund.DisputeClosed
	}
	return stage, known
}

func (r *Receiver) ofDispute(e event) ([]refund.Fact, error) {
	var d dispute
	if err := json.Unmarshal(e.Resource, &d); err != nil || d.ID == "" {
		return nil, fmt.Errorf("%w: no dispute", payment.ErrUnreadable)
	}
	if len(d.Transactions) != 1 || d.Transactions[0].SellerID == "" {
		return nil, fmt.Errorf("%w: dispute %s of %d payments, and one amount", payment.ErrUnreadable, d.ID, len(d.Transactions))
	}
	stage, known := d.stage()
	if !known {
		return nil, fmt.Errorf("%w: dispute %s is %q in the stage %q with the outcome %q", payment.ErrUnreadable, d.ID, d.Status, d.LifeCycle, d.Outcome.Code)
	}
	minor, err := d.Amount.minor()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", payment.ErrUnreadable, err)
	}
	at := e.CreatedAt
	if !d.UpdatedAt.IsZero() {
		at = d.UpdatedAt
	}
	f := r.fact(refund.FactDispute, at, d.ID, d.LifeCycle, string(stage))
	f.Reference = d.Transactions[0].SellerID
	f.Dispute = &refund.DisputeFact{DisputeID: d.ID, Stage: stage, AmountMinor: minor, Currency: d.Amount.Currency, Reason: d.Reason, EvidenceDueAt: d.ResponseDue}
	return []refund.Fact{f}, nil
}
