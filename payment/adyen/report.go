package adyen

import (
	"context"
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

// TestReportsURL is where the test environment's reports are; the live ones are at
// https://ca-live.adyen.com/reports/download.
const TestReportsURL = "https://ca-test.adyen.com/reports/download"

// Reports say how Adyen's reports are fetched.
type Reports struct {
	// Credentials return the report user's name and password; nil: there are none, and nothing is listed. They are asked
	// for each report.
	Credentials func() (user, password string, err error)
	// BaseURL is TestReportsURL, the live environment's or a test's; empty: TestReportsURL.
	BaseURL string
	// Zone is the time zone setting of the merchant account, in which a report's day begins; nil: Amsterdam's.
	Zone *time.Location
}

const (
	// reportBytesMax bounds a report; one that is as long is taken for cut off.
	reportBytesMax = 128 << 20
	// reportMax bounds a download.
	reportMax = 2 * time.Minute
	// reportOutAfter is when a day's report is surely out. Adyen makes reports between two and ten in the morning of
	// Amsterdam, which may be most of a day after the day has ended where the account's clock is another one.
	reportOutAfter = 26 * time.Hour
)

// listLimits are what the list adds to the adapter's limits.
func (a *Adapter) listLimits(l payment.Limits) payment.Limits {
	if a.config.Reports.Credentials == nil {
		return l
	}
	l.ListsBy, l.ListedAfter = payment.ListsBySettlement, day+reportOutAfter
	l.Bills = &payment.Bills{Zone: a.config.Reports.Zone, OutAfter: reportOutAfter}
	return l
}

// List implements payment.Lister. Adyen has no request that lists refunds; it makes a Payment accounting report of each
// day of the account's own clock, which has what was settled on it. A refund that Adyen has processed is listed on the
// day it was settled, which is days later as a rule; one that failed before is not listed. So a query needs a period,
// and one with a day whose report is not surely out ends with payment.NotListedYet. The report has to be generated
// automatically, and to have the additional column Modification Psp Reference.
// (docs.adyen.com/reporting/invoice-reconciliation/payment-accounting-report, /reporting/automatically-get-reports)
func (a *Adapter) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		all, err := a.reported(ctx, q)
		for _, l := range all {
			if !yield(l, nil) {
				return
			}
		}
		if err != nil {
			yield(payment.Listed{}, err)
		}
	}
}

// reported is what the reports of a period have. They are read before anything is listed: a refund may be settled in the
// one and reversed in another.
func (a *Adapter) reported(ctx context.Context, q payment.ListQuery) ([]payment.Listed, error) {
	account := q.Account
	if account == "" {
		account = a.config.MerchantAccount
	}
	switch {
	case a.config.Reports.Credentials == nil || account == "":
		return nil, payment.ErrNoList
	case q.From.IsZero() || q.To.IsZero():
		return nil, errors.New("adyen: refunds are listed by the day: a query needs a period")
	}
	limits, now := a.Limits(), a.config.Now()
	rows := rows{account: account, zone: limits.Bills.Zone}
	for _, date := range limits.Bills.DaysOut(q, now) {
		if err := a.report(ctx, account, date, &rows); err != nil {
			return nil, fmt.Errorf("adyen: the Payment accounting report of %s: %w", date.Format(time.DateOnly), err)
		}
	}
	return rows.listed(q), limits.Unfinished(q, now)
}

// report reads one day's report. That there is none is no empty day: it may never have been made.
func (a *Adapter) report(ctx context.Context, account string, date time.Time, into *rows) error {
	content, err := a.download(ctx, account, date)
	if err != nil {
		return err
	}
	return into.read(content)
}

func (a *Adapter) download(ctx context.Context, account string, date time.Time) ([]byte, error) {
	if err := payment.Turn(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, reportMax)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.reportURL(account, date), nil)
	if err != nil {
		return nil, err
	}
	user, password, err := a.config.Reports.Credentials()
	if err != nil {
		return nil, fmt.Errorf("the report user's password: %w", err)
	}
	req.SetBasicAuth(user, password)
	reply, silent := wire.SendUpTo(a.http, req, reportBytesMax)
	switch {
	case silent != nil:
		return nil, silent
	case reply.Status == http.StatusTooManyRequests:
		return nil, payment.RateLimited{RetryAfter: wire.RetryAfter(reply.Header, a.config.Now())}
	case reply.Status == http.StatusNotFound:
		return nil, errors.New("there is none: has it been set to be generated automatically?")
	case reply.Status != http.StatusOK:
		return nil, fmt.Errorf("it is answered with HTTP %d", reply.Status)
	case len(reply.Body) >= reportBytesMax:
		return nil, fmt.Errorf("it is longer than %d bytes", reportBytesMax)
	}
	return reply.Body, nil
}

func (a *Adapter) reportURL(account string, date time.Time) string {
	return strings.TrimSuffix(a.config.Reports.BaseURL, "/") + "/MerchantAccount/" + url.PathEscape(account) + "/payments_accounting_report_" + date.Format("2006_01_02") + ".csv"
}
