package paypal

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

const (
	// listPage is the most transactions PayPal lists at once, listWindow the longest period of one list.
	listPage   = 500
	listWindow = 31 * day
	// refundCode is the event code of a refund that the merchant made.
	refundCode = "T1107"
	// listTime is how the Transaction Search API writes a time.
	listTime = "2006-01-02T15:04:05-0700"
)

// transaction is one of the Transaction Search API. Its amounts are negative: they leave the account.
type transaction struct {
	ID          string `json:"transaction_id"`
	ReferenceID string `json:"paypal_reference_id"`
	Status      string `json:"transaction_status"`
	Amount      money  `json:"transaction_amount"`
	Fee         *money `json:"fee_amount"`
	CustomField string `json:"custom_field"`
	InitiatedAt string `json:"transaction_initiation_date"`
}

type transactions struct {
	Details []struct {
		Info transaction `json:"transaction_info"`
	} `json:"transaction_details"`
	TotalPages int `json:"total_pages"`
}

// List implements payment.Lister by the Transaction Search API, which shows a refund after three hours at the latest,
// and what moved the balance only: a refund that is pending is not listed yet. Without a period it goes back as far
// as a refund is possible.
func (a *Adapter) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		from, to := a.period(q)
		seen := map[string]bool{}
		for ; from.Before(to); from = from.Add(listWindow) {
			for t, err := range a.window(ctx, q.Account, from, earlier(from.Add(listWindow), to)) {
				listed, err := listedOf(t, err)
				if err != nil {
					yield(payment.Listed{}, err)
					return
				}
				if seen[listed.ProviderRefundID] || !asked(q, listed, from, to) {
					continue
				}
				seen[listed.ProviderRefundID] = true
				if !yield(listed, nil) {
					return
				}
			}
		}
	}
}

func (a *Adapter) period(q payment.ListQuery) (from, to time.Time) {
	now := a.config.Now().UTC()
	from, to = q.From, q.To
	if from.IsZero() {
		from = now.Add(-ofPayPal.RefundAgeMax)
	}
	if to.IsZero() {
		to = now
	}
	return from, to
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// asked keeps to the period (PayPal's includes its end) and to the payment.
func asked(q payment.ListQuery, l payment.Listed, from, to time.Time) bool {
	return !l.CreatedAt.Before(from) && l.CreatedAt.Before(to) && (q.Reference == "" || q.Reference == l.Reference)
}

// window lists one period, page by page.
func (a *Adapter) window(ctx context.Context, account string, from, to time.Time) iter.Seq2[transaction, error] {
	return func(yield func(transaction, error) bool) {
		for page, pages := 1, 1; page <= pages; page++ {
			listed, err := a.page(ctx, account, from, to, page)
			if err != nil {
				yield(transaction{}, err)
				return
			}
			for _, d := range listed.Details {
				if !yield(d.Info, nil) {
					return
				}
			}
			pages = listed.TotalPages
		}
	}
}

func (a *Adapter) page(ctx context.Context, account string, from, to time.Time, page int) (transactions, error) {
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	query := url.Values{
		"start_date": {from.UTC().Format(time.RFC3339)}, "end_date": {to.UTC().Format(time.RFC3339)}, "transaction_type": {refundCode},
		"fields": {"transaction_info"}, "page_size": {strconv.Itoa(listPage)}, "page": {strconv.Itoa(page)},
	}
	reply, err := a.call(ctx, request{method: http.MethodGet, path: "/v1/reporting/transactions?" + query.Encode(), account: account})
	if err != nil {
		return transactions{}, err
	}
	if reply.Status != http.StatusOK {
		found, err := noAnswer(reply)
		if err != nil {
			return transactions{}, err
		}
		return transactions{}, &wire.Silence{MayHaveLeft: true, Reason: found.Outcome.Reason}
	}
	var listed transactions
	if err := json.Unmarshal(reply.Body, &listed); err != nil {
		return transactions{}, fmt.Errorf("paypal: the list is not JSON: %w", err)
	}
	return listed, nil
}

func listedOf(t transaction, err error) (payment.Listed, error) {
	if err != nil {
		return payment.Listed{}, err
	}
	at, err := time.Parse(listTime, t.InitiatedAt)
	if err != nil {
		return payment.Listed{}, fmt.Errorf("paypal: transaction %s: %w", t.ID, err)
	}
	minor, err := t.Amount.unsigned().minor()
	if err != nil {
		return payment.Listed{}, fmt.Errorf("paypal: transaction %s: %w", t.ID, err)
	}
	listed := payment.Listed{
		ProviderRefundID: t.ID, Key: keyIn(t.CustomField), Reference: t.ReferenceID, AmountMinor: minor, Currency: t.Amount.Currency,
		Outcome: t.outcome(), CreatedAt: at.UTC(),
	}
	if listed.FeeMinor, err = t.charged(); err != nil {
		return payment.Listed{}, fmt.Errorf("paypal: transaction %s: %w", t.ID, err)
	}
	return listed, nil
}

// charged is what PayPal takes for a refund, which it writes below zero as it does all that leaves the account. A fee of
// the payment that comes back is above zero: it is no charge, and the refund's net amount has it already.
func (t transaction) charged() (int64, error) {
	if t.Fee == nil || !strings.HasPrefix(t.Fee.Value, "-") {
		return 0, nil
	}
	return t.Fee.unsigned().minor()
}

// unsigned is an amount without its sign.
func (m money) unsigned() money {
	return money{m.Currency, strings.TrimPrefix(m.Value, "-")}
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
