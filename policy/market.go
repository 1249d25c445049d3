package policy

import (
	"errors"
	"time"
	_ "time/tzdata" // days must not depend on what the machine has installed

	"github.com/makegood/makegood/refund"
)

// location returns the time zone whose calendar the order lives by (MONEY C7): its own, else its
// market's.
func location(order refund.Order) (*time.Location, error) {
	name := order.TimeZone
	if name == "" {
		name = marketTimeZone(order.Market)
	}
	if name == time.Local.String() { // the machine's own zone is no order's
		return nil, errors.New("policy: the time zone Local is not a place")
	}
	return time.LoadLocation(name)
}

// marketTimeZone is a market's default time zone: its capital's, or the one most of its people
// live in. A market without a row lives by UTC.
func marketTimeZone(market string) string {
	switch market {
	case "CN":
		return "Asia/Shanghai"
	case "HK":
		return "Asia/Hong_Kong"
	case "JP":
		return "Asia/Tokyo"
	case "KR":
		return "Asia/Seoul"
	case "SG":
		return "Asia/Singapore"
	case "KW":
		return "Asia/Kuwait"
	case "AE":
		return "Asia/Dubai"
	case "DE":
		return "Europe/Berlin"
	case "FR":
		return "Europe/Paris"
	case "GB":
		return "Europe/London"
	case "US":
		return "America/New_York"
	case "CA":
		return "America/Toronto"
	case "CL":
		return "America/Santiago"
	case "AU":
		return "Australia/Sydney"
	}
	return "UTC"
}

// localDays is the difference of the local dates of two moments, in calendar days.
func localDays(from, to time.Time, zone *time.Location) int64 {
	return int64(localDate(to, zone).Sub(localDate(from, zone)) / (24 * time.Hour))
}

// localDate is a moment's local date, as midnight UTC: differences of dates know no summer time.
func localDate(at time.Time, zone *time.Location) time.Time {
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
