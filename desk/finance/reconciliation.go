package finance

import (
	"net/http"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// runsView is the list of reconciliations.
type runsView struct {
	page
	support.Part[support.Rows[ledger.Reconciliation]]
	Runs []runRow
	More string
}

type runRow struct {
	ledger.Reconciliation
	Open    int64
	TiesOut bool
}

func (p *Pages) reconciliations(w http.ResponseWriter, r *http.Request) {
	part, err := p.office.Reconciliations(r.Context(), web.Call(r), asked(r))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := runsView{page: financeTabs(r), Part: part, More: moreOf(r, part.Value.More)}
	for _, run := range part.Value.Rows {
		view.Runs = append(view.Runs, runRow{run, run.OpenCount(), tiesOut(run)})
	}
	p.set.Show(w, r, http.StatusOK, "reconciliations", web.View{Title: "desk.finance.reconciliation", Data: view})
}

// tiesOut reports whether the items explain the difference of every sum.
func tiesOut(run ledger.Reconciliation) bool {
	for _, sum := range run.Sums {
		if sum.DifferenceMinor != sum.ItemsMinor {
			return false
		}
	}
	return true
}

// runView is one reconciliation.
type runView struct {
	page
	Run     ledger.Reconciliation
	Open    int64
	TiesOut bool
	Items   []itemRow
	More    string
	Runbook string
}

type itemRow struct {
	ledger.ReconcileItem
	Case            link
	Books, Provider string
}

func (p *Pages) reconciliation(w http.ResponseWriter, r *http.Request) {
	run, more, err := p.office.Reconciliation(r.Context(), web.Call(r), r.URL.Query().Get("id"), asked(r))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := runView{
		page: financeTabs(r), Run: run, Open: run.OpenCount(), TiesOut: tiesOut(run), More: moreOf(r, more),
		Runbook: runbookPath(support.RunbookOf("RECONCILE_DIFFERENCES")),
	}
	for _, item := range run.Items {
		view.Items = append(view.Items, itemRow{item, refundLink(item.Refund), sideOf(item.Books), sideOf(item.Provider)})
	}
	p.set.Show(w, r, http.StatusOK, "reconciliation", web.View{Title: "desk.finance.run", Inputs: []any{"id", run.ID}, Data: view})
}

// sideOf is what one side says of a refund: an amount and a state; "" where it does not have the refund.
func sideOf(s ledger.ReconcileSide) string {
	if s.Currency == "" {
		return ""
	}
	text := refund.FormatAmount(s.AmountMinor, s.Currency)
	if s.State != "" {
		text += ", " + s.State
	}
	return text
}
