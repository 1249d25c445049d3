package ledgertest

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// exchangeCases: what is said to providers is kept, and read as it was.
func exchangeCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"exchanges are listed by refund and leg, oldest first, as they were": func(t *testing.T, d *Desk) {
			id, other := Request("o1", "c1", 1).ID(), Request("o2", "c1", 1).ID()
			at := d.Clock.Now().Truncate(time.Microsecond)
			first := ledger.Exchange{
				Refund: id, Leg: "1", Key: "k1", Provider: "stripe", Account: "acct_1", Direction: ledger.DirectionOut, Method: "POST",
				Target: "/v1/refunds", Status: 402, Request: "amount=1", Response: `{"id":"re_1"}`, At: at, Took: 1500 * time.Microsecond,
			}
			silent := ledger.Exchange{Refund: id, Leg: "2", Provider: "stripe", Direction: ledger.DirectionOut, Method: "GET", Target: "/v1/refunds", Problem: "no route", At: at}
			d.no(d.Store.KeepExchanges(d.ctx, []ledger.Exchange{first, {Refund: other, Direction: ledger.DirectionIn, At: at}}))
			d.no(d.Store.KeepExchanges(d.ctx, []ledger.Exchange{silent, {Direction: ledger.DirectionOut, At: at}}))
			equal(t, "both legs", d.exchanges(id, "", 10), []ledger.Exchange{first, silent})
			equal(t, "one leg", d.exchanges(id, "2", 10), []ledger.Exchange{silent})
			equal(t, "at most", d.exchanges(id, "", 1), []ledger.Exchange{first})
			same(t, "none", len(d.exchanges(id, "3", 10)), 0)
		},
		"an exchange in no direction is a bug, and nothing beside it is kept": func(t *testing.T, d *Desk) {
			id := Request("o1", "c1", 1).ID()
			err := d.Store.KeepExchanges(d.ctx, []ledger.Exchange{{Refund: id, Direction: ledger.DirectionOut}, {Refund: id, Direction: "up"}})
			if err == nil {
				t.Error("it was kept")
			}
			same(t, "kept", len(d.exchanges(id, "", 10)), 0)
		},
	}
}

func (d *Desk) exchanges(id refund.ID, leg refund.LegID, limitMax int) []ledger.Exchange {
	all, err := d.Store.ExchangesOf(d.ctx, id, leg, limitMax)
	d.no(err)
	return all
}
