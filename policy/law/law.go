package law

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"time"
)

// Statute is a law about changing one's mind.
type Statute string

// The statutes.
const (
	// None: the market's law gives no right that outranks a policy, or none is known here.
	None Statute = ""
	// EU: fourteen days from the last parcel, everything back.
	EU Statute = "Directive 2011/83/EU, articles 9 to 14"
	// CNPrepaid: a prepaid card, within seven days of its payment, unless it was used.
	CNPrepaid Statute = "China, rules on single-purpose prepaid cards: seven days from payment"
)

// Days of the statutes.
const (
	// WithdrawalDays run from the day after the customer has the last parcel (EU).
	WithdrawalDays = 14
	// PayDays run from the day after the notice (EU).
	PayDays = 14
	// PrepaidDays run from the day after the payment (CN).
	PrepaidDays = 7
)

//go:embed holidays.txt
var holidaysText string

// holidays are the public holidays by state and year: "DE 2026" to " 0101 0403 ...".
var holidays = sync.OnceValue(func() map[string]string {
	byYear := map[string]string{}
	for line := range strings.Lines(holidaysText) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] != "#" {
			byYear[fields[0]+" "+fields[1]] = " " + strings.Join(fields[2:], " ") + " "
		}
	}
	return byYear
})

// memberStates are the markets of the EU, as the holidays have them.
var memberStates = sync.OnceValue(func() []string {
	var states []string
	for key := range holidays() {
		state, _, _ := strings.Cut(key, " ")
		if !slices.Contains(states, state) {
			states = append(states, state)
		}
	}
	slices.Sort(states)
	return states
})

// MemberStates lists the member states of the European Union by ISO 3166 alpha-2 code.
func MemberStates() []string { return slices.Clone(memberStates()) }

// Member reports whether a market is a member state.
func Member(market string) bool {
	_, found := slices.BinarySearch(memberStates(), market)
	return found
}

// WorkingDay reports whether a date is neither a weekend nor a public holiday of a member state. A year the
// table does not have has weekends alone.
func WorkingDay(state string, date time.Time) bool {
	if day := date.Weekday(); day == time.Saturday || day == time.Sunday {
		return false
	}
	return !strings.Contains(holidays()[state+" "+date.Format("2006")], " "+date.Format("0102")+" ")
}

// LastDay is the last day of a period of days that began with an event on a date: it moves to the next working
// day of the state (Regulation 1182/71, article 3).
func LastDay(state string, event time.Time, days int) time.Time {
	last := event.AddDate(0, 0, days)
	for !WorkingDay(state, last) {
		last = last.AddDate(0, 0, 1)
	}
	return last
}
