// Package finance has the desk's pages of makegood as a whole: operations (what is parked, stopped, stuck, not told, refused),
// finance (budgets, funds, the books, reconciliation), reports with plots, and the policy.
//
// On the path: package desk mounts the routes; each page asks support.Office, which says what there is and who may see it.
// Nothing is decided here. A part of a page that cannot be read says so, and the others stand.
package finance

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/report/liquidity"
)

//go:embed templates/*.html
var templates embed.FS

// Operations is what the pages of operations ask.
type Operations interface {
	Operations(context.Context, api.Call, support.OperationsQuery) (support.Operations, error)
	Letters(context.Context, api.Call, support.OperationsQuery) (support.Part[[]support.LetterTopic], error)
	Health(context.Context, api.Call) (support.Health, error)
	Runbook(context.Context, api.Call, string) (support.Runbook, error)
	SetStop(context.Context, api.Call, support.SetStopRequest) error
}

// Finance is what the pages of finance ask.
type Finance interface {
	Finance(context.Context, api.Call, support.OperationsQuery) (support.Finance, error)
	Liquidity(context.Context, api.Call, int) (support.Part[liquidity.Report], error)
	TrialBalance(context.Context, api.Call, support.TrialQuery) (support.Part[support.Trial], error)
	OpenItems(context.Context, api.Call, support.OpenItemsQuery) (support.Part[ledger.OpenItems], error)
	Reconciliations(context.Context, api.Call, support.OperationsQuery) (support.Part[support.Rows[ledger.Reconciliation]], error)
	Reconciliation(context.Context, api.Call, string, support.OperationsQuery) (run ledger.Reconciliation, more bool, err error)
}

// Policies is what the pages of the policy, and of what came of it, ask.
type Policies interface {
	Review(context.Context, api.Call, support.ReportQuery) (support.Review, error)
	Policies(context.Context, api.Call, support.OperationsQuery) (support.Policies, error)
	RenderPolicy(context.Context, api.Call, support.RenderQuery) (support.RenderedPolicy, error)
	DiffPolicies(context.Context, api.Call, support.DiffQuery) (support.Difference, error)
}

// Office is the service behind all of them; support.Office is one.
type Office interface {
	Operations
	Finance
	Policies
}

// Pages are the handlers.
type Pages struct {
	set    *web.Set
	office Office
	public string
}

// New makes the pages over the service. public is where customers' pages are, such as https://refunds.shop.example; empty: on
// this host.
func New(kit *web.Kit, office Office, public string) (*Pages, error) {
	if kit == nil || office == nil {
		return nil, errors.New("desk: the pages of finance need a kit and an office")
	}
	set, err := kit.Pages(templates, web.Staff)
	return &Pages{set: set, office: office, public: strings.TrimSuffix(public, "/")}, err
}

// Routes adds the pages to a mux.
func (p *Pages) Routes(mux *http.ServeMux) {
	for pattern, handler := range map[string]http.HandlerFunc{
		"GET /operations/{$}":             p.operations,
		"POST /operations/stops":          p.setStop,
		"GET /operations/dead-letters":    p.letters,
		"GET /operations/health":          p.health,
		"GET /operations/runbooks/{code}": p.runbook,
		"GET /finance/{$}":                p.finance,
		"GET /finance/liquidity":          p.liquidity,
		"GET /finance/trial-balance":      p.trial,
		"GET /finance/open/{account}":     p.openItems,
		"GET /finance/reconciliation":     p.reconciliations,
		"GET /finance/reconciliation/run": p.reconciliation,
		"GET /reports/{$}":                p.reports,
		"GET /policy/{$}":                 p.policies,
		"GET /policy/page":                p.policyPage,
		"GET /policy/diff":                p.policyDiff,
	} {
		mux.HandleFunc(pattern, handler)
	}
}
