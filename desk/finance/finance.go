package finance

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// financeView is the overview of finance.
type financeView struct {
	page
	support.Finance
	Waits                                 []fundWaitView
	Asked                                 []writeOffView
	MoreWaits, MoreWriteOffs, MorePeriods string
}

type fundWaitView struct {
	ledger.FundWait
	Case link
}

// writeOffView is a write-off with the command by which a second person agrees to it.
type writeOffView struct {
	support.WriteOffAsked
	Command string
}

// agreeing is that command, in words that are safe to copy into a shell.
func agreeing(asked support.WriteOffAsked) string {
	command := "makegood write-off " + foreign.ShellWord(asked.ID) + " --provider " + foreign.ShellWord(asked.Payment.Provider)
	if asked.Payment.Account != "" {
		command += " --account " + foreign.ShellWord(asked.Payment.Account)
	}
	return command + " --reference " + foreign.ShellWord(asked.Payment.Reference) + " --amount " +
		foreign.ShellWord(refund.FormatAmount(asked.Amount.Minor, asked.Amount.Currency)) + " --by NAME --note WHY"
}

func (p *Pages) finance(w http.ResponseWriter, r *http.Request) {
	out, err := p.office.Finance(r.Context(), web.Call(r), asked(r))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := financeView{
		page: financeTabs(r), Finance: out, MoreWaits: moreOf(r, out.FundWaits.Value.More), MoreWriteOffs: moreOf(r, out.WriteOffs.Value.More),
		MorePeriods: moreOf(r, out.Periods.Value.More),
	}
	for _, one := range out.WriteOffs.Value.Rows {
		view.Asked = append(view.Asked, writeOffView{one, agreeing(one)})
	}
	for _, one := range out.FundWaits.Value.Rows {
		view.Waits = append(view.Waits, fundWaitView{one, refundLink(one.Refund)})
	}
	p.set.Show(w, r, http.StatusOK, "finance", web.View{Title: "desk.finance.finance", Data: view})
}

// trialView is a trial balance.
type trialView struct {
	page
	support.Part[support.Trial]
	From, To, Merchant string
	Lines              []trialLine
	Sums               []trialSum
}

// trialLine is a line with its amounts written.
type trialLine struct {
	Account                         string
	Opening, Debit, Credit, Balance string
}

type trialSum struct {
	Asset         string
	Debit, Credit string
	Zero          bool
}

func (p *Pages) trial(w http.ResponseWriter, r *http.Request) {
	from, to, err := daysIn(r)
	merchant := strings.TrimSpace(r.URL.Query().Get("merchant"))
	var part support.Part[support.Trial]
	if err == nil {
		part, err = p.office.TrialBalance(r.Context(), web.Call(r), support.TrialQuery{From: from, To: to, Merchant: refund.MerchantID(merchant)})
	}
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := trialView{page: financeTabs(r), Part: part, From: dayText(from), To: dayText(to), Merchant: merchant}
	for _, l := range part.Value.Lines {
		view.Lines = append(view.Lines, trialLine{
			l.Account, refund.FormatAsset(l.OpeningMinor, l.Asset), refund.FormatAsset(l.DebitMinor, l.Asset), refund.FormatAsset(l.CreditMinor, l.Asset),
			refund.FormatAsset(l.BalanceMinor, l.Asset),
		})
	}
	for _, s := range part.Value.Sums {
		view.Sums = append(view.Sums, trialSum{s.Asset, refund.FormatAsset(s.DebitMinor, s.Asset), refund.FormatAsset(s.CreditMinor, s.Asset), s.Zero()})
	}
	p.set.Show(w, r, http.StatusOK, "trial", web.View{Title: "desk.finance.trial", Data: view})
}

// openView is what an account consists of.
type openView struct {
	page
	support.Part[ledger.OpenItems]
	Intro string
	Ages  []ageView
	Items []itemView
	More  string
}

type ageView struct {
	Merchant refund.MerchantID
	Age      ledger.Age
	Count    int64
	Amount   string
}

type itemView struct {
	ledger.OpenItem
	Case   link
	Amount string
}

// openAccounts are the accounts by their pages' names.
var openAccounts = map[string]ledger.OpenAccount{"payables": ledger.OpenPayable, "suspense": ledger.OpenSuspense, "receivables": ledger.OpenReceivable}

func (p *Pages) openItems(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("account")
	account, ok := openAccounts[name]
	if !ok {
		p.set.Fail(w, r, refund.Problem{Code: api.CodeUnknownMethod, Detail: "there is no such account of open items"})
		return
	}
	part, err := p.office.OpenItems(r.Context(), web.Call(r), support.OpenItemsQuery{Account: account, RowsMax: asked(r).RowsMax})
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := openView{page: financeTabs(r), Part: part, Intro: "desk.finance." + name + ".intro", More: moreOf(r, part.Value.LeftOffCount > 0)}
	for _, a := range part.Value.Ages {
		view.Ages = append(view.Ages, ageView{a.Merchant, a.Age, a.Count, refund.FormatAsset(a.AmountMinor, a.Asset)})
	}
	for _, i := range part.Value.Items {
		refundID, _, _ := strings.Cut(i.Item, "#")
		view.Items = append(view.Items, itemView{i, link{i.Item, caseOf(refundID)}, refund.FormatAsset(i.AmountMinor, i.Asset)})
	}
	p.set.Show(w, r, http.StatusOK, "open_items", web.View{Title: "desk.finance." + name, Data: view})
}

// daysAsked is how many days a forecast is asked for; 0: the usual number.
func daysAsked(r *http.Request) int {
	days, err := strconv.Atoi(r.URL.Query().Get("days"))
	if err != nil {
		return 0
	}
	return days
}
