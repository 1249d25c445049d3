// Package apitest is a service over pretend ports, for the tests of the service and of its doors.
package apitest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// Bench is a service over pretend ports, before one refund of 45.00 CNY that waits for a reviewer.
type Bench struct {
	Service *api.Service
	Stories *Stories
	Intake  *Intake
	Books   *Books
	Notes   []api.Note
}

// Known is the refund that there is, At when calls come.
const Known refund.ID = "refund/m/o/r"

// At is after the contract's examples happened.
var At = time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)

// New is a bench.
func New(t *testing.T) *Bench {
	t.Helper()
	now := refund.Standing{
		Refund: Known, Version: 3, Status: refund.StatusAwaitingApproval, AssessmentHash: "h-1", Currency: "CNY", TotalMinor: 4500,
	}
	b := &Bench{
		Stories: &Stories{Standing: refund.View{Standing: now, WaitsFor: "a reviewer"}, Answer: refund.Answer{Accepted: true, Detail: "done", Status: now.Status}},
		Intake:  &Intake{},
		Books:   &Books{Known: map[refund.ID]refund.Case{Known: {ID: Known, Status: now.Status, Standing: now}}, Answer: refund.Answer{Accepted: true, Detail: "attributed"}},
	}
	service, err := api.New(b.Ports())
	if err != nil {
		t.Fatal(err)
	}
	b.Service = service
	return b
}

// Ports are the bench's; nothing can be rehearsed.
func (b *Bench) Ports() api.Ports {
	return api.Ports{
		Stories: b.Stories, Intake: b.Intake, Books: b.Books, Now: func() time.Time { return At },
		Staff: func(context.Context) (refund.Staff, error) {
			return refund.Staff{Reviewers: []refund.Reviewer{{Name: "ann"}, {Name: "ada", Roles: []refund.Role{refund.RoleAuditor}}}}, nil
		},
		Rehearse: func(context.Context, func(api.Rehearsal) error) error { return errors.New("no rehearsals here") },
	}
}

// By is a call by a person, under a key.
func (b *Bench) By(name refund.Person, key string) api.Call {
	return api.Call{Subject: api.Person(name), Key: key, Note: func(n api.Note) { b.Notes = append(b.Notes, n) }}
}

// Shop is a machine with some scopes.
func Shop(scopes ...api.Scope) api.Call {
	return api.Call{Subject: api.Subject{Name: "shop", Kind: api.Machine, Verified: api.ByKey, Scopes: scopes}, Key: "k-1"}
}
