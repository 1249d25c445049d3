package api_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
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

// TestEveryRefusalLeavesTheBooksByteForByte: whatever is asked of a refund in any state, by people who may not, in words
// that do not fit, or at the wrong time.
func TestEveryRefusalLeavesTheBooksByteForByte(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	clock := &ledgertest.Clock{}
	clock.Advance(time.Hour)
	store, err := sqlite.OpenOrCreate(t.Context(), path, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	d := ledgertest.At(t, store, clock)
	refunds := []refund.ID{d.Waiting("o1", "lead"), d.Paid("o2", "c1", 1), d.Attention("o3"), d.Sent("o4", "c1", 1), "refund/m1/o9/c9"}
	b := newBench(t)
	ports := b.Ports()
	staff := refund.Staff{Ranks: ledgertest.Ranks, Reviewers: []refund.Reviewer{{Name: "low", Roles: []refund.Role{"support"}}}}
	ports.Books, ports.Stories = store, judged{store: store, staff: staff}
	service, err := api.New(ports)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	codes, before := map[refund.Code]int{}, dumped(t, db)
	if before["legs"] == "" || before["entries"] == "" {
		t.Fatal("there are no books to leave alone")
	}
	refuse := func(id refund.ID, name refund.Person, method api.Method, n int, act acting) {
		what := fmt.Sprintf("%s %d of %s by %s", method, n, id, name)
		_, err := act(t.Context(), service, b.By(name, what))
		code := codeOf(err)
		if code == "" || code == api.CodeFault {
			t.Errorf("%s: %v", what, err)
		}
		codes[code]++
		after := dumped(t, db)
		for _, table := range bookTables {
			if after[table] != before[table] {
				t.Fatalf("%s (%s) changed %s", what, code, table)
			}
		}
	}
	for _, id := range refunds {
		for _, name := range []refund.Person{"low", "stranger", "customer:42"} {
			for method, acts := range badActs(id, name == "low") {
				for n, act := range acts {
					refuse(id, name, method, n, act)
				}
			}
		}
	}
	if len(codes) < 10 {
		t.Errorf("only these codes were refused with: %v", codes)
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
	if !staff {
		all[api.MethodAsk] = append(all[api.MethodAsk], func(ctx context.Context, s *api.Service, c api.Call) (api.Acted, error) {
			return s.Ask(ctx, c, api.AskRequest{ID: id, Question: "Which?"})
		})
		all[api.MethodResolve] = append(all[api.MethodResolve], resolve(api.ResolveRequest{Action: refund.ResolveRetry}), resolve(api.ResolveRequest{Action: refund.ResolveGiveUp}))
	}
	return all
}
