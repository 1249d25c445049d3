package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// clearedByTwo: the provider says in writing that it will not pay; two people of the policy's roles say so,
// and what the leg held goes back to the order.
func clearedByTwo(t *testing.T, w *world) {
	id := w.publish("order-clear", paidFrom("ch_order-clear~pending:30m"), refund.StatusPayingOut)
	w.legIs(id, func(l refund.LegStanding) bool { return l.Status == refund.LegPending })
	w.mustRun("look-now", string(id), "--by", "noah")
	clear := func(by string) (string, error) {
		return w.makegood("clear", string(id), "--leg", "1", "--not-paid", "--reference", "case 2207", "--by", by,
			"--evidence", "https://mail.example/2207")
	}
	if _, err := clear("mia"); err == nil { // of support
		t.Error("somebody of none of the roles cleared it")
	}
	if _, err := clear("noah"); err == nil || !strings.Contains(err.Error(), string(refund.CodeNotNow)) {
		t.Errorf("cleared while the leg may still be being sent: %v", err)
	}
	w.until("the end of the leg's lease", time.Minute, func() bool {
		_, err := clear("noah")
		return err == nil
	})
	w.legIs(id, func(l refund.LegStanding) bool { return l.Status == refund.LegPending && len(l.Cleared) == 1 })
	if _, err := clear("olga"); err != nil {
		t.Fatal(err)
	}
	w.reaches(id, refund.StatusNeedsAttention)
	w.mustRun("resolve", string(id), "--give-up", "--by", "olga", "--note", "the account was closed")
	w.reaches(id, refund.StatusRejected)
	if got := w.movedFor("order-clear~pending:30m"); got != 0 {
		t.Errorf("moved %d", got)
	}
}

// stoppedForAWhile: while the kill switch is on, a refund waits, and nobody is asked; then it goes on.
func stoppedForAWhile(t *testing.T, w *world) {
	w.mustRun("kill-switch", "--on", "--by", "ops", "--note", "the provider reports double bookings")
	id := w.publish("order-stop", nil, refund.StatusPayingOut)
	w.legIs(id, func(l refund.LegStanding) bool { return l.Stopped == refund.CodeKillSwitch })
	if out := w.mustRun("waiting"); strings.Contains(out, "order-stop") {
		t.Errorf("somebody is asked about a stop:\n%s", out)
	}
	if got := w.movedFor("order-stop"); got != 0 {
		t.Errorf("moved %d while it was stopped", got)
	}
	w.mustRun("kill-switch", "--off", "--by", "ops", "--note", "they found nothing")
	w.mustRun("look-now", string(id), "--by", "ops")
	w.reaches(id, refund.StatusRefunded)
	if got := w.movedFor("order-stop"); got != 14000 {
		t.Errorf("moved %d", got)
	}
}

// legIs waits until something holds for the refund's one leg.
func (w *world) legIs(id refund.ID, holds func(refund.LegStanding) bool) {
	w.t.Helper()
	w.until("what leg 1 of "+string(id)+" was to come to", time.Minute, func() bool {
		stored, err := w.books.Case(w.t.Context(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		leg, ok := stored.Standing.Leg("1")
		return ok && holds(leg)
	})
}
