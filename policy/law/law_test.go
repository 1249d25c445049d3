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
	for year := 2024; year <= 2035; year++ {
		if veterans := time.Date(year, time.November, 11, 0, 0, 0, 0, time.UTC); veterans.Weekday() >= time.Monday && veterans.Weekday() <= time.Friday && law.WorkingDay("US", veterans) {
			t.Errorf("US: Veterans Day of %d is a working day", year)
		}
	}
}

// Directive 2011/83/EU, article 10(1).
func TestWithoutTheInformationTheRightLastsTwelveMonthsMore(t *testing.T) {
	for name, c := range map[string]struct {
		arrived, want string
		informed      bool
	}{
		"informed":                                         {"2026-11-19", "2026-12-03", true},
		"not informed":                                     {"2026-11-19", "2027-12-03", false},
		"the twelve months end on a Sunday":                {"2027-01-01", "2028-01-17", false},
		"the fourteen days end on a weekend":               {"2026-11-07", "2027-11-23", false},
		"the twelve months end in a February of 28 days":   {"2028-02-15", "2029-02-28", false},
		"the fourteen days end on a holiday and a weekend": {"2026-12-11", "2027-12-28", false},
	} {
		if got := law.LastDayOfWithdrawal("FR", day(c.arrived), c.informed).Format(time.DateOnly); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestWorkingDaysLeaveOutWeekendsAndFederalHolidays(t *testing.T) {
	for name, c := range map[string]struct{ event, want string }{
		"a plain week and a half": {"2026-11-02", "2026-11-12"}, // Veterans Day between
		"a Friday":                {"2026-10-16", "2026-10-27"},
		"a Saturday":              {"2026-10-17", "2026-10-27"},
		"over Thanksgiving":       {"2026-11-20", "2026-12-02"},
		"Independence Day on a Saturday is kept on the day before": {"2026-06-29", "2026-07-09"},
		"over the turn of a year":                                  {"2026-12-23", "2027-01-05"},
	} {
		if got := law.WorkingDaysLater("US", day(c.event), law.PayWorkingDays).Format(time.DateOnly); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
