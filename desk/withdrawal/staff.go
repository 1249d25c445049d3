package withdrawal

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

//go:embed staff/templates/*.html
var staffTemplates embed.FS

// StaffService is what staff's pages ask: api/withdrawal's.
type StaffService interface {
	List(ctx context.Context, call api.Call, filter ledger.StatementFilter) ([]withdrawal.Listed, error)
	Show(ctx context.Context, call api.Call, id ledger.StatementID) (withdrawal.Shown, error)
	Act(ctx context.Context, call api.Call, in withdrawal.StaffAct) error
}

// StaffPages are staff's pages: what waits for them, and one statement with what they may do about it.
type StaffPages struct {
	set     *web.Set
	service StaffService
}

// NewStaff reads the templates.
func NewStaff(kit *web.Kit, service StaffService) (*StaffPages, error) {
	if service == nil {
		return nil, errors.New("desk: the list of withdrawals needs its service")
	}
	files, err := fs.Sub(staffTemplates, "staff")
	if err != nil {
		return nil, err
	}
	set, err := kit.Pages(files, web.Staff)
	return &StaffPages{set: set, service: service}, err
}

// PathStaff is the list of what waits.
const PathStaff = "/withdrawals"

// Routes mounts the pages.
func (p *StaffPages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+PathStaff, p.list)
	mux.HandleFunc("GET "+PathStaff+"/{id}", p.one)
	mux.HandleFunc("POST "+PathStaff+"/{id}/{act}", p.act)
}

type listView struct {
	All  bool
	Rows []withdrawal.Listed
}

func (p *StaffPages) list(w http.ResponseWriter, r *http.Request) {
	all := r.URL.Query().Get("all") == "yes"
	rows, err := p.service.List(r.Context(), web.Call(r), ledger.StatementFilter{NeedsPerson: !all, Merchant: refund.MerchantID(r.URL.Query().Get("merchant"))})
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Show(w, r, http.StatusOK, "list", web.View{Title: "withdraw.staff.title", Data: listView{All: all, Rows: rows}})
}

type oneView struct {
	withdrawal.Shown
	// Match, Answer, Acknowledge and Erase: the act may be tried.
	MayMatch, MayAnswer, MayAcknowledge, MayErase bool
	Again                                         bool
}

func (p *StaffPages) one(w http.ResponseWriter, r *http.Request) {
	shown, err := p.service.Show(r.Context(), web.Call(r), ledger.StatementID(r.PathValue("id")))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	waits := shown.Match == ledger.MatchWaiting || shown.Start == ledger.StartRefused
	acknowledged := shown.Acknowledged == ledger.AckSent
	p.set.Show(w, r, http.StatusOK, "one", web.View{Title: "withdraw.staff.one", Data: oneView{
		Shown: shown, MayMatch: waits, MayAnswer: waits, MayAcknowledge: !acknowledged,
		MayErase: acknowledged && !shown.Erased && (shown.Match == ledger.MatchAnswered || shown.Start == ledger.StartStarted), Again: shown.First != shown.ID,
	}})
}

// acts are the acts by their place in an address, and what is said once they are done.
var acts = map[string]ledger.StatementVerb{
	"match": ledger.StatementMatch, "answer": ledger.StatementAnswer, "acknowledge": ledger.StatementAcknowledge, "erase": ledger.StatementErase,
}

func (p *StaffPages) act(w http.ResponseWriter, r *http.Request) {
	verb, known := acts[r.PathValue("act")]
	r.Body = http.MaxBytesReader(w, r.Body, bodyBytesMax)
	if err := r.ParseForm(); err != nil || !known {
		p.set.Fail(w, r, refund.Problem{Code: refund.CodeMalformed, Detail: "the form cannot be read"})
		return
	}
	id := r.PathValue("id")
	in := withdrawal.StaffAct{ID: ledger.StatementID(id), Verb: verb, Order: refund.OrderID(strings.TrimSpace(r.PostForm.Get("order"))), Note: r.PostForm.Get("note")}
	for _, line := range r.PostForm["line"] {
		quantity, err := strconv.ParseInt(r.PostForm.Get("quantity."+line), 10, 64)
		if err != nil {
			p.set.Fail(w, r, refund.Problem{Code: refund.CodeMalformed, Detail: "the quantity of line " + line + " is no number"})
			return
		}
		in.Lines = append(in.Lines, refund.CancelledLine{LineID: refund.LineID(line), Quantity: quantity})
	}
	if err := p.service.Act(r.Context(), web.Call(r), in); err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Done(w, r, PathStaff+"/"+id, "withdraw.done."+r.PathValue("act"))
}

// RefundPath is the page of the refund that a statement started.
func (v oneView) RefundPath() string {
	if _, err := v.Refund.Key(); err != nil {
		return PathStaff
	}
	return web.CasePath(v.Refund)
}
