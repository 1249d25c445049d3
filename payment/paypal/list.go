package paypal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

const (
	// listPage is how many transactions are asked for at once: of the 500 that PayPal lists an answer could be longer than
	// what is read of one. listWindow is the longest period of one list.
	listPage   = 200
	listWindow = 31 * day
	// refundCode is the event code of a refund that the merchant made.
	refundCode = "T1107"
	// listTime is how the Transaction Search API writes a time.
	listTime = "2006-01-02T15:04:05-0700"
)

// transaction is one of the Transaction Search API. Amounts that leave the account are negative, fees too.
type transaction struct {
	ID          string `json:"transaction_id"`
	ReferenceID string `json:"paypal_reference_id"`
	Status      string `json:"transaction_status"`
	Amount      money  `json:"transaction_amount"`
	Fee         *money `json:"fee_amount"`
	CustomField string `json:"custom_field"`
	InitiatedAt string `json:"transaction_initiation_date"`
	UpdatedAt   string `json:"transaction_updated_date"`
}

// transactions is one page of the list. What has none of these members is no list.
type transactions struct {
	Details *[]struct {
		Info transaction `json:"transaction_info"`
	} `json:"transaction_details"`
	TotalItems *int `json:"total_items"`
	TotalPages *int `json:"total_pages"`
}

// List implements payment.Lister by the Transaction Search API, which shows a refund after three hours at the latest,
// and what moved the balance only: a refund that is pending is not listed yet. Without a period it goes back as far
// as a refund is possible. A refund that the account received, as a buyer itself, is none of its own.
func (a *Adapter) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		whole := q
		whole.From, whole.To = a.period(q)
		seen := map[string]bool{}
		for from := whole.From; from.Before(whole.To); from = from.Add(listWindow) {
			for t, err := range a.window(ctx, q.Account, from, earlier(from.Add(listWindow), whole.To)) {
				listed, err := listedOf(t, err)
				if err != nil {
					yield(payment.Listed{}, err)
					return
				}
				listed.Account = q.Account
				if t.received() || seen[listed.ProviderRefundID] || !whole.Asks(listed) {
					continue
				}
				seen[listed.ProviderRefundID] = true
				if !yield(listed, nil) {
					return
				}
			}
		}
		if err := ofPayPal.Unfinished(q, a.config.Now()); err != nil {
			yield(payment.Listed{}, err)
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

// window lists one period, page by page, and holds it to the number of transactions that PayPal names.
func (a *Adapter) window(ctx context.Context, account string, from, to time.Time) iter.Seq2[transaction, error] {
	return func(yield func(transaction, error) bool) {
		count, items := 0, 0
		for page, pages := 1, 1; page <= pages; page++ {
			listed, err := a.page(ctx, account, from, to, page)
			if err != nil {
				yield(transaction{}, err)
				return
			}
			for _, d := range *listed.Details {
				if !yield(d.Info, nil) {
					return
				}
			}
			count, items, pages = count+len(*listed.Details), *listed.TotalItems, *listed.TotalPages
		}
		if count != items {
			yield(transaction{}, fmt.Errorf("paypal: the list has %d transactions of %d", count, items))
		}
	}
}

func (a *Adapter) page(ctx context.Context, account string, from, to time.Time, page int) (transactions, error) {
	if err := payment.Turn(ctx); err != nil {
		return transactions{}, err
	}
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
	if listed.Details == nil || listed.TotalItems == nil || listed.TotalPages == nil {
		return transactions{}, errors.New("paypal: the answer is no list")
	}
	return listed, nil
}
