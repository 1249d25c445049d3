// Package supporttest is the services that a desk works with, on real books without workflows, for the tests of the services
// and of pages: the ledger judges each act as it does behind a workflow.
package supporttest

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// World is a ledger with refunds in several statuses, and the services over it.
type World struct {
	T        *testing.T
	Path     string
	Store    ledger.Store
	Clock    *ledgertest.Clock
	Refunds  *api.Service
	Acts     *support.ActDesk
	Contacts *support.Contacts
	// Known are the refunds by what they wait for.
	Known map[string]refund.ID
	// Away: the ledger cannot be tried. Undone: what acts do is rolled back once they are answered.
	// Gone: the workflow of a refund that is over takes nothing any more, as Temporal's does not.
	Away         error
	Undone, Gone bool
}

// Staff are the people: boss may do anything, lead has a small limit, low is support without one, abroad decides elsewhere.
func Staff() refund.Staff {
	small := map[refund.Currency]int64{"CNY": 5000}
	return refund.Staff{Ranks: ledgertest.Ranks, Reviewers: []refund.Reviewer{
		*ledgertest.Anything("boss").Reviewer, *ledgertest.Anything("second").Reviewer,
		{Name: "lead", Roles: []refund.Role{"lead"}, LimitMinor: small},
		{Name: "low", Roles: []refund.Role{"support"}},
		{Name: "wim", Roles: []refund.Role{"warehouse"}},
		{Name: "abroad", Roles: []refund.Role{"finance"}, LimitMinor: map[refund.Currency]int64{"CNY": 1 << 40}, Markets: []string{"US"}},
	}}
}

// first is the first world's books: the others begin with copies, which takes far less than to write them again.
var first struct {
	sync.Mutex
	books []byte
	known map[string]refund.ID
	now   time.Time
}

// New is a world with a refund of every kind.
func New(t *testing.T) *World {
	t.Helper()
	first.Lock()
	defer first.Unlock()
	w := &World{T: t, Path: filepath.Join(t.TempDir(), "ledger.db"), Clock: &ledgertest.Clock{}, Known: map[string]refund.ID{}}
	if first.books == nil {
		w.advance(time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC))
		w.open()
		w.fill(ledgertest.At(t, w.Store, w.Clock))
		err := w.Store.Close()
		if err == nil {
			first.books, err = os.ReadFile(w.Path)
		}
		if err != nil {
			t.Fatal(err)
		}
		first.known, first.now = w.Known, w.Clock.Now()
	}
	w.advance(first.now)
	w.Known = maps.Clone(first.known)
	if err := os.WriteFile(w.Path, first.books, 0o600); err != nil {
		t.Fatal(err)
	}
	w.open()
	return w
}

func (w *World) advance(to time.Time) {
	for w.Clock.Now().Before(to) { // a duration has room for 292 years
		w.Clock.Advance(min(to.Sub(w.Clock.Now()), 1<<62))
	}
}

func (w *World) open() {
	w.T.Helper()
	store, err := sqlite.OpenOrCreate(w.T.Context(), w.Path, w.Clock.Now)
	if err != nil {
		w.T.Fatal(err)
	}
	w.T.Cleanup(func() { _ = store.Close() })
	w.Store = store
	w.serve()
}

// Copy is the same world on a copy of its books. Nothing may be under way.
func (w *World) Copy() *World {
	w.T.Helper()
	own := *w
	own.Path = filepath.Join(w.T.TempDir(), "copy.db")
	if err := w.Store.Close(); err != nil {
		w.T.Fatal(err)
	}
	from, err := os.Open(w.Path)
	if err == nil {
		var to *os.File
		if to, err = os.OpenFile(own.Path, os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
			_, err = io.Copy(to, from)
			err = errors.Join(err, to.Close())
		}
		err = errors.Join(err, from.Close())
	}
	if err != nil {
		w.T.Fatal(err)
	}
	w.open()
	own.open()
	return &own
}

// rules decide again as they are asked to: a lower amount, what was chosen, an appeal of one unit.
func rules() *ledgertest.Rules {
	return &ledgertest.Rules{
		First: func(refund.Cancellation, refund.OrderHistory) (refund.Proposal, error) {
			return ledgertest.Units(1), nil
		},
		Again: func(in refund.Reassessment, _ refund.OrderHistory) (refund.Proposal, error) {
			fresh := in.Stored.Assessment.Legs[0].LegID + ".1"
			roles := in.Stored.ApprovalRoles
			switch {
			case in.AdjustToMinor != nil:
				return ledgertest.Lowered(*in.AdjustToMinor, fresh, roles...), nil
			case in.Choice != nil:
				return ledgertest.Credit(0, fresh), nil
			case in.Appealed:
				return ledgertest.Lowered(11300, "appeal", "lead"), nil
			}
			return refund.Proposal{}, refund.Problem{Code: refund.CodeNotSupported, Detail: "the rules say so"}
		},
	}
}

func (w *World) serve() {
	w.T.Helper()
	staff := func(context.Context) (refund.Staff, error) { return Staff(), nil }
	vault := func(context.Context) (*privacy.Vault, error) {
		if w.Undone { // sealing keeps a key, which takes a commit for each act
			return nil, nil
		}
		return privacy.NewVault(w.Store, privacy.Master{}), nil
	}
	var err error
	if w.Refunds, err = api.New(api.Ports{
		Stories: stories{w}, Intake: intake{w}, Books: w.Store, Staff: staff, Vault: vault, Now: w.Clock.Now,
		Rehearse: func(ctx context.Context, work func(api.Rehearsal) error) error {
			return w.Store.Rehearse(ctx, func(r ledger.Rehearsal) error { return work(api.Rehearsal{Books: r, Rules: rules()}) })
		},
	}); err != nil {
		w.T.Fatal(err)
	}
	w.Acts, err = support.NewActDesk(support.ActPorts{
		Try: w.try, Staff: staff, Witness: asserted, Outside: w.Store.OutsideRefunds, Now: w.Clock.Now,
		Say: func(ctx context.Context, n refund.Notice, explanation refund.Explanation) (messaging.Message, error) {
			tellers := activities.Tellers{Speak: explain.Speak, Expect: w.Store, Vault: privacy.NewVault(w.Store, privacy.Master{}), Clock: w.Clock.Now}
			return tellers.Show(ctx, n, explanation, "")
		},
	})
	if err != nil {
		w.T.Fatal(err)
	}
	if w.Contacts, err = support.NewContacts(support.ContactPorts{Keep: w.Store.KeepContact, Read: w.Store.Contacts, Staff: staff, Vault: vault}); err != nil {
		w.T.Fatal(err)
	}
}

func (w *World) try(ctx context.Context, work func(support.ActTrial) error) error {
	if w.Away != nil {
		return w.Away
	}
	return w.Store.Rehearse(ctx, func(r ledger.Rehearsal) error { return work(support.ActTrial{Books: r, Rules: rules()}) })
}

// asserted: no door signs here.
func asserted(refund.Subject) refund.Witnessed {
	return refund.Witnessed{Subject: refund.Subject{Verified: refund.Asserted}}
}

// Call is a call by a person under a key of its own.
func Call(name refund.Person, key string) api.Call {
	return api.Call{Subject: api.Person(name), Key: key}
}

// stories are refunds without workflows.
type stories struct{ w *World }

// View implements api.Stories.
func (s stories) View(ctx context.Context, id refund.ID) (refund.View, error) {
	now, err := s.w.Store.Standing(ctx, id)
	return refund.View{Standing: now}, err
}

// Act implements api.Stories.
func (s stories) Act(ctx context.Context, id refund.ID, act refund.Act) (refund.Answer, error) {
	in := refund.ActRequest{Refund: id, Act: act, Authority: Staff().Authority(act.By())}
	if act.Kind == refund.ActAssign {
		in.Assignee = Staff().Authority(act.Assignment.To)
	}
	if now, err := s.w.Store.Standing(ctx, id); s.w.Gone && (err != nil || now.Status.Final()) {
		return refund.Answer{}, errors.Join(refund.Problem{Code: refund.CodeNotFound, Detail: string(id) + " is not open"}, err)
	}
	if !s.w.Undone {
		acted, err := s.w.Store.CarryOut(ctx, in, rules())
		return acted.Answer, err
	}
	var acted refund.Acted
	err := s.w.Store.Rehearse(ctx, func(r ledger.Rehearsal) (err error) {
		acted, err = r.CarryOut(ctx, in, rules())
		return err
	})
	return acted.Answer, err
}

// intake decides without a workflow.
type intake struct{ w *World }

// Request implements api.Intake.
func (i intake) Request(ctx context.Context, in refund.Request) (refund.Requested, error) {
	out, err := i.w.Store.DecideRefund(ctx, refund.Decide{Cancellation: in.Cancellation, Digest: in.Digest, RunID: "run"}, rules())
	return refund.Requested{Version: out.Standing.Version, Conflict: out.Result == refund.DecidedConflict}, err
}
