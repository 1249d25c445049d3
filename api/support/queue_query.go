package support

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// The bounds of a filter as it is written.
const (
	queryBytesMax = 2 << 10
	fieldBytesMax = 128
	hoursMax      = 24 * 366
)

// ParseQueueFilter reads a filter from an address's query. What does not belong to it is passed over. A Problem BAD_FILTER
// says what is wrong.
func ParseQueueFilter(q url.Values) (QueueFilter, error) {
	f := QueueFilter{
		NeedsPerson: q.Get("legs") == "1", Unknown: q.Get("unknown") == "1", Cause: refund.Code(q.Get("cause")), Merchant: refund.MerchantID(q.Get("merchant")), Market: q.Get("market"),
		Reason: refund.Reason(q.Get("reason")), RiskBand: refund.RiskBand(q.Get("risk")), Currency: refund.Currency(q.Get("currency")),
		Role: refund.Role(q.Get("role")), Assignee: refund.Person(q.Get("assignee")), Unassigned: q.Get("unassigned") == "1",
		Unclaimed: q.Get("unclaimed") == "1", Overdue: q.Get("overdue") == "1", DueByLaw: q.Get("law") == "1", Sort: ledger.QueueSort(q.Get("sort")),
	}
	for name, values := range q {
		if name == "after" || name == "q" {
			continue
		}
		for _, value := range values {
			if len(value) > fieldBytesMax {
				return f, badFilter("%s is longer than %d bytes", name, fieldBytesMax)
			}
		}
	}
	for _, status := range q["status"] {
		if status != "" && !slices.Contains(f.Statuses, refund.Status(status)) {
			f.Statuses = append(f.Statuses, refund.Status(status))
		}
	}
	if err := f.parseAmounts(q); err != nil {
		return f, err
	}
	if err := f.parseTimes(q); err != nil {
		return f, err
	}
	return f, f.check()
}

func (f *QueueFilter) parseAmounts(q url.Values) (err error) {
	for name, into := range map[string]*int64{"min": &f.AmountMin, "max": &f.AmountMax} {
		text := q.Get(name)
		if text == "" {
			continue
		}
		if f.Currency == "" {
			return badFilter("%s is an amount in no currency: name one", name)
		}
		if *into, _, err = refund.ParseAmount(text + " " + string(f.Currency)); err != nil {
			return badFilter("%s: %v", name, err)
		}
	}
	return nil
}

func (f *QueueFilter) parseTimes(q url.Values) error {
	for name, into := range map[string]*time.Duration{"due_hours": &f.DueWithin, "older_hours": &f.OlderThan} {
		if q.Get(name) == "" {
			continue
		}
		hours, err := strconv.Atoi(q.Get(name))
		if err != nil || hours < 1 || hours > hoursMax {
			return badFilter("%s is not a number of hours from 1 to %d", name, hoursMax)
		}
		*into = time.Duration(hours) * time.Hour
	}
	if text := q.Get("due_before"); text != "" {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return badFilter("due_before is not a day such as 2026-11-29")
		}
		f.DueBefore = at.UTC()
	}
	return nil
}

// check refuses what the ledger cannot be asked (BAD_FILTER).
func (f QueueFilter) check() error {
	for _, status := range f.Statuses {
		if !slices.Contains(QueueStatuses(), status) {
			return badFilter("status %q is none in which a refund waits for a person: %v", status, QueueStatuses())
		}
	}
	switch {
	case f.Sort != "" && !slices.Contains(ledger.QueueSorts(), f.Sort):
		return badFilter("sort %q is none of %v", f.Sort, ledger.QueueSorts())
	case f.Sort == ledger.ByAmount && f.Currency == "":
		return badFilter("amounts of two currencies do not compare: name a currency to sort by amount")
	case (f.AmountMin != 0 || f.AmountMax != 0) && f.Currency == "":
		return badFilter("an amount in no currency: name one")
	case f.AmountMax != 0 && f.AmountMax < f.AmountMin:
		return badFilter("no amount is at least %d and at most %d", f.AmountMin, f.AmountMax)
	}
	return nil
}

// QueueStatuses are the statuses in which a refund waits for a person, and the payout, of which a leg may.
func QueueStatuses() []refund.Status {
	return []refund.Status{
		refund.StatusAwaitingApproval, refund.StatusNeedsInfo, refund.StatusNeedsAttention, refund.StatusAwaitingGoods, refund.StatusInspected,
		refund.StatusPayingOut,
	}
}

// Query is the filter as an address's query; ParseQueueFilter reads it back.
func (f QueueFilter) Query() url.Values {
	q := url.Values{}
	for _, status := range f.Statuses {
		q.Add("status", string(status))
	}
	for name, value := range map[string]string{
		"cause": string(f.Cause), "merchant": string(f.Merchant), "market": f.Market, "reason": string(f.Reason), "risk": string(f.RiskBand), "currency": string(f.Currency),
		"role": string(f.Role), "assignee": string(f.Assignee), "sort": string(f.Sort), "min": amountText(f.AmountMin, f.Currency),
		"max": amountText(f.AmountMax, f.Currency), "due_hours": hoursText(f.DueWithin), "older_hours": hoursText(f.OlderThan),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for name, on := range map[string]bool{
		"legs": f.NeedsPerson, "unknown": f.Unknown, "unassigned": f.Unassigned, "unclaimed": f.Unclaimed, "overdue": f.Overdue, "law": f.DueByLaw,
	} {
		if on {
			q.Set(name, "1")
		}
	}
	if !f.DueBefore.IsZero() {
		q.Set("due_before", f.DueBefore.Format(time.DateOnly))
	}
	return q
}

// amountText is an amount without its currency, as in "45.00"; "" for none.
func amountText(minor int64, currency refund.Currency) string {
	if minor == 0 {
		return ""
	}
	number, _, _ := strings.Cut(refund.FormatAmount(minor, currency), " ")
	return number
}

func hoursText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return strconv.Itoa(int(d / time.Hour))
}

func badFilter(format string, args ...any) error {
	return refund.Problem{Code: api.CodeBadFilter, Detail: fmt.Sprintf(format, args...)}
}

func contains[T comparable](list []T, one T) bool { return slices.Contains(list, one) }
