package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// searched are all rows of a search, page by page.
func (d *Desk) searched(f ledger.TrailFilter) (rows []ledger.TrailRow, pages int) {
	d.T.Helper()
	for pages = 1; ; pages++ {
		page, err := d.Store.SearchTrail(d.ctx, f)
		d.no(err)
		rows = append(rows, page.Rows...)
		if f.Before = page.Next; page.Next == 0 || pages > 100 {
			return rows, pages
		}
	}
}

func trailSearchCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"the rows of all trails are found by person, event and period, each once, the newest first": func(t *testing.T, d *Desk) {
			first := d.Waiting("o1", "lead")
			d.Taken(first, deciding(approve("d1", "anna")))
			d.Clock.Advance(24 * time.Hour)
			later := d.Clock.Now()
			second := d.Waiting("o2", "lead")
			d.Taken(second, deciding(approve("d1", "anna")))
			all, _ := d.searched(ledger.TrailFilter{})
			paged, pages := d.searched(ledger.TrailFilter{LimitMax: 2})
			same(t, "all", len(all), len(d.Case(first).Trail)+len(d.Case(second).Trail))
			equal(t, "page by page", paged, all)
			same(t, "pages", pages >= len(all)/2, true)
			same(t, "the newest first", all[0].ID > all[len(all)-1].ID, true)
			byAnna, _ := d.searched(ledger.TrailFilter{Person: " ANNA "})
			same(t, "by anna", len(byAnna), 2)
			same(t, "whole", byAnna[0].Refund == second && byAnna[0].Actor == "anna" && byAnna[1].Refund == first, true)
			for _, c := range []struct {
				what   string
				filter ledger.TrailFilter
				want   refund.ID
			}{
				{"from", ledger.TrailFilter{Person: "anna", From: later}, second}, {"to", ledger.TrailFilter{Person: "anna", To: later}, first},
				{"event", ledger.TrailFilter{Event: "Received", From: later}, second},
			} {
				got, _ := d.searched(c.filter)
				same(t, c.what, len(got) == 1 && got[0].Refund == c.want, true)
			}
			none, err := d.Store.SearchTrail(d.ctx, ledger.TrailFilter{Person: "nobody"})
			d.no(err)
			same(t, "nobody", len(none.Rows) == 0 && none.Next == 0 && none.LookedBackTo != nil, true)
		},
		"a search of an empty ledger finds nothing": func(t *testing.T, d *Desk) {
			page, err := d.Store.SearchTrail(d.ctx, ledger.TrailFilter{To: d.Clock.Now()})
			d.no(err)
			same(t, "nothing", len(page.Rows) == 0 && page.Next == 0 && page.LookedBackTo == nil, true)
		},
	}
}
