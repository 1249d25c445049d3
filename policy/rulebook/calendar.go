package rulebook

import (
	"errors"
	"sync"
	"time"
	_ "time/tzdata" // days must not depend on what the machine has installed

	"github.com/makegood/makegood/refund"
)

// zonesMax is how many time zones a version remembers: the world has about 600 names, and an event can
// spell one of them in many ways.
const zonesMax = 1024

// zones remembers the time zones that orders live by, by name: reading one opens a file. It is safe
// for concurrent use, and changes no answer.
type zones struct {
	mutex sync.RWMutex
	known map[string]*time.Location
}

func newZones() *zones { return &zones{known: map[string]*time.Location{}} }

// Location returns the time zone whose calendar the order lives by (MONEY C7): its own, else its
// market's. An error says that no such zone is known.
func (v *Version) Location(order *refund.Order) (*time.Location, error) {
	name := order.TimeZone
	if name == "" {
		name = marketTimeZone(order.Market)
	}
	v.zones.mutex.RLock()
	zone, known := v.zones.known[name]
	v.zones.mutex.RUnlock()
	if known {
		return zone, nil
	}
	zone, err := readZone(name)
	if err != nil {
		return nil, err
	}
	v.zones.remember(name, zone)
	return zone, nil
}

func (z *zones) remember(name string, zone *time.Location) {
	z.mutex.Lock()
	defer z.mutex.Unlock()
	if len(z.known) < zonesMax {
		z.known[name] = zone
	}
}

func readZone(name string) (*time.Location, error) {
	if name == time.Local.String() { // the machine's own zone is no order's
		return nil, errors.New("rulebook: the time zone Local is not a place")
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

// LocalDays is the difference of the local dates of two moments, in calendar days.
func LocalDays(from, to time.Time, zone *time.Location) int64 {
	return int64(localDate(to, zone).Sub(localDate(from, zone)) / (24 * time.Hour))
}

// localDate is a moment's local date, as midnight UTC: differences of dates know no summer time.
func localDate(at time.Time, zone *time.Location) time.Time {
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
