package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// upgraded brings a refund into a state, takes its file back to the schema before the standing with what the code
// of that time would have had in the row, and opens it again.
func upgraded(t *testing.T, ready func(*ledgertest.Desk) refund.ID, row string) (*ledgertest.Desk, refund.Standing) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	id := ready(ledgertest.At(t, open(t, path, clock), nil))
	older(t, path, row)
	d := ledgertest.At(t, open(t, path, clock), nil)
	c := d.Case(id).Cancellation
	return d, d.Decide(c, ledgertest.Refusing("NO_RULES")).Standing // a new run of its story
}

// refused is a request that the rules refuse, and that may be appealed for a day.
func refused(d *ledgertest.Desk) refund.ID {
	c, p := ledgertest.Request("o1", "c1", 1), ledgertest.Units(1)
	a := &p.Assessment
	a.Disposition, a.Reasons, a.AppealSeconds = refund.DispositionReject, []string{"EXCLUDED"}, 86400
	a.TotalMinor, a.TaxMinor, a.Components, a.Legs = 0, 0, nil, nil
	return d.Propose(c, p).Refund
}

func TestWhatTheRulesRefusedBeforeTheUpgradeMayStillBeAppealed(t *testing.T) {
	for name, row := range map[string]string{
		"the window was open in the workflow alone": `UPDATE refunds SET status = 'Received', review_due_at = NULL`,
		"a reviewer had refused it":                 `UPDATE refunds SET status = 'Rejected'`,
	} {
		d, s := upgraded(t, refused, row)
		if s.Status != refund.StatusRejected || s.AppealBy == nil || s.Closed {
			t.Errorf("%s: it stands as %+v", name, s)
		}
		d.BooksAgree()
	}
}

func TestGoodsThatWereAwaitedBeforeTheUpgradeAreDue(t *testing.T) {
	d, s := upgraded(t, func(d *ledgertest.Desk) refund.ID { return d.AwaitingGoods("o1") }, `UPDATE refunds SET last_reason = ''`)
	if s.Status != refund.StatusAwaitingGoods || s.Goods.By == nil {
		t.Errorf("it stands as %+v", s.Goods)
	}
	if end := d.Pass(s.Refund, refund.DeadlineGoods, s.Goods.By); end.Status != refund.StatusRejected {
		t.Errorf("when they are due it is %s", end.Status)
	}
}

// TestWhatWasUnderReviewBeforeTheUpgradeIsDecided: what the customer was asked is not in the older ledger.
func TestWhatWasUnderReviewBeforeTheUpgradeIsDecided(t *testing.T) {
	for _, status := range []string{"AwaitingApproval", "NeedsInfo"} {
		d, s := upgraded(t, func(d *ledgertest.Desk) refund.ID { return d.Waiting("o1", "lead") }, `UPDATE refunds SET status = '`+status+`'`)
		if s.Status != refund.StatusAwaitingApproval || s.Approval.Since == nil {
			t.Errorf("%s: it stands as %+v", status, s)
		}
		yes := refund.Decision{DecisionID: "d1", Verb: refund.VerbApprove, Reviewer: "anna"}
		if s := d.Taken(s.Refund, refund.Act{Kind: refund.ActDecide, Decision: &yes}); s.Status != refund.StatusPayingOut {
			t.Errorf("%s: approved, it is %s", status, s.Status)
		}
		d.BooksAgree()
	}
}

// TestWhatTheUpgradeFoundInPassingWaitsForAPerson: what was found of the goods is not in the older ledger.
func TestWhatTheUpgradeFoundInPassingWaitsForAPerson(t *testing.T) {
	d, s := upgraded(t, func(d *ledgertest.Desk) refund.ID { return d.AwaitingGoods("o1") }, `UPDATE refunds SET status = 'Inspected'`)
	if s.Status != refund.StatusNeedsAttention || s.Attention() != refund.CodeNotSupported {
		t.Errorf("it stands as %+v", s)
	}
	gone := refund.Resolution{ResolutionID: "r1", Action: refund.ResolveGiveUp, By: "anna"}
	if s := d.Taken(s.Refund, refund.Act{Kind: refund.ActResolve, Resolution: &gone}); s.Status != refund.StatusRejected {
		t.Errorf("given up, it is %s", s.Status)
	}
	d.BooksAgree()
	assessing := func(d *ledgertest.Desk) refund.ID {
		return d.Decide(ledgertest.Request("o2", "c1", 1), ledgertest.Refusing("NOT_SUPPORTED")).Standing.Refund
	}
	if _, s := upgraded(t, assessing, `UPDATE refunds SET status = 'Assessing'`); s.Status != refund.StatusNeedsAttention {
		t.Errorf("what was being judged stands as %+v", s)
	}
}
