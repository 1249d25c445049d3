package payment

import "time"

// ListsBy is the time by which a provider lists its refunds.
type ListsBy string

// What a list goes by; the empty value is a provider without a list.
const (
	// ListsByCreation: a refund lies in the period in which it was asked for, whatever became of it since.
	ListsByCreation ListsBy = "CREATION"
	// ListsBySettlement: it lies in the period in which it moved the account's balance, which may be a later day than
	// that on which makegood asked for it. What moved nothing is not listed.
	ListsBySettlement ListsBy = "SETTLEMENT"
)

// Bills are the days of a provider that lists by the day. A day begins at midnight in Zone, and its bill is surely out
// OutAfter the midnight that ends it.
type Bills struct {
	Zone     *time.Location
	OutAfter time.Duration
}

// DayOf is the beginning of the bill's day that a time lies in.
func (b Bills) DayOf(at time.Time) time.Time {
	at = at.In(b.Zone)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, b.Zone)
}

// OutAt is when the bill of the day that begins at a time is surely out.
func (b Bills) OutAt(day time.Time) time.Time {
	return day.In(b.Zone).AddDate(0, 0, 1).Add(b.OutAfter)
}

// Days are the beginnings of the days that a period has a part of, and the first of those whose bill is not out yet;
// zero: all are out.
func (b Bills) Days(q ListQuery, now time.Time) (out []time.Time, missing time.Time) {
	for day := b.DayOf(q.From); day.Before(q.To); day = day.AddDate(0, 0, 1) {
		if b.OutAt(day).After(now) {
			return out, day
		}
		out = append(out, day)
	}
	return out, time.Time{}
}

// ListCompleteAt is from when on the provider's list of a period that ends at a time (exclusive) has all of it: before
// that, what is missing in the list proves nothing. It is the cross-midnight rule as data: a period that ends at
// midnight UTC ends in the middle of a bill's day elsewhere, and is complete when that bill is out.
func (l Limits) ListCompleteAt(to time.Time) time.Time {
	if l.Bills == nil {
		return to.Add(l.ListedAfter)
	}
	return l.Bills.OutAt(l.Bills.DayOf(to.Add(-1))).UTC()
}

// Unfinished is the NotListedYet of a query whose period the provider has not finished listing, or nil.
func (l Limits) Unfinished(q ListQuery, now time.Time) error {
	if q.To.IsZero() {
		return nil
	}
	if complete := l.ListCompleteAt(q.To); complete.After(now) {
		return NotListedYet{CompleteAt: complete}
	}
	return nil
}
