package report

import (
	"fmt"
	"time"
)

// Every is how long a period is.
type Every string

// The periods. They are UTC.
const (
	EveryDay   Every = "day"
	EveryWeek  Every = "week"
	EveryMonth Every = "month"
	EveryAll   Every = "all"
)

// ParseEvery reads a period's name.
func ParseEvery(text string) (Every, error) {
	switch every := Every(text); every {
	case EveryDay, EveryWeek, EveryMonth, EveryAll:
		return every, nil
	}
	return "", fmt.Errorf("report: %q is not day, week, month or all", text)
}

// of names the period of a moment, so that names sort as periods do.
func (e Every) of(at time.Time) string {
	switch e {
	case EveryDay:
		return at.UTC().Format(time.DateOnly)
	case EveryWeek:
		year, week := at.UTC().ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case EveryMonth:
		return at.UTC().Format("2006-01")
	case EveryAll:
	}
	return "all"
}
