package support_test

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite/sqlitetest"
	"github.com/makegood/makegood/refund"
)

// refunds keep the acts that arrive, and refuse those on some refunds.
type refunds struct {
	api.Refunds
	assigned []api.AssignRequest
	asked    []api.AskRequest
	keys     []string
	refuse   map[refund.ID]error
	// acts, where set, carries an assignment out.
	acts func(api.AssignRequest)
}

func (r *refunds) Assign(_ context.Context, call api.Call, in api.AssignRequest) (api.Acted, error) {
	if err := r.refuse[in.ID]; err != nil {
		return api.Acted{}, call.Failed(err)
	}
	r.assigned, r.keys = append(r.assigned, in), append(r.keys, call.Key)
	if r.acts != nil {
		r.acts(in)
	}
	return api.Acted{ID: in.ID}, nil
}

func (r *refunds) Ask(_ context.Context, call api.Call, in api.AskRequest) (api.Acted, error) {
	if err := r.refuse[in.ID]; err != nil {
		return api.Acted{}, call.Failed(err)
	}
	r.asked, r.keys = append(r.asked, in), append(r.keys, call.Key)
	return api.Acted{ID: in.ID}, nil
}

// desk is the service over a real ledger.
type desk struct {
	*ledgertest.Desk
	t       *testing.T
	service *support.Service
	refunds *refunds
	books   *countingBooks
}

// countingBooks count how often views are counted.
type countingBooks struct {
	ledger.Store
	counted int
}

func (b *countingBooks) QueueCounts(ctx context.Context, filters []ledger.QueueFilter) ([]int64, error) {
	b.counted++
	return b.Store.QueueCounts(ctx, filters)
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	clock, store := sqlitetest.Empty(t)
	d := &desk{Desk: ledgertest.At(t, store, clock), t: t, refunds: &refunds{}, books: &countingBooks{Store: store}}
	limit := map[refund.Currency]int64{"CNY": 1 << 40}
	staff := refund.Staff{Ranks: []refund.Role{"support", "lead", "finance"}, Reviewers: []refund.Reviewer{
		{Name: "ann", Roles: []refund.Role{"lead"}, LimitMinor: limit}, {Name: "ben", Roles: []refund.Role{"support"}, LimitMinor: limit},
		{Name: "cy", Roles: []refund.Role{"finance"}, LimitMinor: map[refund.Currency]int64{"CNY": 1}}, {Name: "dee", Roles: []refund.Role{"finance"}, LimitMinor: limit, Markets: []string{"DE"}},
		{Name: "aud", Roles: []refund.Role{refund.RoleAuditor}},
	}}
	service, err := support.New(support.Ports{
		Refunds: d.refunds, Staff: func(context.Context) (refund.Staff, error) { return staff, nil }, Now: clock.Now, Queue: d.books,
	})
	if err != nil {
		t.Fatal(err)
	}
	d.service = service
	return d
}

func callBy(name refund.Person) api.Call {
	return api.Call{Subject: api.Subject{ID: "oidc:" + refund.SubjectID(name), Name: name, Kind: api.Human, Verified: api.ByOIDC}, Key: "k-1"}
}

func queueRefusedWith(t *testing.T, what string, err error, code refund.Code) {
	t.Helper()
	var own *api.Error
	if !errors.As(err, &own) || own.Code != code || own.Sentence == "" {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func (d *desk) page(call api.Call, in support.QueueRequest) support.QueuePage {
	d.t.Helper()
	page, err := d.service.Queue(d.t.Context(), call, in)
	if err != nil {
		d.t.Fatal(err)
	}
	return page
}

func TestTheQueueIsReadPageByPageForOneFilter(t *testing.T) {
	d := newDesk(t)
	for _, order := range []string{"a", "b", "c"} {
		d.Waiting(order, "lead")
	}
	first := d.page(callBy("ann"), support.QueueRequest{Limit: 2})
	if len(first.Rows) != 2 || first.Next == "" || first.Rows[0].Waits != support.WaitsReviewer {
		t.Fatalf("first %+v", first)
	}
	second := d.page(callBy("ann"), support.QueueRequest{Limit: 2, Cursor: first.Next})
	if len(second.Rows) != 1 || second.Next != "" || second.Rows[0].ID == first.Rows[0].ID {
		t.Errorf("second %+v", second)
	}
	for name, in := range map[string]support.QueueRequest{
		"of another filter": {Filter: support.QueueFilter{Overdue: true}, Cursor: first.Next}, "none": {Cursor: "x"},
	} {
		_, err := d.service.Queue(t.Context(), callBy("ann"), in)
		queueRefusedWith(t, "a cursor "+name, err, api.CodeBadCursor)
	}
}

func TestTheDeskIsForPeople(t *testing.T) {
	d := newDesk(t)
	_, err := d.service.Queue(t.Context(), api.Call{}, support.QueueRequest{})
	queueRefusedWith(t, "nobody", err, api.CodeUnauthenticated)
	shop := api.Call{Subject: api.Subject{Name: "shop", Kind: api.Machine, Verified: api.ByKey, Scopes: api.Scopes()}, Key: "k"}
	_, err = d.service.Queue(t.Context(), shop, support.QueueRequest{})
	queueRefusedWith(t, "a program", err, api.CodeNotPermitted)
	_, err = d.service.BulkAssign(t.Context(), shop, support.BulkAssignRequest{IDs: []refund.ID{"refund/m/o/r"}})
	queueRefusedWith(t, "a program in bulk", err, api.CodeNotPermitted)
	_, err = d.service.Claim(t.Context(), callBy("eve"), d.Waiting("o1", "lead"))
	queueRefusedWith(t, "somebody unknown claims", err, refund.CodeReviewerUnknown)
}

func TestARowSaysWhySomebodyMayNotDecideIt(t *testing.T) {
	d := newDesk(t)
	d.Waiting("o1", "lead")
	for name, want := range map[refund.Person]refund.Code{
		"ann": "", "ben": refund.CodeReviewerRole, "cy": refund.CodeReviewerLimit, "dee": refund.CodeReviewerMarket, "eve": refund.CodeReviewerUnknown,
		"customer:42": refund.CodeReviewerIsAuthor,
	} {
		row := d.page(callBy(name), support.QueueRequest{}).Rows[0]
		var got refund.Code
		if row.Refusal != nil {
			got = row.Refusal.Code
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestAFilterIsWrittenAsAnAddressAndReadBack(t *testing.T) {
	for _, query := range []string{
		"", "status=AwaitingApproval&status=NeedsInfo", "legs=1&unknown=1", "currency=CNY&max=99.00&min=10.50&sort=amount", "assignee=me&role=me",
		"due_hours=24&older_hours=72&overdue=1", "due_before=2026-12-01&law=1", "market=CN&merchant=m1&reason=DAMAGED&risk=high", "unassigned=1&unclaimed=1&sort=age",
	} {
		values, _ := url.ParseQuery(query)
		f, err := support.ParseQueueFilter(values)
		if err != nil {
			t.Errorf("%s: %v", query, err)
		}
		again, _ := url.ParseQuery(f.Query().Encode())
		if again.Encode() != values.Encode() {
			t.Errorf("%s became %s", values.Encode(), again.Encode())
		}
	}
	for _, query := range []string{
		"status=Refunded", "sort=size", "sort=amount", "min=1", "min=1.234&currency=CNY", "min=9&max=1&currency=CNY", "due_hours=0", "older_hours=x", "due_before=soon",
		"merchant=" + string(make([]byte, 200)),
	} {
		values, _ := url.ParseQuery(query)
		if _, err := support.ParseQueueFilter(values); err == nil {
			t.Errorf("%.40s is taken", query)
		} else if problem, ok := refund.ProblemIn(err); !ok || problem.Code != api.CodeBadFilter {
			t.Errorf("%.40s: %v", query, err)
		}
	}
}

func TestWhatIsMineIsAlsoWhatIsTheirsWhoseDeputyIAm(t *testing.T) {
	d := newDesk(t)
	mine, theirs := d.Waiting("mine", "lead"), d.Waiting("theirs", "lead")
	d.Assign(mine, "ann")
	d.Assign(theirs, "ben")
	count := func() int {
		return len(d.page(callBy("ann"), support.QueueRequest{Filter: support.QueueFilter{Assignee: support.Me}}).Rows)
	}
	if got := count(); got != 1 {
		t.Errorf("%d are mine", got)
	}
	now := d.Clock.Now()
	away := support.AwayRequest{Person: "ben", Deputy: "ann", From: now.Add(time.Hour), Until: now.Add(2 * time.Hour)}
	if err := d.service.SetAway(t.Context(), callBy("cy"), away); err != nil {
		t.Fatal(err)
	}
	if got := count(); got != 1 {
		t.Errorf("%d are mine before ben is away", got)
	}
	d.Clock.Advance(time.Hour)
	if got := count(); got != 2 {
		t.Errorf("%d are mine while ben is away", got)
	}
	if err := d.service.EndAway(t.Context(), callBy("ben"), "ben"); err != nil {
		t.Fatal(err)
	}
	if got := count(); got != 1 {
		t.Errorf("%d are mine when ben is back", got)
	}
}

func TestAnAbsenceNeedsTwoKnownPeopleAndATime(t *testing.T) {
	d := newDesk(t)
	now := d.Clock.Now()
	good := support.AwayRequest{Person: "ben", Deputy: "ann", From: now, Until: now.Add(time.Hour)}
	for name, c := range map[string]struct {
		change func(*support.AwayRequest)
		code   refund.Code
	}{
		"an unknown person":   {func(a *support.AwayRequest) { a.Person = "eve" }, refund.CodeReviewerUnknown},
		"an unknown deputy":   {func(a *support.AwayRequest) { a.Deputy = "eve" }, refund.CodeReviewerUnknown},
		"their own deputy":    {func(a *support.AwayRequest) { a.Deputy = "Ben" }, refund.CodeMalformed},
		"an end before":       {func(a *support.AwayRequest) { a.Until = a.From }, refund.CodeBadPeriod},
		"a time that is over": {func(a *support.AwayRequest) { a.From, a.Until = now.Add(-2*time.Hour), now.Add(-time.Hour) }, refund.CodeBadPeriod},
		"more than a year":    {func(a *support.AwayRequest) { a.Until = now.AddDate(2, 0, 0) }, refund.CodeBadPeriod},
	} {
		in := good
		c.change(&in)
		queueRefusedWith(t, name, d.service.SetAway(t.Context(), callBy("ann"), in), c.code)
	}
	if away, err := d.service.Away(t.Context(), callBy("ann")); err != nil || len(away) != 0 {
		t.Errorf("away %v, %v", away, err)
	}
}

func TestSearchTakesWhatPeopleType(t *testing.T) {
	d := newDesk(t)
	id := d.Waiting("o1", "lead")
	for text, want := range map[string]int{"o1": 1, " o1 ": 1, "42": 1, "customer:42": 1, string(id): 1, "113.00 CNY": 1, "113.01 CNY": 0, "o2": 0, "%": 0} {
		rows, err := d.service.Search(t.Context(), callBy("ann"), text)
		if err != nil || len(rows) != want {
			t.Errorf("%q finds %d, %v", text, len(rows), err)
		}
	}
	_, err := d.service.Search(t.Context(), callBy("ann"), "  ")
	queueRefusedWith(t, "nothing", err, api.CodeBadFilter)
}

func TestAnAuditorSeesTheQueueMaskedAndDoesNothingAtIt(t *testing.T) {
	d := newDesk(t)
	id := d.Waiting("o1", "lead")
	if row := d.page(by("ann"), support.QueueRequest{}).Rows[0]; row.Customer != "42" || row.RequestedBy != "customer:42" {
		t.Errorf("a reviewer sees %+v", row)
	}
	if row := d.page(by("aud"), support.QueueRequest{}).Rows[0]; row.Customer != api.Hidden || row.RequestedBy != "customer:"+api.Hidden || row.Refusal == nil {
		t.Errorf("an auditor sees %+v", row)
	}
	for text, want := range map[string]int{"42": 0, "o1": 1} {
		if rows, err := d.service.Search(t.Context(), by("aud"), text); err != nil || len(rows) != want {
			t.Errorf("%q finds %d, %v", text, len(rows), err)
		}
	}
	byToken := by("ann") // a lead by reviewers.yaml, whose token says auditor and nothing else
	byToken.Subject.Roles = []refund.Role{refund.RoleAuditor}
	for who, call := range map[string]api.Call{"by reviewers.yaml": by("aud"), "by the token": byToken} {
		t.Run(who, func(t *testing.T) { nothingIsDoneAtTheQueue(t, d, call, id, refund.CodeReviewerRole) })
	}
	t.Run("in no reviewers.yaml", func(t *testing.T) { nothingIsDoneAtTheQueue(t, d, by("zoe"), id, refund.CodeReviewerUnknown) })
}

// nothingIsDoneAtTheQueue tries every act at the queue by somebody who may do none.
func nothingIsDoneAtTheQueue(t *testing.T, d *desk, call api.Call, id refund.ID, code refund.Code) {
	t.Helper()
	ctx, now := t.Context(), d.Clock.Now()
	_, claim := d.service.Claim(ctx, call, id)
	_, _, handover := d.service.Handover(ctx, call, support.HandoverRequest{From: "ben", To: "ann"})
	for what, err := range map[string]error{
		"a claim": claim, "a handover": handover, "a release": d.service.Release(ctx, call, id),
		"an absence": d.service.SetAway(ctx, call, support.AwayRequest{Person: "ben", Deputy: "cy", From: now, Until: now.Add(time.Hour)}),
		"a return":   d.service.EndAway(ctx, call, "ben"), "a view dropped": d.service.DropView(ctx, call, "mine"),
		"a view for all": d.service.SaveView(ctx, call, support.SaveViewRequest{Name: "look here", Shared: true}),
	} {
		refusedWith(t, what, err, code)
	}
	acts, err := d.books.DeskActs(ctx, "", 10)
	if err != nil || len(acts) != 0 {
		t.Errorf("%v was kept, %v", acts, err)
	}
	if _, claimed, err := d.books.CaseClaim(ctx, id); claimed || err != nil {
		t.Errorf("the refund is claimed: %v, %v", claimed, err)
	}
}
