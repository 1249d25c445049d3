package sqlstore

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// A customer's past, for the risk rules and the limits of a day. All of it is within one merchant,
// by the store's clock, and without the refund that is asked about.

// day is a calendar day, UTC.
const day = 24 * time.Hour

// requestsWindow is in what time many requests are a burst.
const requestsWindow = time.Hour

// pastDays are the windows of refund.CustomerPast, in its sequence.
func pastDays() [3]int64 { return [3]int64{7, 30, 90} }

// customerFeatures is everything known of the customer. Most customers have asked for nothing else:
// for them one statement is all.
func (t *tx) customerFeatures(c *caseRow) (refund.CustomerPast, error) {
	known, err := t.customerRequests(c)
	if err != nil {
		return refund.CustomerPast{}, err
	}
	if known.others == 0 {
		return refund.CustomerPast{Windows: emptyWindows()}, nil
	}
	out, err := t.customerPast(c)
	if err != nil {
		return out, err
	}
	out.OrderCount, out.RequestsLastHour = known.orders, known.lastHour
	return out, t.customerOrders(c, &out)
}

// requests counts the customer's other requests, however they ended, and the orders they are of.
type requests struct {
	others   int64
	orders   int64
	lastHour int64
}

func (t *tx) customerRequests(c *caseRow) (r requests, err error) {
	err = t.row(`SELECT COUNT(*), COUNT(DISTINCT CASE WHEN order_id <> $1 THEN order_id END), COUNT(CASE WHEN opened_at > $2 THEN 1 END)
		FROM refunds WHERE merchant = $3 AND customer = $4 AND refund <> $5`,
		c.order, micros(t.now.Add(-requestsWindow)), c.merchant, c.customer, c.id).
		Scan(&r.others, &r.orders, &r.lastHour)
	return r, err
}

func emptyWindows() []refund.PastWindow {
	var out []refund.PastWindow
	for _, days := range pastDays() {
		out = append(out, refund.PastWindow{Days: days})
	}
	return out
}

// since is the beginning of each window.
func (t *tx) since() (out [3]int64) {
	for i, days := range pastDays() {
		out[i] = micros(t.now.Add(-time.Duration(days) * day))
	}
	return out
}

// customerPast sums the customer's other reservations that are not released; of a refund that was
// given up in part, what was paid.
func (t *tx) customerPast(c *caseRow) (out refund.CustomerPast, err error) {
	out.Windows = emptyWindows()
	w, from, today := out.Windows, t.since(), t.now.Truncate(day)
	var count, sum int64
	err = t.row(`SELECT COUNT(*), `+sumAtMost("amount_minor")+`, COALESCE(MAX(amount_minor), 0),
			`+sumAtMost(`CASE WHEN reserved_at >= $1 AND reserved_at < $2 THEN amount_minor END`)+`,
			`+countSince("$3")+`, `+sumSince("$3")+`, `+countSince("$4")+`, `+sumSince("$4")+`, `+countSince("$5")+`, `+sumSince("$5")+`,
			`+waivedSince("$3")+`, `+waivedSince("$4")+`, `+waivedSince("$5")+`
		FROM reservations WHERE merchant = $6 AND customer = $7 AND currency = $8 AND refund <> $9 AND NOT released`,
		micros(today), micros(today.Add(day)), from[0], from[1], from[2], c.merchant, c.customer, c.currency, c.id).
		Scan(&count, &sum, &out.LargestMinor, &out.TodayMinor, &w[0].RefundCount, &w[0].RefundMinor,
			&w[1].RefundCount, &w[1].RefundMinor, &w[2].RefundCount, &w[2].RefundMinor,
			&w[0].WaivedCount, &w[0].WaivedMinor, &w[1].WaivedCount, &w[1].WaivedMinor, &w[2].WaivedCount, &w[2].WaivedMinor)
	if count > 0 {
		out.AverageMinor = sum/count + 2*(sum%count)/count // half away from zero (MONEY C1)
	}
	out.RefundCount90d, out.RefundMinor90d = w[2].RefundCount, w[2].RefundMinor
	return out, err
}

func countSince(from string) string { return `COUNT(CASE WHEN reserved_at >= ` + from + ` THEN 1 END)` }

func sumSince(from string) string {
	return sumAtMost(`CASE WHEN reserved_at >= ` + from + ` THEN amount_minor END`)
}

// waivedSince counts and sums what was for goods that stay with the customer.
func waivedSince(from string) string {
	return `COUNT(CASE WHEN reserved_at >= ` + from + ` AND waived_minor > 0 THEN 1 END), ` +
		sumAtMost(`CASE WHEN reserved_at >= `+from+` THEN waived_minor END`)
}

// sumAtMost is the SQL of a sum of amounts, and 9 * 10^18 where it is more: SQLite's SUM fails where it
// overflows, and what a customer once asked for must not park the next refund. Amounts are at most 10^15 each,
// so that one more can be added to it.
func sumAtMost(amount string) string {
	thousands := `COALESCE(SUM((` + amount + `) / 1000), 0)`
	return `CAST(CASE WHEN ` + thousands + ` >= 9000000000000000 THEN 9000000000000000000
		ELSE ` + thousands + ` * 1000 + COALESCE(SUM((` + amount + `) % 1000), 0) END AS BIGINT)`
}
