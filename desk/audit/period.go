package audit

import (
	"net/url"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// dayForm is how a browser sends a date.
const dayForm = "2006-01-02"

// Period is a period as a form shows it: days in UTC, of which the last one is in it.
type Period struct{ From, To string }

// lastDays is the period of some days that ended before a time.
func lastDays(now time.Time, days int) Period {
	today := now.UTC().Truncate(24 * time.Hour)
	return Period{From: today.AddDate(0, 0, -days).Format(dayForm), To: today.AddDate(0, 0, -1).Format(dayForm)}
}

// periodOf is the period of a query, or another one where it names none.
func periodOf(query url.Values, otherwise Period) Period {
	if query.Get("from") == "" && query.Get("to") == "" {
		return otherwise
	}
	return Period{From: query.Get("from"), To: query.Get("to")}
}

// times are the period as the service takes it; an empty day is open (BAD_FILTER: it is no day).
func (p Period) times() (out ledger.Period, err error) {
	if out.From, err = dayOf(p.From); err != nil {
		return out, err
	}
	if out.To, err = dayOf(p.To); err == nil && !out.To.IsZero() {
		out.To = out.To.AddDate(0, 0, 1)
	}
	return out, err
}

func dayOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(dayForm, text)
	if err != nil {
		return day, refund.Problem{Code: api.CodeBadFilter, Detail: refund.Cut(text, 64) + " is no day"}
	}
	return day, nil
}
