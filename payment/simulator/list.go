package simulator

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
	"github.com/makegood/makegood/refund"
)

// listPage is the most refunds that are asked for at once.
const listPage = 500

// Limits implements payment.Described: the simulator takes what it is asked, and lists it at once.
func (a *Adapter) Limits() payment.Limits {
	return payment.Limits{ListsBy: payment.ListsByCreation, LateFailure: true, Classes: classes(), Source: "package simulator"}
}

// List implements payment.Lister: every refund that the simulator has, those that it declined or that somebody made
// elsewhere included.
func (a *Adapter) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		query := listOf(q)
		for {
			p, err := a.page(ctx, query)
			if err != nil {
				yield(payment.Listed{}, fmt.Errorf("simulator: list: %w", err))
				return
			}
			for _, r := range *p.Refunds {
				l, err := r.listed()
				if !yield(l, err) || err != nil {
					return
				}
			}
			if p.NextCursor == "" {
				return
			}
			query.Set("cursor", p.NextCursor)
		}
	}
}

func listOf(q payment.ListQuery) url.Values {
	query := url.Values{"limit": {strconv.Itoa(listPage)}}
	for name, value := range map[string]string{"account": q.Account, "reference": q.Reference} {
		if value != "" {
			query.Set(name, value)
		}
	}
	for name, at := range map[string]time.Time{"from": q.From, "to": q.To} {
		if !at.IsZero() {
			query.Set(name, at.UTC().Format(time.RFC3339Nano))
		}
	}
	return query
}

// page is one page of the simulator's list. Refunds is nil where the answer is no list.
type page struct {
	Refunds    *[]listedResource `json:"refunds"`
	NextCursor string            `json:"next_cursor"`
}

func (a *Adapter) page(ctx context.Context, query url.Values) (page, error) {
	if err := payment.Turn(ctx); err != nil {
		return page{}, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.baseURL+"/v1/refunds?"+query.Encode(), nil)
	if err != nil {
		return page{}, err
	}
	answer, silent := wire.SendUpTo(a.client, req, pageBytesMax)
	switch {
	case silent != nil:
		return page{}, silent
	case answer.Status == http.StatusTooManyRequests:
		return page{}, payment.RateLimited{RetryAfter: wire.RetryAfter(answer.Header, time.Now())}
	case answer.Status != http.StatusOK:
		return page{}, errors.New(reply(answer).describe())
	}
	var p page
	if err := json.Unmarshal(answer.Body, &p); err != nil || p.Refunds == nil {
		return page{}, errors.New("the answer is no list of refunds")
	}
	return p, nil
}

// pageBytesMax bounds a page: what is longer is no JSON when it is cut off.
const pageBytesMax = 4 << 20

// listedResource is a refund as a list has it.
type listedResource struct {
	resource
	Account            string          `json:"account"`
	CreatedAt          time.Time       `json:"created_at"`
	SettledAt          time.Time       `json:"settled_at"`
	FeeMinor           int64           `json:"fee_minor"`
	FeeCurrency        refund.Currency `json:"fee_currency_code"`
	SettlementMinor    int64           `json:"settlement_minor"`
	SettlementCurrency refund.Currency `json:"settlement_currency_code"`
}

func (r listedResource) listed() (payment.Listed, error) {
	if r.ID == "" || r.Kind != kindRefund || r.Reference == "" || r.CreatedAt.IsZero() || !r.Currency.Valid() {
		return payment.Listed{}, errors.New("simulator: list: an entry is no refund of a payment")
	}
	l := payment.Listed{
		ProviderRefundID: r.ID, FactID: r.ID + "/" + r.Status, Account: r.Account, Key: r.Key, Reference: r.Reference,
		AmountMinor: r.AmountMinor, Currency: r.Currency, Outcome: r.outcome(), FeeMinor: r.FeeMinor, FeeCurrency: r.FeeCurrency,
		CreatedAt: r.CreatedAt.UTC(), SettledAt: r.SettledAt.UTC(),
	}
	if r.SettlementCurrency != "" {
		l.Outcome.Settlement = &refund.Settlement{AmountMinor: r.SettlementMinor, Currency: r.SettlementCurrency}
	}
	return l, nil
}
