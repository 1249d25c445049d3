package support_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/internal/attest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// room is where auditors work: a ledger on SQLite whose refunds the shipped policy has decided.
type room struct {
	t     *testing.T
	desk  *ledgertest.Desk
	store ledger.Store
	clock *ledgertest.Clock
	audit *support.Auditing
	ports support.AuditPorts
	key   ed25519.PublicKey
	rules ledger.Rules
}

var staff = refund.Staff{Ranks: ledgertest.Ranks, Reviewers: []refund.Reviewer{
	{Name: "ada", Roles: []refund.Role{refund.RoleAuditor}},
	{Name: "mia", Roles: []refund.Role{"support"}},
	{Name: "olga", Roles: []refund.Role{"finance"}, Email: "olga@shop.example"},
	{Name: "ops", Roles: []refund.Role{"support", "finance"}},
}}

// doorKey signs exports as a door's key does.
type doorKey struct{ attest.Signer }

func (k doorKey) ExportKey() (refund.AttestationKey, []byte, error) {
	id, public, err := k.Signer.ExportKey()
	if err != nil {
		return "", nil, err
	}
	text, err := attest.PublicPEM(public)
	return id, text, err
}

func newRoom(t *testing.T) *room {
	t.Helper()
	clock := &ledgertest.Clock{}
	for began := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC); clock.Now().Before(began); {
		clock.Advance(began.Sub(clock.Now())) // a duration ends after 292 years
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	must(t, os.WriteFile(path, emptyLedger(t), 0o600))
	store, err := sqlite.OpenOrCreate(t.Context(), path, clock.Now)
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	private, _, err := attest.NewKey("api-1")
	must(t, err)
	signer, err := attest.NewSigner(func() (string, error) { return private, nil }, clock.Now)
	must(t, err)
	_, public, err := signer.ExportKey()
	must(t, err)
	rules, err := policy.Default()
	must(t, err)
	score, err := risk.Default()
	must(t, err)
	r := &room{t: t, desk: ledgertest.At(t, store, clock), store: store, clock: clock, key: public, rules: activities.Judgement{Policy: rules, Risk: score}}
	r.ports = support.AuditPorts{
		Books: store, Keep: store, Staff: func(context.Context) (refund.Staff, error) { return staff, nil }, Signer: doorKey{signer},
		Now: func() time.Time { return clock.Now().UTC() },
	}
	r.audit, err = support.NewAuditing(r.ports)
	must(t, err)
	return r
}

// empty is the file of a ledger without refunds: a copy is made faster than a ledger.
var empty []byte

func emptyLedger(t *testing.T) []byte {
	t.Helper()
	if empty == nil {
		path := filepath.Join(t.TempDir(), "empty.db")
		store, err := sqlite.OpenOrCreate(t.Context(), path, time.Now)
		must(t, err)
		must(t, store.Close())
		empty, err = os.ReadFile(path)
		must(t, err)
	}
	return empty
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// by is a call by somebody who has signed in.
func by(name refund.Person) api.Call {
	return api.Call{Subject: api.Subject{ID: "oidc:" + refund.SubjectID(name), Name: name, Kind: api.Human, Verified: api.ByOIDC}}
}

// refund asks for a refund of an example under an order of its own, and pays it.
func (r *room) refund(example, order string) refund.ID {
	r.t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "internal", "demo", "examples", "order-cancelled."+example+".json"))
	must(r.t, err)
	request, err := event.Decode(event.Message{Value: raw}, r.clock.Now())
	must(r.t, err)
	c := request.Cancellation
	c.Key.Order, c.Key.Request = refund.OrderID(order), "c1"
	for i := range c.Order.Payments {
		c.Order.Payments[i].ProviderReference += order
	}
	decided := r.desk.Decide(c, r.rules).Standing
	if decided.Status == refund.StatusAwaitingApproval {
		r.desk.Taken(c.ID(), refund.Act{Kind: refund.ActDecide, Decision: &refund.Decision{DecisionID: "d1", Verb: refund.VerbApprove, Reviewer: "olga"}})
	}
	for _, leg := range r.desk.Standing(c.ID()).Legs {
		r.desk.BeginLeg(c.ID(), leg.LegID, "a1")
		r.desk.RecordLeg(c.ID(), leg.LegID, refund.OutcomeSettled)
	}
	if _, err := r.store.CloseRefund(r.t.Context(), refund.Close{Refund: c.ID(), Cause: refund.Cause{Actor: refund.ActorMakegood, Reason: "test"}}); err != nil {
		r.t.Fatal(err)
	}
	r.clock.Advance(time.Minute)
	return c.ID()
}

// terms are of everything that was closed until now.
func (r *room) terms(seed string, size int) ledger.SampleTerms {
	return ledger.SampleTerms{Seed: seed, Size: size, ClosedFilter: ledger.ClosedFilter{From: r.clock.Now().Add(-24 * time.Hour), To: r.clock.Now()}}
}

func refusedWith(t *testing.T, what string, err error, code refund.Code) {
	t.Helper()
	var own *api.Error
	if !errors.As(err, &own) || own.Code != code || own.Sentence == "" {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

// calls are all methods.
func (r *room) calls(call api.Call) map[string]error {
	ctx := r.t.Context()
	out := map[string]error{}
	_, out["Roles"] = r.audit.Roles(ctx, call, support.RolesRequest{})
	_, out["Trail"] = r.audit.Trail(ctx, call, ledger.TrailFilter{})
	_, out["Duties"] = r.audit.Duties(ctx, call, ledger.Period{From: r.clock.Now().Add(-time.Hour), To: r.clock.Now()})
	_, out["DrawSample"] = r.audit.DrawSample(ctx, call, r.terms("s", 1))
	_, out["Samples"] = r.audit.Samples(ctx, call)
	_, out["Sample"] = r.audit.Sample(ctx, call, "sample-1")
	_, out["CaseFile"] = r.audit.CaseFile(ctx, call, "refund/m/o1/c1")
	out["Conclude"] = r.audit.Conclude(ctx, call, support.ConcludeRequest{Sample: "sample-1", Refund: "refund/m/o1/c1", Conclusion: ledger.ConclusionInOrder})
	_, out["Export"] = r.audit.Export(ctx, call, support.ExportRequest{Sample: "sample-1"})
	_, out["Exports"] = r.audit.Exports(ctx, call)
	_, _, out["ExportKey"] = r.audit.ExportKey(ctx, call)
	return out
}

func TestOnlyAuditorsAndTheHighestRankCheckRefunds(t *testing.T) {
	r := newRoom(t)
	for name, c := range map[string]struct {
		call api.Call
		want refund.Code
	}{
		"nobody": {api.Call{}, api.CodeUnauthenticated}, "support": {by("mia"), api.CodeNotPermitted}, "a stranger": {by("zoe"), api.CodeNotPermitted},
		"a machine": {api.Call{Subject: api.Subject{Name: "ada", Kind: api.Machine, Verified: api.ByKey}}, api.CodeNotPermitted},
	} {
		for method, err := range r.calls(c.call) {
			refusedWith(t, method+" by "+name, err, c.want)
		}
	}
	for _, name := range []refund.Person{"ada", "olga"} {
		for method, err := range r.calls(by(name)) {
			var own *api.Error
			if errors.As(err, &own) && own.Code != refund.CodeNotFound {
				t.Errorf("%s by %s: %v", method, name, err)
			}
		}
	}
}

func TestTheSameSeedDrawsTheSameRefundsAndAnotherOneOthers(t *testing.T) {
	r := newRoom(t)
	for n := range 30 {
		r.desk.Paid(fmt.Sprintf("o%02d", n), "c1", 1)
		r.clock.Advance(time.Minute)
	}
	draw := func(who refund.Person, seed string) ledger.Sample {
		t.Helper()
		out, err := r.audit.DrawSample(t.Context(), by(who), r.terms(seed, 7))
		must(t, err)
		return out
	}
	refundsOf := func(s ledger.Sample) (out []refund.ID) {
		for _, one := range s.Results {
			out = append(out, one.Refund)
		}
		return out
	}
	first, again, other := draw("ada", "2026-Q4"), draw("olga", "2026-Q4"), draw("ada", "2026-Q5")
	if len(first.Results) != 7 || !slices.Equal(refundsOf(first), refundsOf(again)) || first.Digest != again.Digest || first.Population != 30 {
		t.Errorf("drawn %v of %d, then %v", refundsOf(first), first.Population, refundsOf(again))
	}
	if slices.Equal(refundsOf(first), refundsOf(other)) {
		t.Error("another seed draws the same refunds")
	}
	keys := refundsOf(first)
	if !slices.IsSortedFunc(keys, func(a, b refund.ID) int {
		return strings.Compare(support.SampleKey("2026-Q4", a), support.SampleKey("2026-Q4", b))
	}) {
		t.Error("the sample is not in the sequence of its keys")
	}
	// sha256("2026-Q4\nrefund/m1/o00/c1"), as any other program computes it
	if got := support.SampleKey("2026-Q4", "refund/m1/o00/c1"); got != wantKey {
		t.Errorf("the key is %s", got)
	}
}

const wantKey = "b63da7c4054b04a02569eed69196c12c5bd2ad5c213105739996f82f557159f7"

func TestTermsOfASampleThatMeanNothingAreRefused(t *testing.T) {
	r := newRoom(t)
	for name, change := range map[string]func(*ledger.SampleTerms){
		"no seed": func(s *ledger.SampleTerms) { s.Seed = " " }, "a seed in two lines": func(s *ledger.SampleTerms) { s.Seed = "a\nb" },
		"a long seed": func(s *ledger.SampleTerms) { s.Seed = strings.Repeat("x", 65) },
		"size 0":      func(s *ledger.SampleTerms) { s.Size = 0 }, "size 201": func(s *ledger.SampleTerms) { s.Size = 201 },
		"no period": func(s *ledger.SampleTerms) { s.From, s.To = time.Time{}, time.Time{} }, "backwards": func(s *ledger.SampleTerms) { s.From = s.To },
		"not over": func(s *ledger.SampleTerms) { s.To = s.To.Add(time.Hour) }, "an amount in no currency": func(s *ledger.SampleTerms) { s.AtLeastMinor = 1 },
		"nothing between": func(s *ledger.SampleTerms) { s.Currency, s.AtLeastMinor, s.LessThanMinor = "CNY", 5, 5 },
		"a risk":          func(s *ledger.SampleTerms) { s.Risk = "awful" },
	} {
		in := r.terms("s", 1)
		change(&in)
		_, err := r.audit.DrawSample(t.Context(), by("ada"), in)
		refusedWith(t, name, err, api.CodeBadFilter)
	}
}

func TestRefundsThatThePolicyDecidedAgreeWhenTheyAreCheckedAgain(t *testing.T) {
	r := newRoom(t)
	ids := []refund.ID{r.refund("whole", "o1"), r.refund("partial-split-tender", "o2"), r.refund("three-decimals", "o3")}
	sample, err := r.audit.DrawSample(t.Context(), by("ada"), r.terms("s", 10))
	must(t, err)
	if len(sample.Results) != len(ids) {
		t.Fatalf("got %d of %d", len(sample.Results), len(ids))
	}
	for _, result := range sample.Results {
		if result.Result != ledger.CheckAgrees || len(result.Checks) != len(support.AuditChecks()) {
			t.Errorf("%s: %+v", result.Refund, result.Checks)
		}
	}
}

// changedBooks give out a case that somebody has changed.
type changedBooks struct {
	ledger.Store
	change   func(*refund.Case)
	postings func([]ledger.CasePosting) []ledger.CasePosting
	found    []ledger.CaseDifference
	runs     []ledger.Reconciliation
}

func (b changedBooks) Case(ctx context.Context, id refund.ID) (refund.Case, error) {
	out, err := b.Store.Case(ctx, id)
	if b.change != nil {
		b.change(&out)
	}
	return out, err
}

func (b changedBooks) CasePostings(ctx context.Context, id refund.ID) ([]ledger.CasePosting, error) {
	out, err := b.Store.CasePostings(ctx, id)
	if b.postings != nil {
		out = b.postings(out)
	}
	return out, err
}

func (b changedBooks) CaseDifferences(context.Context, refund.ID) ([]ledger.CaseDifference, error) {
	return b.found, nil
}

func (b changedBooks) Reconciliations(context.Context, ledger.ReconciliationFilter) ([]ledger.Reconciliation, error) {
	return b.runs, nil
}

func TestWhatDiffersIsSaidByItsCheckWithTheDifference(t *testing.T) {
	r := newRoom(t)
	id := r.refund("whole", "o1")
	settled := *r.desk.Case(id).Settlements[0].SettledAt
	leg := r.desk.Standing(id).Legs[0]
	run := ledger.Reconciliation{ID: "run-1", Provider: leg.Provider, Account: leg.Account, From: settled, To: settled.Add(time.Hour)}
	open := ledger.CaseDifference{Run: "run-1", Item: ledger.ReconcileItem{Kind: ledger.ReconcileMissing, Leg: "1", Open: true, Books: ledger.ReconcileSide{AmountMinor: 1200, Currency: "CNY"}}}
	closed := open
	closed.Item.Open = false
	for name, c := range map[string]struct {
		books changedBooks
		check string
		want  ledger.CheckResult
		says  string
	}{
		"a step's result": {changedBooks{change: func(c *refund.Case) { c.Proposal.Assessment.Steps[0].ResultMinor++ }}, support.AuditExplanation, ledger.CheckDiffers, "not proven"},
		"the total":       {changedBooks{change: func(c *refund.Case) { c.Proposal.Assessment.TotalMinor++ }}, support.AuditExplanation, ledger.CheckDiffers, "not proven"},
		"the order":       {changedBooks{change: func(c *refund.Case) { c.Cancellation.Order.Lines[0].UnitPriceMinor++ }}, support.AuditExplanation, ledger.CheckDiffers, "not proven"},
		"no assessment":   {changedBooks{change: func(c *refund.Case) { c.Proposal = nil }}, support.AuditExplanation, ledger.CheckNotChecked, "no assessment"},
		"words alone": {changedBooks{change: func(c *refund.Case) {
			for i := range c.Proposal.Assessment.Steps {
				c.Proposal.Assessment.Steps[i].Computes = ""
			}
		}}, support.AuditExplanation, ledger.CheckNotChecked, "words alone"},
		"an entry":               {changedBooks{postings: func(p []ledger.CasePosting) []ledger.CasePosting { p[0].Entries[0].AmountMinor++; return p }}, support.AuditPostings, ledger.CheckDiffers, "sums to 1"},
		"a posting that is gone": {changedBooks{postings: func(p []ledger.CasePosting) []ledger.CasePosting { return p[:1] }}, support.AuditPostings, ledger.CheckDiffers, "have settled"},
		"a leg":                  {changedBooks{change: func(c *refund.Case) { c.Legs[0].AmountMinor++ }}, support.AuditPostings, ledger.CheckDiffers, "have settled"},
		"too few agreed":         {changedBooks{change: func(c *refund.Case) { c.Standing.Approval.Required = 9 }}, support.AuditApprovals, ledger.CheckDiffers, "9 people had to agree"},
		"who asked agreed": {changedBooks{change: func(c *refund.Case) {
			c.Standing.Approval.Agreed = []refund.Agreement{{By: "MIA"}, {By: "mia "}}
			c.Cancellation.RequestedBy = "mia"
		}}, support.AuditApprovals, ledger.CheckDiffers, "had asked for it"},
		"nothing of it":              {changedBooks{}, support.AuditProvider, ledger.CheckNotChecked, "no reconciliation"},
		"the provider has it":        {changedBooks{runs: []ledger.Reconciliation{run}}, support.AuditProvider, ledger.CheckAgrees, ""},
		"the provider lacks it":      {changedBooks{runs: []ledger.Reconciliation{run}, found: []ledger.CaseDifference{open}}, support.AuditProvider, ledger.CheckDiffers, "MISSING"},
		"it was missing, and is not": {changedBooks{runs: []ledger.Reconciliation{run}, found: []ledger.CaseDifference{closed}}, support.AuditProvider, ledger.CheckAgrees, ""},
	} {
		c.books.Store = r.store
		ports := r.ports
		ports.Books = c.books
		audit, err := support.NewAuditing(ports)
		must(t, err)
		file, err := audit.CaseFile(t.Context(), by("ada"), id)
		must(t, err)
		for _, got := range file.Checks {
			if got.Check == c.check && (got.Result != c.want || !strings.Contains(got.Detail, c.says)) {
				t.Errorf("%s: %+v", name, got)
			}
			if got.Check != c.check && got.Result == ledger.CheckDiffers {
				t.Errorf("%s: %s differs too: %s", name, got.Check, got.Detail)
			}
		}
	}
}

func TestConclusionsAreKeptBesideTheirRefundAndSealed(t *testing.T) {
	r := newRoom(t)
	id := r.refund("whole", "o1")
	sample, err := r.audit.DrawSample(t.Context(), by("ada"), r.terms("s", 1))
	must(t, err)
	in := support.ConcludeRequest{Sample: sample.ID, Refund: id, Conclusion: ledger.ConclusionFinding}
	refusedWith(t, "a finding without words", r.audit.Conclude(t.Context(), by("ada"), in), refund.CodeMissingField)
	in.Note = strings.Repeat("x", 5000)
	refusedWith(t, "a long one", r.audit.Conclude(t.Context(), by("ada"), in), refund.CodeTooLarge)
	in.Note = "the label is billed twice"
	must(t, r.audit.Conclude(t.Context(), by("ada"), in))
	in.Refund = "refund/m/o9/c9"
	refusedWith(t, "another refund", r.audit.Conclude(t.Context(), by("ada"), in), refund.CodeNotFound)
	got, err := r.audit.Sample(t.Context(), by("olga"), sample.ID)
	must(t, err)
	notes := got.Results[0].Notes
	if len(notes) != 1 || notes[0].Note != "the label is billed twice" || notes[0].By != "ada" || notes[0].Subject != "oidc:ada" || notes[0].Verified != api.ByOIDC {
		t.Errorf("got %+v", notes)
	}
	_, err = r.audit.Sample(t.Context(), by("ada"), "sample-9")
	refusedWith(t, "another sample", err, refund.CodeNotFound)
}

func TestAnExportIsSignedMaskedAndKept(t *testing.T) {
	r := newRoom(t)
	id := r.refund("whole", "o1")
	customer := string(r.desk.Case(id).Cancellation.Order.Customer.CustomerID)
	sample, err := r.audit.DrawSample(t.Context(), by("ada"), r.terms("s", 1))
	must(t, err)
	for name, c := range map[string]struct {
		who   refund.Person
		in    support.ExportRequest
		whole bool
	}{
		"a sample":               {"ada", support.ExportRequest{Sample: sample.ID}, false},
		"a refund":               {"olga", support.ExportRequest{Refund: id}, false},
		"with personal data too": {"olga", support.ExportRequest{Refund: id, Whole: true}, true},
	} {
		out, err := r.audit.Export(t.Context(), by(c.who), c.in)
		must(t, err)
		if err := attest.CheckExport(r.key, out.Document, out.Signature); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if read, err := attest.ParsePublicPEM(out.PublicPEM); err != nil || !read.Equal(r.key) {
			t.Errorf("%s: the key beside it is another one (%v)", name, err)
		}
		if has := bytes.Contains(out.Document, []byte(`"`+customer+`"`)); has != c.whole {
			t.Errorf("%s: the customer is in it: %v", name, has)
		}
		var doc support.ExportDocument
		must(t, json.Unmarshal(out.Document, &doc))
		if len(doc.Cases) != 1 || doc.Cases[0].Refund.ID != id || len(doc.Cases[0].Postings) == 0 || len(doc.Cases[0].Refund.Trail) == 0 ||
			doc.Cases[0].Result != ledger.CheckAgrees || doc.Masked == c.whole || doc.Key != "api-1" || (doc.Sample != nil) != (c.in.Sample != "") {
			t.Errorf("%s: %+v", name, doc)
		}
	}
	kept, err := r.audit.Exports(t.Context(), by("ada"))
	if must(t, err); len(kept) != 3 {
		t.Errorf("kept: %+v", kept)
	}
	_, err = r.audit.Export(t.Context(), by("ada"), support.ExportRequest{Refund: id, Whole: true})
	refusedWith(t, "an auditor asks for all of it", err, api.CodeNotPermitted)
	for _, in := range []support.ExportRequest{{}, {Sample: "sample-1", Refund: id}} {
		_, err = r.audit.Export(t.Context(), by("ada"), in)
		refusedWith(t, "nothing, or both", err, api.CodeBadFilter)
	}
	ports := r.ports
	ports.Signer = nil
	unsigned, err := support.NewAuditing(ports)
	must(t, err)
	_, err = unsigned.Export(t.Context(), by("ada"), support.ExportRequest{Refund: id})
	refusedWith(t, "without a key", err, refund.CodeNotSupported)
}

func TestAnAuditorSeesWhoDidWhatAndNoCustomer(t *testing.T) {
	r := newRoom(t)
	id := r.refund("whole", "o1")
	for _, c := range []struct {
		who  refund.Person
		want bool
	}{{"ada", false}, {"olga", true}} {
		page, err := r.audit.Trail(t.Context(), by(c.who), ledger.TrailFilter{})
		must(t, err)
		file, err := r.audit.CaseFile(t.Context(), by(c.who), id)
		must(t, err)
		raw, err := json.Marshal([]any{page, file})
		must(t, err)
		customer := r.desk.Case(id).Cancellation.Order.Customer.CustomerID
		if got := bytes.Contains(raw, []byte(`"`+customer+`"`)); got != c.want || len(page.Rows) < 3 {
			t.Errorf("%s sees the customer: %v, %d rows", c.who, got, len(page.Rows))
		}
	}
	_, err := r.audit.Trail(t.Context(), by("ada"), ledger.TrailFilter{From: r.clock.Now(), To: r.clock.Now()})
	refusedWith(t, "an empty period", err, api.CodeBadFilter)
}

func TestTheLogOfRolesIsReadPersonByPerson(t *testing.T) {
	r := newRoom(t)
	_, err := r.store.NoteStaff(t.Context(), ledger.StaffSeen{Staff: staff, Hash: "h1"})
	must(t, err)
	all, err := r.audit.Roles(t.Context(), by("ada"), support.RolesRequest{})
	must(t, err)
	if len(all.Staff) != 4 || len(all.Changes) != 10 || all.Next != 0 || strings.Contains(fmt.Sprint(all), "olga@") {
		t.Errorf("got %+v", all)
	}
	one, err := r.audit.Roles(t.Context(), by("ada"), support.RolesRequest{Person: "OPS"})
	must(t, err)
	if len(one.Staff) != 1 || len(one.Changes) != 3 {
		t.Errorf("of one: %+v", one)
	}
}
