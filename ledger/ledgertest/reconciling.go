package ledgertest

import (
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// overSimulator are the simulator's legs of a period, by refund.
func (d *Desk) overSimulator(q ledger.ProviderLegQuery) map[refund.ID]ledger.ProviderLeg {
	d.T.Helper()
	q.Provider = "Simulator"
	out := map[refund.ID]ledger.ProviderLeg{}
	d.no(d.Store.EachProviderLeg(d.ctx, q, func(l ledger.ProviderLeg) error {
		if _, twice := out[l.Refund]; twice {
			d.T.Errorf("%s is visited twice", l.Refund)
		}
		out[l.Refund] = l
		return nil
	}))
	return out
}

// around is the period from before to after the clock's time.
func (d *Desk) around(before, after time.Duration) ledger.Period {
	now := d.Clock.Now()
	return ledger.Period{From: now.Add(-before), To: now.Add(after)}
}

// aRun is a run over the simulator's refunds of the clock's day.
func (d *Desk) aRun(origin ledger.ReconcileOrigin) ledger.Reconciliation {
	from := d.Clock.Now().Truncate(24 * time.Hour)
	return ledger.Reconciliation{
		Provider: "simulator", From: from, To: from.AddDate(0, 0, 1), Origin: origin, ReadAt: d.Clock.Now(), CompleteAt: d.Clock.Now(), Legs: 2, Listed: 1,
		Counts: []ledger.ReconcileCount{{Kind: ledger.ReconcileMatched, Count: 1}, {Kind: ledger.ReconcileMissing, Count: 1, Open: 1}},
		Sums: []ledger.ReconcileSum{{
			Measure: ledger.MeasureRefunded, Currency: "CNY", BooksMinor: 200, ProviderMinor: 100, DifferenceMinor: 100, ItemsMinor: 100,
		}},
		Items: []ledger.ReconcileItem{{
			Kind: ledger.ReconcileMissing, Refund: "refund/m1/o1/c1", Leg: "1", At: from, Open: true, Detail: "not listed",
			Books: ledger.ReconcileSide{AmountMinor: 100, MovedMinor: 100, Currency: "CNY", State: "Settled"},
		}},
	}
}

var errStopped = errors.New("stopped")

func reconcilingCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"a leg is read in the period in which it was begun and in that in which it settled, with the keys of every generation": func(t *testing.T, d *Desk) {
			begun := d.Clock.Now()
			id := d.Sent("o1", "c1", 1)
			d.Clock.Advance(2 * time.Hour)
			d.RecordAs(id, "1", 1, "a1", refund.Outcome{
				Kind: refund.OutcomeSettled, ProviderRefundID: "re_7", BankReference: "ARN7", Settlement: &refund.Settlement{AmountMinor: 1600, Currency: "USD"},
			})
			d.Settle(ledger.SettlementFact{Provider: "simulator", Key: refund.ProviderKey(id, "1", 1), FeeMinor: 30, FeeCurrency: "USD"})
			settled := d.Clock.Now()
			got := d.overSimulator(ledger.ProviderLegQuery{Period: d.around(time.Minute, time.Minute)})[id]
			lease := begun.Add(lease)
			equal(t, "leg", got, ledger.ProviderLeg{
				Refund: id, Leg: "1", Provider: "simulator", Reference: "ch_o1", Currency: "CNY", Keys: []string{refund.ProviderKey(id, "1", 1)},
				ProviderRefundID: "re_7", AmountMinor: unitMinor, Status: refund.LegSettled, Settlement: &refund.Settlement{AmountMinor: 1600, Currency: "USD"},
				Fee: &refund.Settlement{AmountMinor: 30, Currency: "USD"}, BankReference: "ARN7", BegunAt: begun, SettledAt: &settled, LeasedUntil: got.LeasedUntil,
			})
			if got.LeasedUntil != nil && !got.LeasedUntil.Equal(lease) {
				t.Errorf("leased until %s", got.LeasedUntil)
			}
			same(t, "counted at", got.CountedAt(), settled)
			same(t, "moved", got.MovedMinor(), unitMinor)
			same(t, "when it was begun", len(d.overSimulator(ledger.ProviderLegQuery{Period: d.around(3*time.Hour, -time.Hour)})), 1)
			same(t, "in between", len(d.overSimulator(ledger.ProviderLegQuery{Period: d.around(time.Hour, -time.Minute)})), 0)
			same(t, "by its payment", len(d.overSimulator(ledger.ProviderLegQuery{References: []string{"ch_o0", "ch_o1"}})), 1)
			same(t, "by another payment", len(d.overSimulator(ledger.ProviderLegQuery{References: []string{"ch_o0"}})), 0)
		},
		"a leg sent anew has its old key too, and one that was only held is not read": func(t *testing.T, d *Desk) {
			held := d.Held("o2", "c1", 1)
			id := d.Sent("o1", "c1", 1)
			d.Record(id, refund.OutcomeFailed)
			d.Taken(id, resolving(retry))
			same(t, "begin", d.Begin(id).Result, refund.BeginSend)
			all := d.overSimulator(ledger.ProviderLegQuery{Period: d.around(time.Minute, time.Minute)})
			equal(t, "keys", all[id].Keys, []string{refund.ProviderKey(id, "1", 1), refund.ProviderKey(id, "1", 2)})
			same(t, "counted at", all[id].CountedAt(), d.Clock.Now())
			same(t, "moved", all[id].MovedMinor(), 0)
			if _, read := all[held]; read {
				t.Error("a leg that was never sent is read")
			}
		},
		"an account's legs are those of payments that name it, and the others those of no account with credentials": func(t *testing.T, d *Desk) {
			c := Request("o1", "c1", 1)
			c.Order.Payments[0].ProviderAccount = "eu"
			d.Propose(c, Units(1))
			d.Begin(c.ID())
			d.Sent("o2", "c1", 1)
			now := d.around(time.Minute, time.Minute)
			for _, row := range []struct {
				name, account string
				except        []string
				want          int
			}{{"the account", "eu", nil, 1}, {"another", "us", nil, 0}, {"all others", "", []string{"eu", "us"}, 1}, {"all", "", nil, 2}} {
				same(t, row.name, len(d.overSimulator(ledger.ProviderLegQuery{Account: row.account, Except: row.except, Period: now})), row.want)
			}
			accounts, err := d.Store.ProviderAccounts(d.ctx)
			d.no(err)
			equal(t, "accounts", accounts, []ledger.ProviderAccount{{Provider: "simulator"}, {Provider: "simulator", Account: "eu"}})
		},
		"refunds made elsewhere are read by when they were first heard of, and by the provider's ids": func(t *testing.T, d *Desk) {
			d.Held("o1", "c1", 1)
			d.Outside("o1", "re_1", 6000)
			at := d.around(time.Minute, time.Minute)
			d.Clock.Advance(time.Hour)
			for _, row := range []struct {
				name string
				q    ledger.ProviderLegQuery
				ids  []string
				want int
			}{
				{"then", ledger.ProviderLegQuery{Period: at}, nil, 1},
				{"then and by its id", ledger.ProviderLegQuery{Period: at}, []string{"re_1"}, 1},
				{"by its id", ledger.ProviderLegQuery{Period: d.around(time.Minute, time.Minute)}, []string{"re_0", "re_1"}, 1},
				{"of another account", ledger.ProviderLegQuery{Account: "eu", Period: at}, []string{"re_1"}, 0},
				{"later", ledger.ProviderLegQuery{Period: d.around(time.Minute, time.Minute)}, nil, 0},
			} {
				row.q.Provider = "simulator"
				got, err := d.Store.OutsideOfAccount(d.ctx, row.q, row.ids)
				d.no(err)
				same(t, row.name, len(got), row.want)
			}
		},
		"an error of the visitor ends the reading": func(t *testing.T, d *Desk) {
			d.Sent("o1", "c1", 1)
			err := d.Store.EachProviderLeg(d.ctx, ledger.ProviderLegQuery{Provider: "simulator", Period: d.around(time.Minute, time.Minute)},
				func(ledger.ProviderLeg) error { return errStopped })
			if !errors.Is(err, errStopped) {
				t.Errorf("got %v", err)
			}
		},
		"a run is kept as it was, and a scheduled one once for its account and period": func(t *testing.T, d *Desk) {
			kept, first, err := d.Store.KeepReconciliation(d.ctx, d.aRun(ledger.ReconcileScheduled))
			d.no(err)
			same(t, "first", first, true)
			same(t, "id", kept.ID, "simulator/2026-11-20")
			read, err := d.Store.Reconciliation(d.ctx, kept.ID)
			d.no(err)
			equal(t, "read", read, kept)
			d.Clock.Advance(time.Hour)
			again, first, err := d.Store.KeepReconciliation(d.ctx, d.aRun(ledger.ReconcileScheduled))
			d.no(err)
			same(t, "first again", first, false)
			equal(t, "the same", again, kept)
			person, first, err := d.Store.KeepReconciliation(d.ctx, d.aRun(ledger.ReconcileByPerson))
			d.no(err)
			same(t, "a person's is one of its own", first, true)
			same(t, "its id", person.ID, "simulator/2026-11-20#2")
			all, err := d.Store.Reconciliations(d.ctx, ledger.ReconciliationFilter{Provider: "simulator"})
			d.no(err)
			same(t, "runs", len(all), 2)
			same(t, "without items", len(all[0].Items), 0)
			last, err := d.Store.LastReconciliations(d.ctx, kept.From)
			d.no(err)
			same(t, "last of each period", len(last), 1)
			same(t, "last", last[0].ID, person.ID)
			none, err := d.Store.LastReconciliations(d.ctx, kept.From.Add(time.Second))
			d.no(err)
			same(t, "of later periods", len(none), 0)
			same(t, "open", last[0].OpenCount(), 1)
		},
		"a run that is not known is not found, and one without a period is refused": func(t *testing.T, d *Desk) {
			_, err := d.Store.Reconciliation(d.ctx, "simulator/2026-11-20")
			if !errors.Is(err, ledger.ErrNotFound) {
				t.Errorf("got %v", err)
			}
			_, _, err = d.Store.KeepReconciliation(d.ctx, ledger.Reconciliation{Provider: "simulator"})
			broken(t, err)
		},
	}
}
