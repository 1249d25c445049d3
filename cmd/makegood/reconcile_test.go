package main

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/reconcile"
	"github.com/makegood/makegood/refund"
)

// aList is a provider's list that a test writes.
type aList []payment.Listed

func (a aList) List(_ context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		for _, l := range a {
			if q.Asks(l) && !yield(l, nil) {
				return
			}
		}
	}
}

// reconciledShop is a shell whose ledger has the reconciliation of a day: a refund that is as it should be, one of another
// amount, one that is not listed, one that the provider has paid and the books did not know of, one in another
// currency, one whose money moved twice, and two that were made elsewhere.
func reconciledShop(t *testing.T) *shell {
	return booked(t, func(d *ledgertest.Desk) {
		var list aList
		listed := func(order string, change func(*payment.Listed)) {
			l := payment.Listed{
				ProviderRefundID: "re_" + order, FactID: "evt_" + order, Reference: "ch_" + order, AmountMinor: 11300, Currency: "CNY", Key: firstKeyOf(order),
				Outcome: refund.Outcome{Kind: refund.OutcomeSettled}, CreatedAt: at,
			}
			if change != nil {
				change(&l)
			}
			list = append(list, l)
		}
		for _, order := range []string{"1001", "1002", "1003", "1005", "1006"} {
			d.Paid(order, "c-1", 1)
		}
		d.Sent("1004", "c-1", 1)
		listed("1001", nil)
		listed("1002", func(l *payment.Listed) { l.AmountMinor = 9000 })
		listed("1004", nil)
		listed("1005", func(l *payment.Listed) {
			l.Outcome.Settlement = &refund.Settlement{AmountMinor: 1612, Currency: "USD"}
			l.FeeMinor, l.FeeCurrency = 30, "USD"
		})
		listed("1006", nil)
		listed("1006", func(l *payment.Listed) { l.ProviderRefundID, l.FactID = "re_1006b", "evt_1006b" })
		listed("1001", func(l *payment.Listed) {
			l.Key, l.ProviderRefundID, l.FactID, l.AmountMinor = "", "re_dashboard", "evt_dashboard", 6000
		})
		listed("9999", func(l *payment.Listed) { l.Key = "" })
		now := at.AddDate(0, 0, 1)
		runner := reconcile.Runner{Books: d.Store, Now: func() time.Time { return now },
			Tell: func(context.Context, refund.FactBooked, refund.ProviderFact) error { return nil }}
		_, err := runner.Run(t.Context(), reconcile.Account{
			Provider: "simulator", List: list, Terms: payment.Terms{CallTimeout: 10 * time.Second, SettlingDelay: 10 * time.Minute},
		}, reconcile.Request{Period: ledger.Period{From: at.Truncate(24 * time.Hour), To: at.Truncate(24*time.Hour).AddDate(0, 0, 1)}, Origin: ledger.ReconcileByPerson})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func firstKeyOf(order string) string {
	return refund.ProviderKey(refund.ID("refund/m1/"+order+"/c-1"), "1", 1)
}

func TestAReconciliationIsShownAsTableCSVAndJSON(t *testing.T) {
	s := reconciledShop(t)
	for file, args := range map[string][]string{
		"reconcile.txt": {"show", "simulator/2026-11-21"}, "reconcile.csv": {"show", "simulator/2026-11-21", "--csv"},
		"reconcile.json": {"show", "simulator/2026-11-21", "--json"}, "reconcile-list.txt": {"show"},
	} {
		status, out, problems := s.run(t, append([]string{"reconcile"}, args...)...)
		if status != 0 {
			t.Errorf("%v: status %d, %s", args, status, problems)
			continue
		}
		golden(t, file, out)
	}
	s.refuses(t, refund.CodeNotFound, "reconcile", "show", "simulator/2026-11-22")
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "reconciliation.md"))
	example, fault := os.ReadFile(filepath.Join("testdata", "reconcile.txt"))
	if err != nil || fault != nil || !strings.Contains(string(page), string(example)) {
		t.Errorf("docs/reconciliation.md does not have the report of testdata/reconcile.txt as it is (%v, %v)", err, fault)
	}
}

func TestTheExitStatusOfAReconciliation(t *testing.T) {
	clean := ledger.Reconciliation{Provider: "stripe", Counts: []ledger.ReconcileCount{{Kind: ledger.ReconcileFee, Count: 1}}}
	differs := ledger.Reconciliation{Provider: "stripe", Counts: []ledger.ReconcileCount{{Kind: ledger.ReconcileMissing, Count: 1, Open: 1}}}
	unlisted := []app.NotReconciled{{Provider: "adyen", Why: "the provider has no list of refunds that can be read"}}
	for name, row := range map[string]struct {
		done app.Reconciled
		want int
	}{
		"nothing stays":                      {app.Reconciled{Runs: []ledger.Reconciliation{clean}}, 0},
		"differences stay":                   {app.Reconciled{Runs: []ledger.Reconciliation{clean, differs}}, statusFailed},
		"an account has no list":             {app.Reconciled{Runs: []ledger.Reconciliation{clean}, NotDone: unlisted}, statusUsage},
		"no list, and differences elsewhere": {app.Reconciled{Runs: []ledger.Reconciliation{differs}, NotDone: unlisted}, statusUsage},
	} {
		s := newShell(t)
		status := 0
		if err := s.cli.writeReconciled(row.done, false); err != nil {
			status = s.cli.fail(err)
		}
		if status != row.want {
			t.Errorf("%s: status %d, want %d", name, status, row.want)
		}
		if told := strings.Contains(s.err.String(), "adyen was not reconciled: the provider has no list"); told != (len(row.done.NotDone) > 0) {
			t.Errorf("%s: said %q", name, s.err.String())
		}
	}
}

func TestWhatCannotBeReconciledIsNamed(t *testing.T) {
	s := booked(t, func(d *ledgertest.Desk) {
		c := ledgertest.Request("1001", "c-1", 1)
		c.Order.Payments[0].Provider = "wallet"
		d.Propose(c, ledgertest.Units(1))
	})
	status, _, problems := s.run(t, "reconcile", "--dry-run")
	if status != statusUsage || !strings.Contains(problems, "wallet was not reconciled: nobody has credentials for it") {
		t.Errorf("status %d: %s", status, problems)
	}
	s.refuses(t, codeUsage, "reconcile", "--dry-run", "--provider", "paypal")
	s.refuses(t, codeUsage, "reconcile", "--to", "2026-11-20")
	s.refuses(t, codeUsage, "reconcile", "--from", "2026-11-20", "--to", "2026-11-20")
	s.refuses(t, codeUsage, "reconcile", "--account", "eu")
	s.refuses(t, codeNotReconciled, "reconcile") // Temporal is away, and nobody could be told of a fact
	s.says(t, "nothing was reconciled yet", "reconcile", "show")
}
