package wechatpay

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Receiver reads WeChat Pay's notifications. It is safe for concurrent use.
type Receiver struct {
	// Name is the provider as payments name it; Account the account they are about. Partner: the account is the
	// sub_mchid that a notification names.
	Name    string
	Account string
	Partner bool
	// PlatformKeys are what notifications are verified by (Config.PlatformKeys, or Adapter.PlatformKeys with what was
	// fetched), APIv3Keys what opens them; both are asked for each notification.
	PlatformKeys func() (map[string]string, error)
	APIv3Keys    func() ([]string, error)
	// ByTradeNumber, OwnKey and Now are as in Config.
	ByTradeNumber bool
	OwnKey        func(number string) bool
	Now           func() time.Time
}

var _ payment.Receiver = Receiver{}

// Verify implements payment.Receiver. A key that is not known makes a notification nobody's: WeChat Pay sends it
// again for a day. It signs a few wrongly on purpose, answers too, and wants to see them refused.
func (r Receiver) Verify(header http.Header, body []byte) error {
	keys, err := r.PlatformKeys()
	if err != nil {
		return fmt.Errorf("wechatpay: the platform's keys: %w", err)
	}
	if err := verify(keys, header, body, nowOr(r.Now)()); err != nil {
		return fmt.Errorf("%w: %w", payment.ErrForged, err)
	}
	return nil
}

// notice is a notification.
type notice struct {
	ID       string    `json:"id"`
	At       time.Time `json:"create_time"`
	Event    string    `json:"event_type"`
	Resource sealed    `json:"resource"`
}

// noticed is the refund in it. It names neither the currency, which is CNY, nor the settlement.
type noticed struct {
	SubMerchant   string    `json:"sub_mchid"`
	ID            string    `json:"refund_id"`
	RefundNumber  string    `json:"out_refund_no"`
	TransactionID string    `json:"transaction_id"`
	TradeNumber   string    `json:"out_trade_no"`
	Status        string    `json:"refund_status"`
	SucceededAt   time.Time `json:"success_time"`
	Amount        amount    `json:"amount"`
}

// Facts implements payment.Receiver.
func (r Receiver) Facts(body []byte) ([]refund.Fact, error) {
	var n notice
	if err := json.Unmarshal(body, &n); err != nil {
		return nil, fmt.Errorf("%w: no notification: %w", payment.ErrUnreadable, err)
	}
	if !strings.HasPrefix(n.Event, "REFUND.") {
		return nil, nil
	}
	text, err := open(r.APIv3Keys, n.Resource)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", payment.ErrUnreadable, err)
	}
	var about noticed
	if err := json.Unmarshal(text, &about); err != nil || about.ID == "" {
		return nil, fmt.Errorf("%w: no refund in it", payment.ErrUnreadable)
	}
	return []refund.Fact{r.fact(n, about)}, nil
}

// fact is what a notification says. Its id is the refund's state: WeChat Pay sends one more than once.
func (r Receiver) fact(n notice, about noticed) refund.Fact {
	f := refund.Fact{
		ID: factID(about.ID, about.Status), Kind: refund.FactRefund, Provider: r.Name, Account: r.Account,
		Reference: about.TransactionID, OccurredAt: about.SucceededAt.UTC(),
		Refund: &refund.RefundFact{ProviderRefundID: about.ID, AmountMinor: about.Amount.Refund, Currency: currency, Outcome: made{ID: about.ID, Status: about.Status, Amount: about.Amount}.outcome()},
	}
	if r.ByTradeNumber {
		f.Reference = about.TradeNumber
	}
	if r.Partner {
		f.Account = about.SubMerchant
	}
	if f.OccurredAt.IsZero() {
		f.OccurredAt = n.At.UTC()
	}
	if ownKeyOr(r.OwnKey)(about.RefundNumber) {
		f.Refund.Key = about.RefundNumber
		f.Refund.Outcome = untilTold(f.Refund.Outcome)
	}
	return f
}

// factID is a refund's state.
func factID(id, status string) string { return id + "/" + status }

// untilTold leaves a refund pending that succeeded, and of which the payer gets less than was asked for: by the kind
// of the coupon it cost the merchant the one or the other amount, and the notification does not say which. A look-up
// by the key tells it.
func untilTold(o refund.Outcome) refund.Outcome {
	if o.Kind == refund.OutcomeSettled && o.PayerMinor != nil {
		o.Kind, o.Reason = refund.OutcomePending, "it succeeded with a coupon, and the notification does not tell what it cost"
	}
	return o
}

// Answer implements payment.Receiver: 200 or 204 without a body is what WeChat Pay wants to hear.
func (Receiver) Answer() (int, string, []byte) { return http.StatusNoContent, "", nil }

// ownKeyForm is a key of refund.ProviderKey.
var ownKeyForm = regexp.MustCompile(`^mg[a-z2-7]{32}$`)

// OwnKey tells makegood's numbers by their form: refund.ProviderKey makes no others.
func OwnKey(number string) bool { return ownKeyForm.MatchString(number) }

func ownKeyOr(own func(string) bool) func(string) bool {
	if own == nil {
		return OwnKey
	}
	return own
}
