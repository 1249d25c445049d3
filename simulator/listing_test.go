package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/makegood/makegood/simulator"
)

// page is what the simulator lists of its refunds.
type page struct {
	Refunds    []simulator.Refund
	NextCursor string `json:"next_cursor"`
}

func (b *bench) page(query url.Values) page {
	b.t.Helper()
	a := b.get("/v1/refunds?" + query.Encode())
	var p page
	if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != http.StatusOK {
		b.t.Fatalf("%v: got %d %s", query, a.status, a.body)
	}
	return p
}

// listed are the ids of a whole list, read a page of two at a time, and the number of pages.
func (b *bench) listed(query url.Values) (ids []string, pages int) {
	b.t.Helper()
	query.Set("limit", "2")
	for {
		p := b.page(query)
		pages++
		for _, r := range p.Refunds {
			ids = append(ids, r.ID)
		}
		if p.NextCursor == "" {
			return ids, pages
		}
		query.Set("cursor", p.NextCursor)
	}
}

func TestAListIsReadPageByPageWhateverIsMadeMeanwhile(t *testing.T) {
	b := setup(t)
	for n := range 4 {
		b.post(fmt.Sprint("k", n), cny("ch_1", 100))
	}
	first := b.page(url.Values{"limit": {"2"}})
	b.post("k4", cny("ch_2", 100))
	second := b.page(url.Values{"limit": {"2"}, "cursor": {first.NextCursor}})
	third := b.page(url.Values{"limit": {"2"}, "cursor": {second.NextCursor}})
	if len(first.Refunds) != 2 || len(second.Refunds) != 2 || second.Refunds[0].Key != "k2" || len(third.Refunds) != 1 || third.Refunds[0].Key != "k4" || third.NextCursor != "" {
		t.Errorf("pages are %+v, %+v, %+v", first, second, third)
	}
	if ids, pages := b.listed(url.Values{"reference": {"ch_1"}}); len(ids) != 4 || pages != 2 {
		t.Errorf("of one payment: %v on %d pages", ids, pages)
	}
}

func TestAListIsOfAPeriodAnAccountAndAPayment(t *testing.T) {
	b := setup(t)
	nine := b.clock.Now()
	b.post("k1", order{Reference: "ch_1", Account: "a1", AmountMinor: 1, Currency: "CNY"})
	b.clock.advance(time.Hour)
	b.post("k2", order{Reference: "ch_1", Account: "a2", AmountMinor: 1, Currency: "CNY"})
	b.clock.advance(time.Hour)
	b.post("k3", order{Reference: "ch_2", Account: "a1", AmountMinor: 1, Currency: "CNY"})
	at := func(hours int) string { return nine.Add(time.Duration(hours) * time.Hour).Format(time.RFC3339Nano) }
	for name, c := range map[string]struct {
		query url.Values
		want  string
	}{
		"everything":                       {url.Values{}, "k1 k2 k3"},
		"an account":                       {url.Values{"account": {"a1"}}, "k1 k3"},
		"an account and a payment":         {url.Values{"account": {"a1"}, "reference": {"ch_1"}}, "k1"},
		"from a refund's own time":         {url.Values{"from": {at(1)}}, "k2 k3"},
		"up to a refund's own time":        {url.Values{"to": {at(1)}}, "k1"},
		"an hour":                          {url.Values{"from": {at(1)}, "to": {at(2)}}, "k2"},
		"an hour that nothing was made in": {url.Values{"from": {at(3)}, "to": {at(4)}}, ""},
	} {
		var keys string
		for i, r := range b.page(c.query).Refunds {
			if i > 0 {
				keys += " "
			}
			keys += r.Key
		}
		if keys != c.want {
			t.Errorf("%s: got %q, want %q", name, keys, c.want)
		}
	}
}

func TestACursorIsOfItsListAlone(t *testing.T) {
	b := setup(t)
	b.post("k1", cny("ch_1", 1))
	b.post("k2", cny("ch_1", 1))
	cursor := b.page(url.Values{"limit": {"1"}}).NextCursor
	for name, query := range map[string]url.Values{
		"another list's": {"cursor": {cursor}, "reference": {"ch_1"}}, "no cursor": {"cursor": {"2"}}, "no time": {"from": {"yesterday"}},
		"a page of nothing": {"limit": {"0"}}, "too long a page": {"limit": {"1001"}},
	} {
		if a := b.get("/v1/refunds?" + query.Encode()); a.status != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
	}
}

func TestMoreThanAPageIsReadToItsEnd(t *testing.T) {
	b := setup(t)
	for n := range 1001 {
		b.post(fmt.Sprint("k", n), cny("ch_1", 1))
	}
	if p := b.page(url.Values{}); len(p.Refunds) != 1000 || p.NextCursor == "" {
		t.Errorf("a page without a limit has %d refunds, and %q after it", len(p.Refunds), p.NextCursor)
	}
	if all, err := simulator.ReadRefunds(t.Context(), b.url, ""); err != nil || len(all) != 1001 {
		t.Errorf("%d refunds are read, %v; want 1001", len(all), err)
	}
}

func TestARefundSaysWhenItsMoneyMoved(t *testing.T) {
	b := setup(t)
	made := b.clock.Now()
	b.post("k1", cny("ch_1", 1))
	b.post("k2", cny("ch_2~pending:1h", 1))
	b.post("k3", cny("ch_3~decline", 1))
	if r := b.page(url.Values{"reference": {"ch_2~pending:1h"}}).Refunds[0]; !r.SettledAt.IsZero() {
		t.Errorf("pending, and settled at %v", r.SettledAt)
	}
	b.clock.advance(2 * time.Hour)
	want := []time.Time{made, b.clock.Now(), {}}
	for i, r := range b.page(url.Values{}).Refunds {
		if !r.SettledAt.Equal(want[i]) {
			t.Errorf("%s settled at %v, want %v", r.Key, r.SettledAt, want[i])
		}
	}
}
