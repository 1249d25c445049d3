package api_test

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/rest"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// bookTables are what a refusal leaves byte for byte: money, claims, legs and cases. The trail, the counts of refusals and the
// answers to ids may note it.
var bookTables = []string{
	"accounts", "postings", "entries", "payments", "captures", "claims", "legs", "refunds", "reservations", "kept_back", "offers", "orders",
	"order_lines", "order_payments", "order_caps", "order_versions", "outside_refunds", "outside_claims", "write_offs", "disputes", "messages",
}

// dumped is every row of those tables.
func dumped(t *testing.T, db *sql.DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, table := range bookTables {
		rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+table+" ORDER BY 1, 2, 3")
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&text, "%v\n", values)
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		out[table] = text.String()
	}
	return out
}

// judged are stories without workflows: the ledger judges each act, by what reviewers.yaml says of who acts.
type judged struct {
	store ledger.Store
	staff refund.Staff
}

func (j judged) View(ctx context.Context, id refund.ID) (refund.View, error) {
	now, err := j.store.Standing(ctx, id)
	return refund.View{Standing: now}, err
}

func (j judged) Act(ctx context.Context, id refund.ID, act refund.Act) (refund.Answer, error) {
	acted, err := j.store.CarryOut(ctx, refund.ActRequest{Refund: id, Act: act, Authority: j.staff.Authority(act.By())}, ledgertest.Refusing(refund.CodeNotSupported))
	return acted.Answer, err
}

// refusing is a service on real books, with refunds in several states, and what it was refused with.
type refusing struct {
	t       *testing.T
	service *api.Service
	store   ledger.Store
	db      *sql.DB
	before  map[string]string
	refunds []refund.ID
	// asked is a request that was decided.
	asked refund.Request
	// seen are the codes by the methods that answered them.
	seen map[api.Method]map[refund.Code]int
}

func newRefusing(t *testing.T) *refusing {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	clock := &ledgertest.Clock{}
	clock.Advance(time.Hour)
	store, err := sqlite.OpenOrCreate(t.Context(), path, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	d := ledgertest.At(t, store, clock)
	r := &refusing{t: t, store: store, seen: map[api.Method]map[refund.Code]int{}}
	r.refunds = []refund.ID{d.Waiting("o1", "lead"), d.Paid("o2", "c1", 1), d.Attention("o3"), d.Sent("o4", "c1", 1), "refund/m1/o9/c9"}
	d.Outside("o2", "re_1", 600)
	d.Outside("o2", "re_2", 600)
	said := ledger.Attribution{Provider: "simulator", Reference: "ch_o2", ProviderRefundID: "re_2", As: ledger.AttributedGoodwill, By: "ann", Note: "x"}
	if said.Authority = ledgertest.Anything("ann"); !d.Attribute(said).Accepted {
		t.Fatal("nothing was attributed")
	}
	r.asked = example(t, "whole")
	d.Decide(r.asked.Cancellation, ledgertest.Refusing(refund.CodeNotSupported))
	ports := newBench(t).Ports()
	staff := refund.Staff{Ranks: ledgertest.Ranks, Reviewers: []refund.Reviewer{{Name: "low", Roles: []refund.Role{"support"}}}}
	ports.Books, ports.Stories, ports.Intake = store, judged{store: store, staff: staff}, deciding{store}
	ports.Staff = func(context.Context) (refund.Staff, error) { return staff, nil }
	if r.service, err = api.New(ports); err != nil {
		t.Fatal(err)
	}
	if r.db, err = sql.Open("sqlite", path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.db.Close() })
	r.before = dumped(t, r.db)
	if r.before["legs"] == "" || r.before["entries"] == "" || r.before["outside_refunds"] == "" {
		t.Fatal("there are no books to leave alone")
	}
	return r
}

// deciding is the intake without a workflow: the ledger decides, by rules that have no answer.
type deciding struct{ store ledger.Store }

func (d deciding) Request(ctx context.Context, in refund.Request) (refund.Requested, error) {
	out, err := d.store.DecideRefund(ctx, refund.Decide{Cancellation: in.Cancellation, Digest: in.Digest, RunID: "run"}, ledgertest.Refusing(refund.CodeNotSupported))
	return refund.Requested{Version: out.Standing.Version, Conflict: out.Result == refund.DecidedConflict}, err
}

// leftAlone fails unless the books are byte for byte what they were.
func (r *refusing) leftAlone(what string) {
	r.t.Helper()
	after := dumped(r.t, r.db)
	for _, table := range bookTables {
		if after[table] != r.before[table] {
			r.t.Fatalf("%s changed %s", what, table)
		}
	}
}

// refuse makes a call that has to be refused.
func (r *refusing) refuse(what string, m api.Method, call func() error) {
	r.t.Helper()
	code := codeOf(call())
	if code == "" || code == api.CodeFault {
		r.t.Errorf("%s: %q", what, code)
	}
	if r.seen[m] == nil {
		r.seen[m] = map[refund.Code]int{}
	}
	r.seen[m][code]++
	r.leftAlone(fmt.Sprintf("%s (%s)", what, code))
}

// TestEveryRefusalLeavesTheBooksByteForByte: whatever is asked of a refund in any state, by people who may not, in words
// that do not fit, or at the wrong time. Every pair of a method and a code that the table has is answered at least once,
// and no other pair is.
func TestEveryRefusalLeavesTheBooksByteForByte(t *testing.T) {
	r := newRefusing(t)
	r.inEveryState()
	r.byEveryCall()
	r.ofOtherMethods()
	for _, m := range api.Methods() {
		for _, code := range answers[m] {
			if r.seen[m][code] == 0 {
				t.Errorf("no case has %s answered with %s", m, code)
			}
		}
		for code, times := range r.seen[m] {
			if !slices.Contains(answers[m], code) {
				t.Errorf("%s answers %s %d times: it has no row", m, code, times)
			}
		}
	}
}

// inEveryState is everything that people may not do about refunds in several states.
func (r *refusing) inEveryState() {
	for _, id := range r.refunds {
		for _, name := range []refund.Person{"low", "stranger", "customer:42"} {
			for method, acts := range badActs(id, name == "low") {
				for n, act := range acts {
					what := fmt.Sprintf("%s %d of %s by %s", method, n, id, name)
					r.refuse(what, method, func() error {
						_, err := act(r.t.Context(), r.service, api.Call{Subject: api.Person(name), Key: what})
						return err
					})
				}
			}
		}
	}
}

// byEveryCall are calls that no act is done by: of nobody, for nobody, under a key or on a view that is not its own.
func (r *refusing) byEveryCall() {
	ann := api.Person("low")
	for what, c := range map[string]struct {
		call api.Call
		id   refund.ID
	}{
		"by nobody":            {api.Call{Key: "k-1"}, r.refunds[0]},
		"without a scope":      {api.Call{Subject: api.Subject{Name: "shop", Kind: api.Machine, Verified: api.ByKey}, Key: "k-1"}, r.refunds[0]},
		"of an id":             {api.Call{Subject: ann, Key: "k-1"}, "m/o/r"},
		"on a stale view":      {api.Call{Subject: ann, Key: "k-2", ExpectedVersion: 1}, r.refunds[0]},
		"under a request's id": {api.Call{Subject: ann, Key: "c1"}, r.refunds[0]},
		"without a key":        {api.Call{Subject: ann}, r.refunds[0]},
	} {
		for method, act := range wholeActs(c.id) {
			if !needsKeyOnly(method) && c.call.Key == "" {
				continue // it is refused for something else, which inEveryState has
			}
			r.refuse(string(method)+" "+what, method, func() error {
				_, err := act(r.t.Context(), r.service, c.call)
				return err
			})
		}
	}
}

// needsKeyOnly: the ledger keeps the method's calls under their keys, so that one without is refused by the service itself.
func needsKeyOnly(m api.Method) bool {
	return slices.Contains([]api.Method{api.MethodDecide, api.MethodAsk, api.MethodInspect, api.MethodAppeal, api.MethodResolve, api.MethodClear}, m)
}

// ofOtherMethods are calls of the methods that are no act on a refund.
func (r *refusing) ofOtherMethods() {
	ctx, low := r.t.Context(), api.Call{Subject: api.Person("low"), Key: "k-1"}
	all := apitest.Shop(api.Scopes()...)
	request := func(c api.Call, change func(*refund.Cancellation)) func() error {
		in := r.asked.Cancellation
		change(&in)
		return func() error {
			_, err := r.service.RequestRefund(ctx, c, api.RequestRefundRequest{Cancellation: in})
			return err
		}
	}
	list := func(in api.ListRefundsRequest) func() error {
		return func() error { _, err := r.service.ListRefunds(ctx, low, in); return err }
	}
	get := func(id refund.ID) func() error {
		return func() error { _, err := r.service.GetRefund(ctx, low, api.GetRefundRequest{ID: id}); return err }
	}
	attribute := func(in api.AttributeRequest) func() error {
		in.Provider, in.Reference = "simulator", cmp.Or(in.Reference, "ch_o2")
		return func() error { _, err := r.service.Attribute(ctx, low, in); return err }
	}
	line := func(minor int64) []ledger.AttributedLine {
		return []ledger.AttributedLine{{LineID: "1", Quantity: 1, AmountMinor: minor}}
	}
	keyless := all
	keyless.Key = ""
	for what, c := range map[string]struct {
		method api.Method
		call   func() error
	}{
		"a request in another's name": {api.MethodRequestRefund, request(api.Call{Subject: api.Person("low"), Key: string(r.asked.Cancellation.Request)}, func(c *refund.Cancellation) { c.RequestedBy = "ann" })},
		"a request under no key":      {api.MethodRequestRefund, request(keyless, func(c *refund.Cancellation) { c.Request = "" })},
		"a request under two keys":    {api.MethodRequestRefund, request(all, func(c *refund.Cancellation) {})},
		"a request with another body": {api.MethodRequestRefund, request(keyless, func(c *refund.Cancellation) { c.Reason = refund.ReasonDamaged })},
		"a request in no currency":    {api.MethodRequestRefund, request(keyless, func(c *refund.Cancellation) { c.Order.Currency = "XYZ" })},
		"a request that is to come":   {api.MethodRequestRefund, request(keyless, func(c *refund.Cancellation) { c.OccurredAt = at.AddDate(10, 0, 0) })},
		"no page":                     {api.MethodListRefunds, list(api.ListRefundsRequest{Limit: -1})},
		"no cursor":                   {api.MethodListRefunds, list(api.ListRefundsRequest{Cursor: "x"})},
		"no refund":                   {api.MethodGetRefund, get("refund/m1/o9/c9")},
		"no id":                       {api.MethodGetRefund, get("m/o/r")},
		"too many previews": {api.MethodPreviewRefund, func() error {
			_, err := r.service.PreviewRefund(ctx, low, api.PreviewRefundRequest{Requests: make([]refund.Request, api.PreviewMax+1)})
			return err
		}},
		"lines in no currency":      {api.MethodAttribute, attribute(api.AttributeRequest{ProviderRefundID: "re_1", Lines: line(6000)})},
		"lines in another currency": {api.MethodAttribute, attribute(api.AttributeRequest{ProviderRefundID: "re_1", Lines: line(6000), Currency: "USD"})},
		"a payment nobody knows":    {api.MethodAttribute, attribute(api.AttributeRequest{ProviderRefundID: "re_1", Reference: "ch_9", Note: "x"})},
		"by somebody without a role": {api.MethodAttribute, func() error {
			_, err := r.service.Attribute(ctx, api.Call{Subject: api.Person("stranger")}, api.AttributeRequest{ProviderRefundID: "re_1", Provider: "simulator", Reference: "ch_o2", Note: "x"})
			return err
		}},
		"other words":              {api.MethodAttribute, attribute(api.AttributeRequest{ProviderRefundID: "re_2", Note: "for something else"})},
		"goodwill without a word":  {api.MethodAttribute, attribute(api.AttributeRequest{ProviderRefundID: "re_1"})},
		"above what low may agree": {api.MethodAttribute, attribute(api.AttributeRequest{ProviderRefundID: "re_1", Note: "x"})},
	} {
		r.refuse(what, c.method, c.call)
	}
	b := &bench{apitest.New(r.t)}
	b.Service = r.service
	for method, call := range b.calls(r.t) {
		r.refuse(string(method)+" by nobody", method, func() error { return call(api.Call{Key: "k-9"}) })
		r.refuse(string(method)+" without a scope", method, func() error { return call(apitest.Shop("refunds:other")) })
	}
}

// badActs are acts that no refund of the test takes from who calls: staff without rank, who may ask the customer, and lead on
// a refund that needs a person; or somebody nobody knows.
func badActs(id refund.ID, staff bool) map[api.Method][]acting {
	decide := func(in api.DecideRequest) acting {
		in.ID = id
		return func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) { return s.Decide(ctx, c, in) }
	}
	resolve := func(in api.ResolveRequest) acting {
		in.ID = id
		return func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) { return s.Resolve(ctx, c, in) }
	}
	all := map[api.Method][]acting{
		api.MethodDecide: {
			decide(api.DecideRequest{Verb: refund.VerbApprove}), decide(api.DecideRequest{Verb: refund.VerbReject}), decide(api.DecideRequest{Verb: "maybe"}),
			decide(api.DecideRequest{Verb: refund.VerbAdjust}), decide(api.DecideRequest{Verb: refund.VerbApprove, Amount: &api.Amount{Minor: 1, Currency: "CNY"}}),
			decide(api.DecideRequest{Verb: refund.VerbApprove, Amount: &api.Amount{Minor: 11300, Currency: "USD"}}),
			decide(api.DecideRequest{Verb: refund.VerbApprove, AssessmentHash: "another"}),
			decide(api.DecideRequest{Verb: refund.VerbReject, Note: strings.Repeat("x", refund.NoteBytesMax+1)}),
		},
		api.MethodResolve: {
			resolve(api.ResolveRequest{Action: "pray"}),
			resolve(api.ResolveRequest{Action: refund.ResolvePaidElsewhere}), resolve(api.ResolveRequest{Action: refund.ResolvePayAnotherWay, Via: "CASH"}),
			resolve(api.ResolveRequest{Action: refund.ResolvePayAnotherWay, Via: refund.ViaStoreCredit}),
		},
		api.MethodClear: {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Clear(ctx, c, api.ClearRequest{ID: id, Leg: "1", Fact: refund.FactPaid, Reference: "re_1"})
		}},
		api.MethodInspect: {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Inspect(ctx, c, api.InspectRequest{ID: id, AllAccepted: true})
		}},
		api.MethodAnswer: {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Answer(ctx, c, api.AnswerRequest{ID: id, Answer: "that one"})
		}},
		api.MethodAppeal: {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Appeal(ctx, c, api.AppealRequest{ID: id, Statement: "no"})
		}},
		api.MethodChoose: {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Choose(ctx, c, api.ChooseRequest{ID: id, Alternative: "A_PONY"})
		}},
		api.MethodAnswerOffer: {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.AnswerOffer(ctx, c, api.AnswerOfferRequest{ID: id, Accept: true})
		}},
		api.MethodAssign: {func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Assign(ctx, c, api.AssignRequest{ID: id, To: "nobody who is known"})
		}},
	}
	long := strings.Repeat("x", refund.NoteBytesMax+1)
	add := func(m api.Method, act acting) { all[m] = append(all[m], act) }
	add(api.MethodAnswer, func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
		return s.Answer(ctx, c, api.AnswerRequest{ID: id, Answer: long})
	})
	add(api.MethodAppeal, func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
		return s.Appeal(ctx, c, api.AppealRequest{ID: id, Statement: long})
	})
	add(api.MethodAsk, func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
		return s.Ask(ctx, c, api.AskRequest{ID: id, Question: long})
	})
	add(api.MethodClear, func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
		return s.Clear(ctx, c, api.ClearRequest{ID: id, Leg: "1", Fact: "perhaps", Reference: "re_1"})
	})
	add(api.MethodInspect, func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
		return s.Inspect(ctx, c, api.InspectRequest{ID: id, Lines: []refund.InspectedLine{{LineID: "1", PartialQuantity: 1, DeductMinor: 1}}})
	})
	add(api.MethodAssign, func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
		return s.Assign(ctx, c, api.AssignRequest{ID: id, To: "ann", Note: long})
	})
	withdraw := func(note string) acting {
		return func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Withdraw(ctx, c, api.WithdrawRequest{ID: id, Note: note})
		}
	}
	if sent := strings.Contains(string(id), "/o2/") || strings.Contains(string(id), "/o4/") || strings.Contains(string(id), "/o9/"); sent || !strings.Contains(string(id), "/o") {
		add(api.MethodWithdraw, withdraw(""))
	}
	add(api.MethodWithdraw, withdraw(long))
	if strings.Contains(string(id), "/o9/") {
		add(api.MethodLookNow, func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.LookNow(ctx, c, api.LookNowRequest{ID: id})
		})
	}
	if !staff {
		all[api.MethodAsk] = append(all[api.MethodAsk], func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Ask(ctx, c, api.AskRequest{ID: id, Question: "Which?"})
		})
		all[api.MethodResolve] = append(all[api.MethodResolve], resolve(api.ResolveRequest{Action: refund.ResolveRetry}), resolve(api.ResolveRequest{Action: refund.ResolveGiveUp}))
	}
	return all
}

// wholeActs are an act of each method that is well formed, for calls that are refused before the act is looked at.
func wholeActs(id refund.ID) map[api.Method]acting {
	whole := map[api.Method]acting{
		api.MethodWithdraw: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Withdraw(ctx, c, api.WithdrawRequest{ID: id})
		},
		api.MethodAsk: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Ask(ctx, c, api.AskRequest{ID: id, Question: "Which?"})
		},
		api.MethodLookNow: func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.LookNow(ctx, c, api.LookNowRequest{ID: id})
		},
	}
	for method, acts := range badActs(id, false) {
		if whole[method] == nil {
			whole[method] = acts[0]
		}
	}
	return whole
}

// TestWhatADoorRefusesLeavesTheBooksByteForByte: what REST, Connect and gRPC refuse before the service, or by it, on the
// same books.
func TestWhatADoorRefusesLeavesTheBooksByteForByte(t *testing.T) {
	r := newRefusing(t)
	server, err := rpc.Server(rpc.Config{Service: r.service, Identify: func(context.Context, string) (api.Subject, error) { return api.Person("stranger"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	restful, err := rest.Handler(server)
	if err != nil {
		t.Fatal(err)
	}
	connects, err := rpc.Handler(rpc.Config{Service: r.service, Identify: func(context.Context, string) (api.Subject, error) { return api.Person("stranger"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	const js = "application/json"
	id, procedure := string(r.refunds[0]), "/makegood.api.v1.RefundService/"
	for what, c := range map[string]struct {
		door               http.Handler
		method, path, kind string
		body               string
		key, match         string
		status             int
	}{
		"rest: no path":             {restful, "POST", "/v1/refund", js, `{}`, "k", "", 404},
		"rest: another HTTP method": {restful, "PUT", "/v1/" + id + ":decide", js, `{"decision":"approve"}`, "k", "", 405},
		"rest: another type":        {restful, "POST", "/v1/" + id + ":decide", "text/plain", `{"decision":"approve"}`, "k", "", 415},
		"rest: too large":           {restful, "POST", "/v1/" + id + ":decide", js, `{"note":"` + strings.Repeat("x", rpc.MessageBytesMax) + `"}`, "k", "", 413},
		"rest: an unknown field":    {restful, "POST", "/v1/" + id + ":decide", js, `{"decision":"approve","by":"ann"}`, "k", "", 400},
		"rest: no key":              {restful, "POST", "/v1/" + id + ":decide", js, `{"decision":"approve"}`, "", "", 400},
		"rest: a stale view":        {restful, "POST", "/v1/" + id + ":decide", js, `{"decision":"approve"}`, "k", `"1"`, 412},
		"rest: a view that is none": {restful, "POST", "/v1/" + id + ":decide", js, `{"decision":"approve"}`, "k", `W/"1"`, 412},
		"rest: may not":             {restful, "POST", "/v1/" + id + ":decide", js, `{"decision":"approve"}`, "k-2", "", 403},
		"rest: no refund":           {restful, "GET", "/v1/refund/m1/o9/c9", "", "", "", "", 404},
		"rest: another body":        {restful, "POST", "/v1/refunds", js, `{"cancellation":{}}`, "k", "", 400},
		"connect: no method":        {connects, "POST", procedure + "Pay", js, `{}`, "k", "", 404},
		"connect: another type":     {connects, "POST", procedure + "Decide", "text/plain", `{}`, "k", "", 415},
		"connect: no JSON":          {connects, "POST", procedure + "Decide", js, `{`, "k", "", 400},
		"connect: a stale view":     {connects, "POST", procedure + "Decide", js, `{"id":"` + id + `","decision":"approve","expected_version":1}`, "k", "", 409},
		"connect: no key":           {connects, "POST", procedure + "Withdraw", js, `{"id":"` + id + `"}`, "", "", 400},
		"grpc: no frame":            {connects, "POST", procedure + "Decide", "application/grpc", `x`, "k", "", 200},
		"grpc-web: no frame":        {connects, "POST", procedure + "Decide", "application/grpc-web", `x`, "k", "", 200},
	} {
		request := httptest.NewRequestWithContext(t.Context(), c.method, c.path, strings.NewReader(c.body))
		for name, value := range map[string]string{"Content-Type": c.kind, "Idempotency-Key": c.key, "If-Match": c.match, "Authorization": "Bearer of-stranger"} {
			if value != "" {
				request.Header.Set(name, value)
			}
		}
		answer := httptest.NewRecorder()
		c.door.ServeHTTP(answer, request)
		if answer.Code != c.status {
			t.Errorf("%s: %d %s; want %d", what, answer.Code, answer.Body, c.status)
		}
		r.leftAlone(what)
	}
}
