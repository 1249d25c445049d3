package wechatpay

import (
	"context"
	"crypto/sha1" // WeChat Pay names no other digest of a bill
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

const (
	// billBytesMax bounds a bill: more than a hundred thousand refunds of one day. One that is longer has not the digest
	// that was named.
	billBytesMax = 64 << 20
	// billDownloadMax bounds a download: a large bill takes longer than a call.
	billDownloadMax = 2 * time.Minute
	// billAgeMax is how long bills are kept: three months.
	billAgeMax = 90 * day
)

// china is where WeChat Pay's days begin: UTC+8, all year.
var china = time.FixedZone("UTC+8", 8*60*60)

// List implements payment.Lister. WeChat Pay lists refunds by the day, and only the next day: a bill has what was
// asked for on its day (UTC+8), in the state of the morning after, and is never brought up to date. So a query needs a
// period, and one with a day whose bill is not surely out ends with payment.NotListedYet.
func (a *Adapter) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		now := a.config.Now()
		if err := checkPeriod(q, now); err != nil {
			yield(payment.Listed{}, err)
			return
		}
		for _, date := range ofBills.DaysOut(q, now) {
			listed, err := a.bill(ctx, q.Account, date)
			if err != nil {
				yield(payment.Listed{}, fmt.Errorf("wechatpay: the bill of %s: %w", date.Format(time.DateOnly), err))
				return
			}
			for _, l := range listed {
				l.Account = q.Account
				if q.Asks(l) && !yield(l, nil) {
					return
				}
			}
		}
		if err := limits().Unfinished(q, now); err != nil {
			yield(payment.Listed{}, err)
		}
	}
}

func checkPeriod(q payment.ListQuery, now time.Time) error {
	switch {
	case q.From.IsZero() || q.To.IsZero():
		return errors.New("wechatpay: refunds are listed by the day: a query needs a period")
	case now.Sub(q.From) > billAgeMax:
		return errors.New("wechatpay: bills are kept for three months, and the period begins earlier")
	}
	return nil
}

// bill is one day's refunds. A day that nothing happened on has none.
func (a *Adapter) bill(ctx context.Context, account string, date time.Time) ([]payment.Listed, error) {
	place, err := a.billPlace(ctx, account, date)
	if err != nil || place == nil {
		return nil, err
	}
	content, err := a.download(ctx, *place)
	if err != nil {
		return nil, err
	}
	return a.readBill(content)
}

// billPlace is where a bill is, and its digest.
type billPlace struct {
	HashType string `json:"hash_type"`
	Hash     string `json:"hash_value"`
	URL      string `json:"download_url"`
}

func (a *Adapter) billPlace(ctx context.Context, account string, date time.Time) (*billPlace, error) {
	if err := payment.Turn(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	query := url.Values{"bill_date": {date.Format(time.DateOnly)}, "bill_type": {"REFUND"}}
	if sub := a.subMerchant(account); sub != "" {
		query.Set("sub_mchid", sub)
	}
	got, silent := a.call(ctx, http.MethodGet, "/v3/bill/tradebill?"+query.Encode(), nil)
	switch {
	case silent != nil:
		return nil, silent
	case got.Status == http.StatusTooManyRequests:
		return nil, payment.RateLimited{RetryAfter: wire.RetryAfter(got.Header, a.config.Now())}
	case got.Unproved != nil:
		return nil, fmt.Errorf("%s: %w", got.word(), got.Unproved)
	case got.code() == "NO_STATEMENT_EXIST":
		return nil, nil
	case got.Status != http.StatusOK:
		return nil, errors.New(got.word())
	}
	var place billPlace
	if err := json.Unmarshal(got.Body, &place); err != nil || place.URL == "" || !strings.EqualFold(place.HashType, "SHA1") {
		return nil, errors.New("the answer names no bill with a SHA1")
	}
	return &place, nil
}

// download gets a bill. Its answer is not signed, so it is held to the digest, which was.
func (a *Adapter) download(ctx context.Context, place billPlace) ([]byte, error) {
	if err := payment.Turn(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, billDownloadMax)
	defer cancel()
	req, err := a.request(ctx, http.MethodGet, place.URL, nil)
	if err != nil {
		return nil, err
	}
	reply, silent := wire.SendUpTo(a.http, req, billBytesMax)
	switch {
	case silent != nil:
		return nil, silent
	case reply.Status != http.StatusOK:
		return nil, errors.New(word(reply.Status, reply.Body))
	}
	digest := sha1.Sum(reply.Body)
	if !strings.EqualFold(hex.EncodeToString(digest[:]), place.Hash) {
		return nil, errors.New("what was downloaded has not the digest that was named")
	}
	return reply.Body, nil
}
