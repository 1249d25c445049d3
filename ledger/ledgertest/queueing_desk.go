package ledgertest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// claimLasts is for how long the suite's people claim a refund.
const claimLasts = 15 * time.Minute

// claim asks for a refund, and returns who has it then.
func (d *Desk) claim(id refund.ID, person refund.Person) refund.Person {
	d.T.Helper()
	got, err := d.Store.ClaimCase(d.ctx, ledger.ClaimRequest{Refund: id, Person: person, Lasts: claimLasts, Acting: signedIn(person).Subject})
	d.no(err)
	return got.Person
}

// deskDone are the kinds of what was done at the desk about something, newest first.
func (d *Desk) deskDone(about string) (kinds []ledger.DeskActKind) {
	d.T.Helper()
	acts, err := d.Store.DeskActs(d.ctx, about, 100)
	d.no(err)
	for _, act := range acts {
		if act.By == "" || act.At.IsZero() || act.Verified == "" {
			d.T.Errorf("nobody knows who did %+v, or when", act)
		}
		kinds = append(kinds, act.Kind)
	}
	return kinds
}

// refusedBy fails unless an error is a problem with a code.
func (d *Desk) refusedBy(what string, err error, code refund.Code) {
	d.T.Helper()
	if problem, ok := refund.ProblemIn(err); !ok || problem.Code != code {
		d.T.Errorf("%s: %v, want %s", what, err, code)
	}
}

func deskCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"who claims a refund has it until the time is over, and then another may": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			same(t, "first", d.claim(id, "ann"), "ann")
			same(t, "second", d.claim(id, "ben"), "ann")
			d.Clock.Advance(claimLasts - time.Microsecond)
			same(t, "before its end", d.claim(id, "ben"), "ann")
			d.Clock.Advance(time.Microsecond)
			equal(t, "nobody's", d.queue(ledger.QueueFilter{UnclaimedFor: "cy"}), []refund.ID{id})
			_, claimed, err := d.Store.CaseClaim(d.ctx, id)
			d.no(err)
			same(t, "claimed after its end", claimed, false)
			same(t, "after its end", d.claim(id, "ben"), "ben")
			is, claimed, err := d.Store.CaseClaim(d.ctx, id)
			d.no(err)
			equal(t, "who has it", is, ledger.DeskClaim{Refund: id, Person: "ben", ClaimedAt: d.Clock.Now(), UntilAt: d.Clock.Now().Add(claimLasts)})
			same(t, "claimed", claimed, true)
			equal(t, "kept", d.deskDone(string(id)), []ledger.DeskActKind{ledger.DeskClaimed, ledger.DeskClaimed})
		},
		"the same person extends a claim, and it stays the same claim": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			begun := d.Clock.Now()
			d.claim(id, "ann")
			d.Clock.Advance(time.Minute)
			d.claim(id, "ann")
			rows, err := d.Store.Queue(d.ctx, ledger.QueueFilter{})
			d.no(err)
			equal(t, "claim", *rows[0].Claim, ledger.DeskClaim{Refund: id, Person: "ann", ClaimedAt: begun, UntilAt: begun.Add(time.Minute + claimLasts)})
			equal(t, "another does not get it", d.queue(ledger.QueueFilter{UnclaimedFor: "ben"}), []refund.ID(nil))
			equal(t, "its holder does", d.queue(ledger.QueueFilter{UnclaimedFor: "ann"}), []refund.ID{id})
		},
		"a claim ends when its holder says so, and by nobody else's word": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			d.claim(id, "ann")
			d.no(d.Store.ReleaseCase(d.ctx, ledger.ReleaseRequest{Refund: id, Person: "ben", Acting: signedIn("ben").Subject}))
			same(t, "still", d.claim(id, "cy"), "ann")
			d.no(d.Store.ReleaseCase(d.ctx, ledger.ReleaseRequest{Refund: id, Person: "ann", Acting: signedIn("ann").Subject}))
			same(t, "free", d.claim(id, "cy"), "cy")
			d.refusedBy("in another's name", d.Store.ReleaseCase(d.ctx, ledger.ReleaseRequest{Refund: id, Person: "cy", Acting: signedIn("ben").Subject}), refund.CodeSubjectMismatch)
		},
		"a decision ends a claim, a refused one does not": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead", "finance")
			d.claim(id, "anna")
			minor := int64(1)
			d.Refused(id, deciding(refund.Decision{DecisionID: "d0", Verb: refund.VerbApprove, Reviewer: "anna", AmountMinor: &minor}), refund.CodeAmountMoved)
			same(t, "still", d.claim(id, "ben"), "anna")
			d.Taken(id, deciding(approve("d1", "anna")))
			same(t, "the next one's", d.claim(id, "ben"), "ben")
			equal(t, "kept", d.deskDone(string(id)), []ledger.DeskActKind{ledger.DeskClaimed, ledger.DeskClaimEnded, ledger.DeskClaimed})
		},
		"of many people at once one has it": func(t *testing.T, d *Desk) {
			id := d.Waiting("o1", "lead")
			var had atomic.Int64
			atOnce(8, func(i int) {
				person := refund.Person(fmt.Sprint("p", i))
				got, err := d.Store.ClaimCase(d.ctx, ledger.ClaimRequest{Refund: id, Person: person, Lasts: claimLasts})
				if err != nil {
					t.Error(err)
				}
				if got.Person == person {
					had.Add(1)
				}
			})
			same(t, "have it", had.Load(), int64(1))
		},
		"what waits for nobody cannot be claimed": func(t *testing.T, d *Desk) {
			_, err := d.Store.ClaimCase(d.ctx, ledger.ClaimRequest{Refund: d.Paid("o1", "c1", 1), Person: "ann", Lasts: claimLasts})
			d.refusedBy("paid", err, refund.CodeWrongState)
			_, err = d.Store.ClaimCase(d.ctx, ledger.ClaimRequest{Refund: "refund/m1/none/c1", Person: "ann", Lasts: claimLasts})
			same(t, "not there", errors.Is(err, ledger.ErrNotFound), true)
			_, err = d.Store.ClaimCase(d.ctx, ledger.ClaimRequest{Refund: d.Waiting("o2", "lead"), Person: "ann", Lasts: claimLasts, Acting: shopProgram(1).Subject})
			d.refusedBy("a program", err, refund.CodeNotForMachines)
		},
		"a view is its owner's, and everybody's to see where it is shared": func(t *testing.T, d *Desk) {
			save := func(owner refund.Person, name, query string, shared bool) error {
				return d.Store.SaveQueueView(d.ctx, ledger.QueueView{Owner: owner, Name: name, Query: query, Shared: shared}, signedIn(owner).Subject)
			}
			d.no(save("ann", "big ones", "amount_min=100", false))
			d.no(save("ann", "late", "overdue=1", true))
			d.no(save("ben", "big ones", "amount_min=500", false))
			d.no(save("ann", "big ones", "amount_min=200", false))
			seen, err := d.Store.QueueViews(d.ctx, "ben")
			d.no(err)
			equal(t, "ben's", seen, []ledger.QueueView{
				{Owner: "ben", Name: "big ones", Query: "amount_min=500", SavedAt: d.Clock.Now()}, {Owner: "ann", Name: "late", Query: "overdue=1", Shared: true, SavedAt: d.Clock.Now()},
			})
			d.no(d.Store.DropQueueView(d.ctx, "ben", "late", signedIn("ben").Subject))
			d.no(d.Store.DropQueueView(d.ctx, "ann", "big ones", signedIn("ann").Subject))
			seen, err = d.Store.QueueViews(d.ctx, "ann")
			d.no(err)
			same(t, "ann's", len(seen), 1)
			same(t, "the shared one stays", seen[0].Name, "late")
			equal(t, "kept", d.deskDone("ann/big ones"), []ledger.DeskActKind{ledger.DeskViewDropped, ledger.DeskViewSaved, ledger.DeskViewSaved})
			d.refusedBy("in another's name", d.Store.DropQueueView(d.ctx, "ann", "late", signedIn("ben").Subject), refund.CodeSubjectMismatch)
		},
		"a person keeps a bounded number of views": func(t *testing.T, d *Desk) {
			for i := range ledger.QueueViewsMax {
				d.no(d.Store.SaveQueueView(d.ctx, ledger.QueueView{Owner: "ann", Name: fmt.Sprint("v", i)}, refund.Subject{}))
			}
			d.no(d.Store.SaveQueueView(d.ctx, ledger.QueueView{Owner: "ann", Name: "v0", Query: "overdue=1"}, refund.Subject{}))
			d.refusedBy("one more", d.Store.SaveQueueView(d.ctx, ledger.QueueView{Owner: "ann", Name: "more"}, refund.Subject{}), refund.CodeTooLarge)
		},
		"who is away is known with their deputy until they are back": func(t *testing.T, d *Desk) {
			now := d.Clock.Now()
			away := ledger.Absence{Person: "ann", Deputy: "ben", FromAt: now.Add(time.Hour), UntilAt: now.Add(3 * time.Hour), SetBy: "cy"}
			d.no(d.Store.SetAbsence(d.ctx, away, signedIn("cy").Subject))
			away.SetAt = now
			known, err := d.Store.Absences(d.ctx)
			d.no(err)
			equal(t, "absences", known, []ledger.Absence{away})
			same(t, "not yet", known[0].At(now), false)
			same(t, "then", known[0].At(now.Add(time.Hour)), true)
			same(t, "back", known[0].At(now.Add(3*time.Hour)), false)
			broken(t, d.Store.SetAbsence(d.ctx, ledger.Absence{Person: "ann", Deputy: "Ann", FromAt: now, UntilAt: now.Add(1), SetBy: "cy"}, refund.Subject{}))
			d.no(d.Store.EndAbsence(d.ctx, "ann", "ann", signedIn("ann").Subject))
			known, err = d.Store.Absences(d.ctx)
			d.no(err)
			same(t, "nobody is away", len(known), 0)
			equal(t, "kept", d.deskDone("ann"), []ledger.DeskActKind{ledger.DeskAbsenceEnded, ledger.DeskAbsenceSet})
		},
		"the queue's mark changes with each refund and each act at the desk, and with nothing else": func(t *testing.T, d *Desk) {
			mark := func() ledger.QueueMark {
				m, err := d.Store.QueueMark(d.ctx)
				d.no(err)
				return m
			}
			first := mark()
			id := d.Waiting("o1", "lead")
			second := mark()
			d.claim(id, "ann")
			third := mark()
			d.queue(ledger.QueueFilter{})
			same(t, "a refund", first != second, true)
			same(t, "a claim", second != third, true)
			same(t, "a look", mark(), third)
		},
	}
}
