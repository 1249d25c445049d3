package law

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"time"
)

// The tables of public holidays, made by generate.py.
var (
	//go:embed holidays.txt
	unionText string
	//go:embed federal.txt
	federalText string
)

// holidays are the public holidays by market and year: "DE 2026" to " 0101 0403 ...".
var holidays = sync.OnceValue(func() map[string]string {
	byYear := map[string]string{}
	for _, text := range []string{unionText, federalText} {
		for line := range strings.Lines(text) {
			if fields := strings.Fields(line); len(fields) > 1 && fields[0] != "#" {
				byYear[fields[0]+" "+fields[1]] = " " + strings.Join(fields[2:], " ") + " "
			}
		}
	}
	return byYear
})

// memberStates are the markets of the EU, as its table of holidays has them.
var memberStates = sync.OnceValue(func() []string {
	var states []string
	for line := range strings.Lines(unionText) {
		if state, _, _ := strings.Cut(line, " "); state != "#" && !slices.Contains(states, state) {
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

// WorkingDay reports whether a date is neither a weekend nor a public holiday of the market. A market or a year
// that the tables do not have has weekends alone.
func WorkingDay(market string, date time.Time) bool {
	if day := date.Weekday(); day == time.Saturday || day == time.Sunday {
		return false
	}
	return !strings.Contains(holidays()[market+" "+date.Format("2006")], " "+date.Format("0102")+" ")
}
