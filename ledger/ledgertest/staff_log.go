package ledgertest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// staffOf is a staff of one person with roles.
func staffOf(person refund.Person, roles ...refund.Role) refund.Staff {
	return refund.Staff{Ranks: Ranks, Reviewers: []refund.Reviewer{{Name: person, Roles: roles, Email: "anna@shop.example", LimitMinor: map[refund.Currency]int64{"CNY": 5}}}}
}

func (d *Desk) noteStaff(staff refund.Staff, hash string) int {
	d.T.Helper()
	n, err := d.Store.NoteStaff(d.ctx, ledger.StaffSeen{Staff: staff, Hash: hash})
	d.no(err)
	d.Clock.Advance(time.Minute)
	return n
}

func staffLogCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"the first staff is kept whole, the same again keeps nothing, and a change is kept with its file": func(t *testing.T, d *Desk) {
			began := d.Clock.Now()
			same(t, "first", d.noteStaff(staffOf("anna", "lead"), "h1"), 4) // ranks, person, role, limit
			same(t, "again", d.noteStaff(staffOf("anna", "lead"), "h1-with-a-comment"), 0)
			same(t, "changed", d.noteStaff(staffOf("anna", "finance"), "h2"), 2)
			all, err := d.Store.StaffChanges(d.ctx, ledger.StaffChangeFilter{})
			d.no(err)
			same(t, "changes", len(all), 6)
			equal(t, "the newest first", fmt.Sprintf("%d %s %s %s %v", all[0].Revision, all[0].Kind, all[0].What, all[0].Hash, all[0].First()), "2 ROLE_ADDED finance h2 false")
			same(t, "when", all[0].SeenAt.Equal(began.Add(2*time.Minute)), true)
			same(t, "the first", all[5].First() && all[5].Hash == "h1" && all[5].Became == "5", true)
		},
		"changes are read by person and revision by revision": func(t *testing.T, d *Desk) {
			d.noteStaff(staffOf("anna", "lead"), "h1")
			d.noteStaff(staffOf("ben", "lead"), "h2")
			for _, c := range []struct {
				filter ledger.StaffChangeFilter
				want   int
			}{{ledger.StaffChangeFilter{Person: " BEN"}, 3}, {ledger.StaffChangeFilter{Before: 2}, 4}, {ledger.StaffChangeFilter{LimitMax: 2}, 2}, {ledger.StaffChangeFilter{Before: 1}, 0}} {
				got, err := d.Store.StaffChanges(d.ctx, c.filter)
				d.no(err)
				same(t, fmt.Sprintf("%+v", c.filter), len(got), c.want)
			}
		},
		"of many workers that start with one file one keeps it": func(t *testing.T, d *Desk) {
			d.noteStaff(staffOf("anna", "lead"), "h1")
			var noting sync.WaitGroup
			for range 4 {
				noting.Go(func() {
					if _, err := d.Store.NoteStaff(d.ctx, ledger.StaffSeen{Staff: staffOf("ben", "lead"), Hash: "h2"}); err != nil {
						t.Error(err)
					}
				})
			}
			noting.Wait()
			all, err := d.Store.StaffChanges(d.ctx, ledger.StaffChangeFilter{})
			d.no(err)
			same(t, "revisions", all[0].Revision, 2)
		},
	}
}
