package api_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// at is when the tests' calls come: after the contract's examples happened.
var at = time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)

// bench is a service over pretend ports, before one refund of 45.00 CNY that waits for a reviewer.
type bench struct {
	service *api.Service
	stories *stories
	intake  *intake
	books   *books
	notes   []api.Note
}

// stories show one refund, and keep what is sent to it.
type stories struct {
	view    refund.View
	viewErr error
	answer  refund.Answer
	actErr  error
	acts    []refund.Act
}

func (s *stories) View(_ context.Context, id refund.ID) (refund.View, error) {
	if s.viewErr != nil {
		return refund.View{}, s.viewErr
	}
	if id != s.view.Refund {
		return refund.View{}, refund.Problem{Code: refund.CodeNotFound, Detail: string(id)}
	}
	return s.view, nil
}

func (s *stories) Act(_ context.Context, _ refund.ID, act refund.Act) (refund.Answer, error) {
	s.acts = append(s.acts, act)
	return s.answer, s.actErr
}

// intake decides what it is asked for: stores is called with each request, and becomes the ledger's case.
type intake struct {
	asked  []refund.Request
	answer refund.Requested
	err    error
	stores func(refund.Request)
}

func (i *intake) Request(_ context.Context, in refund.Request) (refund.Requested, error) {
	i.asked = append(i.asked, in)
	if i.stores != nil {
		i.stores(in)
	}
	return i.answer, i.err
}

// books are cases by their ids, and the list as it is given.
type books struct {
	cases   map[refund.ID]refund.Case
	caseErr error
	rows    []ledger.CaseRow
	filters []ledger.CaseFilter
	outside []ledger.OutsideRefund
	said    []ledger.Attribution
	answer  refund.Answer
}

func (b *books) Case(_ context.Context, id refund.ID) (refund.Case, error) {
	if b.caseErr != nil {
		return refund.Case{}, b.caseErr
	}
	if found, ok := b.cases[id]; ok {
		return found, nil
	}
	return refund.Case{}, ledger.ErrNotFound
}

// Cases is the list after the filter's place, as the ledger orders it.
func (b *books) Cases(_ context.Context, filter ledger.CaseFilter) (out []ledger.CaseRow, err error) {
	b.filters = append(b.filters, filter)
	for _, row := range b.rows {
		after := filter.After == nil || row.OpenedAt.Before(filter.After.OpenedAt) || row.OpenedAt.Equal(filter.After.OpenedAt) && row.ID > filter.After.ID
		if after && len(out) < filter.LimitMax {
			out = append(out, row)
		}
	}
	return out, b.caseErr
}

func (b *books) OutsideRefunds(context.Context, ledger.OutsideFilter) ([]ledger.OutsideRefund, error) {
	return b.outside, nil
}

func (b *books) PaymentOwner(context.Context, ledger.NamedPayment) (refund.KeyOwner, error) {
	return refund.KeyOwner{}, ledger.ErrNotFound
}

func (b *books) Attribute(_ context.Context, in ledger.Attribution) (refund.Answer, error) {
	b.said = append(b.said, in)
	return b.answer, nil
}

const known refund.ID = "refund/m/o/r"

func newBench(t *testing.T) *bench {
	t.Helper()
	now := refund.Standing{
		Refund: known, Version: 3, Status: refund.StatusAwaitingApproval, AssessmentHash: "h-1", Currency: "CNY", TotalMinor: 4500,
	}
	b := &bench{
		stories: &stories{view: refund.View{Standing: now, WaitsFor: "a reviewer"}, answer: refund.Answer{Accepted: true, Detail: "done", Status: now.Status}},
		intake:  &intake{},
		books:   &books{cases: map[refund.ID]refund.Case{known: {ID: known, Status: now.Status, Standing: now}}, answer: refund.Answer{Accepted: true, Detail: "attributed"}},
	}
	service, err := api.New(api.Ports{
		Stories: b.stories, Intake: b.intake, Books: b.books, Now: func() time.Time { return at },
		Staff: func(context.Context) (refund.Staff, error) {
			return refund.Staff{Reviewers: []refund.Reviewer{{Name: "ann"}}}, nil
		},
		Rehearse: func(context.Context) (api.Rehearsal, error) { return api.Rehearsal{}, errors.New("no rehearsals here") },
	})
	if err != nil {
		t.Fatal(err)
	}
	b.service = service
	return b
}

// by is a call by a person, under a key.
func (b *bench) by(name refund.Person, key string) api.Call {
	return api.Call{Subject: api.Person(name), Key: key, Note: func(n api.Note) { b.notes = append(b.notes, n) }}
}

// shop is a machine with some scopes.
func shop(scopes ...api.Scope) api.Call {
	return api.Call{Subject: api.Subject{Name: "shop", Kind: api.Machine, Verified: api.ByKey, Scopes: scopes}, Key: "k-1"}
}

// refusedWith fails unless err is the service's own error with a code.
func refusedWith(t *testing.T, what string, err error, code refund.Code) {
	t.Helper()
	var own *api.Error
	if !errors.As(err, &own) || own.Code != code || own.Detail == "" || own.Sentence == "" {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

// example is a cancellation of the event contract.
func example(t *testing.T, name string) refund.Request {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "internal", "demo", "examples", "order-cancelled."+name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := event.Decode(event.Message{Value: raw}, at)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func TestAServiceNeedsItsPorts(t *testing.T) {
	if _, err := api.New(api.Ports{}); err == nil {
		t.Error("a service without ports")
	}
}
