package payment_test

import (
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

var china = &payment.Bills{Zone: time.FixedZone("UTC+8", 8*60*60), OutAfter: 12 * time.Hour}

// TestAListIsCompleteWhenTheLastOfItsPeriodIsListed: a day of UTC ends at eight in the morning in China, in a bill that
// is out at noon of the day after.
func TestAListIsCompleteWhenTheLastOfItsPeriodIsListed(t *testing.T) {
	for _, c := range []struct {
		name     string
		limits   payment.Limits
		to, want string
	}{
		{"listed at once", payment.Limits{}, "2026-11-29T00:00:00Z", "2026-11-29T00:00:00Z"},
		{"listed after three hours", payment.Limits{ListedAfter: 3 * time.Hour}, "2026-11-29T00:00:00Z", "2026-11-29T03:00:00Z"},
		{"a bill's day to its end", payment.Limits{Bills: china, ListedAfter: 36 * time.Hour}, "2026-11-28T16:00:00Z", "2026-11-29T04:00:00Z"},
		{"a moment of the next one", payment.Limits{Bills: china, ListedAfter: 36 * time.Hour}, "2026-11-28T16:00:01Z", "2026-11-30T04:00:00Z"},
		{"a day of UTC", payment.Limits{Bills: china, ListedAfter: 36 * time.Hour}, "2026-11-29T00:00:00Z", "2026-11-30T04:00:00Z"},
	} {
		if got := c.limits.ListCompleteAt(at(c.to)); !got.Equal(at(c.want)) {
			t.Errorf("%s: up to %s it is complete at %s, want %s", c.name, c.to, got, c.want)
		}
	}
}

func TestAPeriodIsUnfinishedUntilItIsComplete(t *testing.T) {
	limits, q := payment.Limits{Bills: china}, payment.ListQuery{From: at("2026-11-27T16:00:00Z"), To: at("2026-11-28T16:00:00Z")}
	complete := at("2026-11-29T04:00:00Z")
	if err := limits.Unfinished(q, complete.Add(-1)); !errors.Is(err, payment.NotListedYet{CompleteAt: complete}) {
		t.Errorf("a moment before: %v", err)
	}
	if err := limits.Unfinished(q, complete); err != nil {
		t.Errorf("then: %v", err)
	}
	if err := limits.Unfinished(payment.ListQuery{From: q.From}, q.From); err != nil {
		t.Errorf("without an end: %v", err)
	}
}

func TestTheDaysOfAPeriodAreThoseOfTheProvidersClock(t *testing.T) {
	q := payment.ListQuery{From: at("2026-11-26T15:59:59Z"), To: at("2026-11-29T00:00:00Z")}
	out := china.DaysOut(q, at("2026-11-30T03:59:59Z"))
	if len(out) != 3 || !out[0].Equal(at("2026-11-25T16:00:00Z")) || !out[2].Equal(at("2026-11-27T16:00:00Z")) {
		t.Errorf("out are %v", out)
	}
	if out = china.DaysOut(q, at("2026-11-30T04:00:00Z")); len(out) != 4 || !out[3].Equal(at("2026-11-28T16:00:00Z")) {
		t.Errorf("at noon out are %v", out)
	}
}

// TestADayThatAClockIsSetBackOnIsABillsDayOfTwentyFiveHours.
func TestADayThatAClockIsSetBackOnIsABillsDayOfTwentyFiveHours(t *testing.T) {
	amsterdam, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	bills := payment.Bills{Zone: amsterdam, OutAfter: time.Hour}
	day := bills.DayOf(at("2026-10-25T10:00:00Z"))
	if want := at("2026-10-26T00:00:00Z"); !day.Equal(at("2026-10-24T22:00:00Z")) || !bills.OutAt(day).Equal(want) {
		t.Errorf("the day begins at %s, and its bill is out at %s, want %s", day, bills.OutAt(day), want)
	}
}

func TestAQueryAsksForWhatLiesInItsPeriodAndIsOfItsPayment(t *testing.T) {
	q := payment.ListQuery{From: at("2026-11-28T00:00:00Z"), To: at("2026-11-29T00:00:00Z"), Reference: "ch_1"}
	for _, c := range []struct {
		created, reference string
		want               bool
	}{
		{"2026-11-28T00:00:00Z", "ch_1", true}, {"2026-11-27T23:59:59Z", "ch_1", false}, {"2026-11-29T00:00:00Z", "ch_1", false}, {"2026-11-28T00:00:00Z", "ch_2", false},
	} {
		l := payment.Listed{CreatedAt: at(c.created), Reference: c.reference}
		if got := q.Asks(l); got != c.want {
			t.Errorf("%s of %s: %t, want %t", c.created, c.reference, got, c.want)
		}
		if !(payment.ListQuery{}).Asks(l) {
			t.Errorf("%s of %s is not asked for by a query of everything", c.created, c.reference)
		}
	}
}
