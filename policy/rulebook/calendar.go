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
	if zone, known := capitalZones[market]; known {
		return zone
	}
	return "UTC"
}

// capitalZones are the time zones by ISO 3166 alpha-2 code.
var capitalZones = map[string]string{
	"CN": "Asia/Shanghai", "HK": "Asia/Hong_Kong", "JP": "Asia/Tokyo", "KR": "Asia/Seoul", "SG": "Asia/Singapore",
	"KW": "Asia/Kuwait", "AE": "Asia/Dubai", "GB": "Europe/London", "US": "America/New_York", "CA": "America/Toronto",
	"CL": "America/Santiago", "AU": "Australia/Sydney",
	// The member states of the European Union.
	"AT": "Europe/Vienna", "BE": "Europe/Brussels", "BG": "Europe/Sofia", "CY": "Asia/Nicosia", "CZ": "Europe/Prague",
	"DE": "Europe/Berlin", "DK": "Europe/Copenhagen", "EE": "Europe/Tallinn", "ES": "Europe/Madrid",
	"FI": "Europe/Helsinki", "FR": "Europe/Paris", "GR": "Europe/Athens", "HR": "Europe/Zagreb",
	"HU": "Europe/Budapest", "IE": "Europe/Dublin", "IT": "Europe/Rome", "LT": "Europe/Vilnius",
	"LU": "Europe/Luxembourg", "LV": "Europe/Riga", "MT": "Europe/Malta", "NL": "Europe/Amsterdam",
	"PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "RO": "Europe/Bucharest", "SE": "Europe/Stockholm",
	"SI": "Europe/Ljubljana", "SK": "Europe/Bratislava",
}

// LocalDays is the difference of the local dates of two moments, in calendar days.
func LocalDays(from, to time.Time, zone *time.Location) int64 {
	return int64(LocalDate(to, zone).Sub(LocalDate(from, zone)) / (24 * time.Hour))
}

// LocalDate is a moment's local date, as midnight UTC: differences of dates know no summer time.
func LocalDate(at time.Time, zone *time.Location) time.Time {
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
