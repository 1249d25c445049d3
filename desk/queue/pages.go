package queue

import (
	"context"
	"embed"
	"errors"
	"net/http"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

//go:embed templates/*.html
var templates embed.FS

// Service is what the pages ask (support.Service).
type Service interface {
	Queue(context.Context, api.Call, support.QueueRequest) (support.QueuePage, error)
	Search(context.Context, api.Call, string) ([]support.QueueRow, error)
	Views(context.Context, api.Call) ([]support.View, error)
	Counts(context.Context, api.Call, []support.View) ([]support.View, error)
	QueueMark(context.Context) (ledger.QueueMark, error)
	Colleagues(context.Context, api.Call) ([]refund.Person, error)
	Worker
	Absences
}

// Worker is how people share the work.
type Worker interface {
	Claim(context.Context, api.Call, refund.ID) (support.Claimed, error)
	Release(context.Context, api.Call, refund.ID) error
	Next(context.Context, api.Call, support.NextRequest) (refund.ID, error)
	SaveView(context.Context, api.Call, support.SaveViewRequest) error
	DropView(ctx context.Context, call api.Call, name string) error
	BulkAssign(context.Context, api.Call, support.BulkAssignRequest) ([]support.BulkResult, error)
	BulkAsk(context.Context, api.Call, support.BulkAskRequest) ([]support.BulkResult, error)
}

// Absences is who is away.
type Absences interface {
	Away(context.Context, api.Call) ([]ledger.Absence, error)
	SetAway(context.Context, api.Call, support.AwayRequest) error
	EndAway(context.Context, api.Call, refund.Person) error
	Handover(context.Context, api.Call, support.HandoverRequest) ([]support.BulkResult, bool, error)
}

// Pages are the queue's.
type Pages struct {
	kit     *web.Kit
	set     *web.Set
	service Service
	hub     *hub
}

// New makes the pages.
func New(kit *web.Kit, service Service) (*Pages, error) {
	if kit == nil || service == nil {
		return nil, errors.New("desk: the queue needs a kit and a service")
	}
	set, err := kit.Pages(templates, web.Staff)
	if err != nil {
		return nil, err
	}
	return &Pages{kit: kit, set: set, service: service, hub: newHub(service.QueueMark)}, nil
}

// Close ends the live pages, so that the server can end.
func (p *Pages) Close() { p.hub.close() }

// Routes adds the pages to a mux.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /queue", p.queue)
	mux.HandleFunc("GET /queue/search", p.search)
	mux.HandleFunc("GET /queue/live", p.live)
	mux.HandleFunc("GET /queue/next", p.peek)
	mux.HandleFunc("POST /queue/next", p.next)
	mux.HandleFunc("POST /queue/claim", p.claim)
	mux.HandleFunc("POST /queue/release", p.release)
	mux.HandleFunc("POST /queue/assign", p.assign)
	mux.HandleFunc("POST /queue/ask", p.ask)
	mux.HandleFunc("POST /queue/views", p.saveView)
	mux.HandleFunc("POST /queue/views/drop", p.dropView)
	mux.HandleFunc("GET /queue/away", p.away)
	mux.HandleFunc("POST /queue/away", p.setAway)
	mux.HandleFunc("POST /queue/away/end", p.endAway)
	mux.HandleFunc("POST /queue/handover", p.handover)
}
