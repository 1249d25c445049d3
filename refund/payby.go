package refund

import (
	"fmt"
	"time"
	_ "time/tzdata" // days must not depend on what the machine has installed
)

// PayAfterGoods is a law's time to pay that runs from the day after the goods came back: so many calendar days
// of a time zone (IANA).
type PayAfterGoods struct {
	Days     int    `json:"days"`
	TimeZone string `json:"time_zone"`
}

// PayBy is when the money is due for goods that came back at a moment. The error is a time zone's that nobody
// knows.
func (p PayAfterGoods) PayBy(received time.Time) (time.Time, error) {
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return time.Time{}, fmt.Errorf("refund: pay after goods: %w", err)
	}
	return EndOfDay(received, p.Days, zone), nil
}

// EndOfDay is the first moment after a calendar day of a time zone, so many days after the day of a moment; UTC.
func EndOfDay(at time.Time, days int, zone *time.Location) time.Time {
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day+days+1, 0, 0, 0, 0, zone).UTC()
}

// LawNotice is how long before the money is due by law people are to hear of it.
const LawNotice = 48 * time.Hour

// OwedBy is until when the money has to be paid by law; nil: no law says so, nothing is owed any more, or the law
// lets the money wait for the goods.
func (s Standing) OwedBy() *time.Time {
	if s.Status.Final() || s.Status == StatusAwaitingGoods {
		return nil
	}
	return s.PayBy
}
