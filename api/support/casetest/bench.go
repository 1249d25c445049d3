// Package casetest has refunds in a real ledger, judged by the default rules, for the tests of cases and of their pages.
//
// On the path: in tests alone. The workflow is pretended: it says what the test wants, or does not answer.
package casetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// At is when the bench begins, after the contract's examples happened.
var At = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)

// Bench is the service of cases over a ledger of its own.
type Bench struct {
	*Books
	Cases *support.Cases
	// Time is what the clock stands at; tests move it by hand.
	Time time.Time
	// Stories pretend the workflows: none answers until Standing is set.
	Stories *apitest.Stories

	t     *testing.T
	rules activities.Judgement
	root  string
}

// Books are a ledger whose reads are counted, and which fails where it is told to.
type Books struct {
	ledger.Store
	// Reads counts reads of cases and of what is around them. CaseErr and AroundErr are what they fail with.
	Reads              int
	CaseErr, AroundErr error
}

// Case implements ledger.Reader.
func (b *Books) Case(ctx context.Context, id refund.ID) (refund.Case, error) {
	if b.Reads++; b.CaseErr != nil {
		return refund.Case{}, b.CaseErr
	}
	return b.Store.Case(ctx, id)
}

// Around implements ledger.CaseReader.
func (b *Books) Around(ctx context.Context, id refund.ID) (ledger.Around, error) {
	if b.Reads++; b.AroundErr != nil {
		return ledger.Around{}, b.AroundErr
	}
	return b.Store.Around(ctx, id)
}

// New is a bench. root is the repository's root, as seen from the test.
func New(t *testing.T, root string, mask support.CaseMask) *Bench {
	t.Helper()
	b := &Bench{Time: At, t: t, root: root, Stories: &apitest.Stories{ViewErr: refund.Problem{Code: refund.CodeNotFound, Detail: "no workflow is open"}}}
	store, err := sqlite.OpenOrCreate(context.Background(), filepath.Join(t.TempDir(), "ledger.db"), b.Now)
	must(t, err)
	t.Cleanup(func() { _ = store.Close() })
	rules, err := policy.Default()
	must(t, err)
	scores, err := risk.Default()
	must(t, err)
	b.Books, b.rules = &Books{Store: store}, activities.Judgement{Policy: rules, Risk: scores}
	service, err := api.New(api.Ports{
		Stories: b.Stories, Intake: &apitest.Intake{}, Books: b.Books, Now: b.Now,
		Staff:    func(context.Context) (refund.Staff, error) { return refund.Staff{}, nil },
		Rehearse: func(context.Context, func(api.Rehearsal) error) error { return errors.New("no rehearsals here") },
	})
	must(t, err)
	b.Cases, err = support.NewCases(support.CasePorts{Refunds: service, Books: b.Books, Mask: mask})
	must(t, err)
	return b
}

// Now is the time that the clock stands at.
func (b *Bench) Now() time.Time { return b.Time }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Ann is a call of a person, in a language.
func Ann(locale string) api.Call {
	call := api.Call{Subject: api.Person("ann"), Locale: locale}
	call.Subject.Verified = api.ByOIDC
	return call
}

// Example is one of the contract's examples: "whole", "partial-split-tender" and others.
func (b *Bench) Example(name string) refund.Cancellation {
	b.t.Helper()
	raw, err := os.ReadFile(filepath.Join(b.root, "internal", "demo", "examples", "order-cancelled."+name+".json"))
	must(b.t, err)
	request, err := event.Decode(event.Message{Value: raw}, b.Now())
	must(b.t, err)
	return request.Cancellation
}

// Decide has a request judged by the default rules.
func (b *Bench) Decide(c refund.Cancellation) refund.ID {
	b.t.Helper()
	_, err := b.DecideRefund(b.t.Context(), refund.Decide{Digest: refund.Digest(c), Cancellation: c, RunID: "run-1"}, b.rules)
	must(b.t, err)
	return c.ID()
}

// Outcome begins a leg of a refund and books what its provider says of it.
func (b *Bench) Outcome(id refund.ID, leg refund.LegID, kind refund.OutcomeKind) {
	b.t.Helper()
	cause := refund.Cause{Actor: refund.ActorMakegood, Reason: "test"}
	_, err := b.BeginLeg(b.t.Context(), refund.Begin{Refund: id, Leg: leg, Attempt: "a1", CallTimeout: time.Second, SettlingDelay: time.Minute, Cause: cause})
	must(b.t, err)
	if kind == "" {
		return
	}
	_, err = b.RecordOutcome(b.t.Context(), refund.Record{Refund: id, Leg: leg, Generation: 1, Attempt: "a1", Outcome: refund.Outcome{Kind: kind}, Cause: cause})
	must(b.t, err)
}

// Legs are the ids of a refund's legs.
func (b *Bench) Legs(id refund.ID) (out []refund.LegID) {
	b.t.Helper()
	s, err := b.Standing(b.t.Context(), id)
	must(b.t, err)
	for _, leg := range s.Legs {
		out = append(out, leg.LegID)
	}
	return out
}
