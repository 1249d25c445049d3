package law_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/policy/law"
)

func day(text string) time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}

func TestTheUnionHasTwentySevenMembers(t *testing.T) {
	if states := law.MemberStates(); len(states) != 27 {
		t.Errorf("%d states: %v", len(states), states)
	}
	for market, member := range map[string]bool{"DE": true, "IE": true, "CY": true, "GB": false, "CH": false, "NO": false, "CN": false, "": false} {
		if law.Member(market) != member {
			t.Errorf("%q: %t", market, !member)
		}
	}
}

// Regulation 1182/71, article 3(4): the last day moves to the next working day.
func TestAPeriodEndsOnAWorkingDay(t *testing.T) {
	for name, c := range map[string]struct{ state, event, want string }{
		"a Thursday":                                 {"DE", "2026-11-05", "2026-11-19"},
		"a holiday of Saxony alone counts":           {"DE", "2026-11-04", "2026-11-19"},
		"a Saturday moves to Monday":                 {"FR", "2026-11-07", "2026-11-23"},
		"a Sunday moves to Monday":                   {"FR", "2026-11-08", "2026-11-23"},
		"Christmas moves over the weekend":           {"FR", "2026-12-11", "2026-12-28"},
		"Good Friday and Easter Monday in Germany":   {"DE", "2026-03-20", "2026-04-07"},
		"Good Friday is no holiday in most of Italy": {"IT", "2026-03-20", "2026-04-03"},
		"the Greek Easter is another":                {"GR", "2026-03-27", "2026-04-14"},
	} {
		if got := law.LastDay(c.state, day(c.event), 14).Format(time.DateOnly); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// The table is data, and ends: it has to be made anew before.
func TestTheHolidaysReachFarEnough(t *testing.T) {
	for _, state := range law.MemberStates() {
		for year := 2024; year <= 2035; year++ {
			if first := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC); law.WorkingDay(state, first) {
				t.Errorf("%s: New Year's Day of %d is a working day", state, year)
			}
		}
	}
}
