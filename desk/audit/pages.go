package audit

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

//go:embed templates/*
var files embed.FS

// Service is what the pages ask: support.Auditing.
type Service interface {
	Roles(ctx context.Context, call api.Call, in support.RolesRequest) (support.RoleLog, error)
	Duties(ctx context.Context, call api.Call, period ledger.Period) (support.DutyReport, error)
	Trail(ctx context.Context, call api.Call, in ledger.TrailFilter) (ledger.TrailPage, error)
	DrawSample(ctx context.Context, call api.Call, in ledger.SampleTerms) (ledger.Sample, error)
	Samples(ctx context.Context, call api.Call) ([]ledger.Sample, error)
	Sample(ctx context.Context, call api.Call, id string) (ledger.Sample, error)
	CaseFile(ctx context.Context, call api.Call, id refund.ID) (support.CaseFile, error)
	Conclude(ctx context.Context, call api.Call, in support.ConcludeRequest) error
	Export(ctx context.Context, call api.Call, in support.ExportRequest) (support.Exported, error)
	Exports(ctx context.Context, call api.Call) ([]ledger.AuditExport, error)
	ExportKey(ctx context.Context, call api.Call) (refund.AttestationKey, []byte, error)
}

var _ Service = (*support.Auditing)(nil)

// Pages are the pages of auditing.
type Pages struct {
	kit     *web.Kit
	set     *web.Set
	service Service
}

// New reads the templates; its error is a bug of one, or a missing service.
func New(kit *web.Kit, service Service) (*Pages, error) {
	if kit == nil || service == nil {
		return nil, errors.New("desk/audit: a kit and a service are needed")
	}
	set, err := kit.Pages(files, web.Staff)
	return &Pages{kit: kit, set: set, service: service}, err
}

// Routes adds the pages.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /audit", p.samples)
	mux.HandleFunc("GET /audit/{$}", p.samples)
	mux.HandleFunc("GET /audit/samples", p.samples)
	mux.HandleFunc("POST /audit/samples", p.drawSample)
	mux.HandleFunc("GET /audit/samples/{sample}", p.sample)
	mux.HandleFunc("GET /audit/samples/{sample}/refunds/{merchant}/{order}/{request}", p.caseFile)
	mux.HandleFunc("POST /audit/samples/{sample}/refunds/{merchant}/{order}/{request}", p.conclude)
	mux.HandleFunc("GET /audit/refunds/{merchant}/{order}/{request}", p.caseFile)
	mux.HandleFunc("GET /audit/duties", p.duties)
	mux.HandleFunc("GET /audit/roles", p.roles)
	mux.HandleFunc("GET /audit/trail", p.trail)
	mux.HandleFunc("GET /audit/exports", p.exports)
	mux.HandleFunc("POST /audit/exports", p.export)
}

// formBytesMax bounds a form.
const formBytesMax = 64 << 10

// form reads a form that was sent; false: it was answered with an error.
func (p *Pages) form(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	if err := r.ParseForm(); err != nil {
		p.set.Fail(w, r, refund.Problem{Code: refund.CodeTooLarge, Detail: "the form cannot be read, or is larger than a form is"})
		return false
	}
	return true
}

// refundOf is the refund that an address names.
func refundOf(r *http.Request) refund.ID {
	return refund.Key{
		Merchant: refund.MerchantID(r.PathValue("merchant")), Order: refund.OrderID(r.PathValue("order")), Request: refund.RequestID(r.PathValue("request")),
	}.ID()
}

// show shows a page, or an error.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, name string, data any, err error) {
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Show(w, r, http.StatusOK, name, web.View{Title: "desk.audit." + name + ".title", Data: data})
}
