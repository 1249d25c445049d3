package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

func TestAFileThatCannotBeOpenedIsNamed(t *testing.T) {
	for name, path := range map[string]string{
		"no such folder": filepath.Join(t.TempDir(), "missing", "ledger.db"), "a folder": t.TempDir(),
	} {
		_, err := sqlite.Open(context.Background(), path, time.Now)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got error %v, want one that names %s", name, err, path)
		}
	}
	if _, err := sqlite.Open(context.Background(), "", time.Now); err == nil {
		t.Error("a ledger without a file was opened")
	}
}

func TestAFileOfSomethingElseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("not a ledger ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(context.Background(), path, time.Now); err == nil {
		t.Error("a file that is no database was opened")
	}
}

func TestReopeningKeepsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger with space & %.db")
	first, err := sqlite.OpenOrCreate(context.Background(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	id := ledgertest.At(t, first, nil).Sent("o1", "c1", 1)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the books are not in the file that was named: %v", err)
	}
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	d.Record(id, refund.OutcomeSettled)
	d.Payment(id, ledgertest.Control{Open: 11300, Returned: 11300})
	d.BooksAgree()
}

func TestTwoHandlesOnOneFileNeverOverRefundAndNeverSeeALock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	desks := []*ledgertest.Desk{
		ledgertest.At(t, open(t, path, time.Now), nil), ledgertest.At(t, open(t, path, time.Now), nil),
	}
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() { desks[i%2].PayOne(ledgertest.ManyUnits(fmt.Sprintf("c%d", i), "o1", "ch_1", 40, 4000)) })
	}
	all.Wait()
	desks[0].Payment(ledgertest.ManyUnits("c0", "o1", "ch_1", 40, 4000).ID(), ledgertest.Control{Returned: 4000})
	desks[1].BooksAgree()
}

// childFile names, for a child process of the test below, the file to work on.
const childFile = "MAKEGOOD_LEDGER_TEST_FILE"

func TestTwoProcessesOpenANewFileAtOnceAndShareTheBooks(t *testing.T) {
	if path := os.Getenv(childFile); path != "" {
		d := ledgertest.At(t, open(t, path, time.Now), nil)
		for i := range 20 {
			d.PayOne(ledgertest.ManyUnits(fmt.Sprintf("child%d-%d", os.Getpid(), i), "o1", "ch_1", 30, 3000))
		}
		return
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			child := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
			child.Env = append(os.Environ(), childFile+"="+path)
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	late := ledgertest.ManyUnits("late", "o1", "ch_1", 30, 3000)
	if d.PayOne(late) {
		t.Error("the 31st of 30 units was paid")
	}
	d.Payment(late.ID(), ledgertest.Control{Returned: 3000})
	d.BooksAgree()
}

func TestTheDatabaseRefusesWhatTheBooksForbid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	approve := refund.Decision{DecisionID: "d1", Verb: refund.VerbApprove, Reviewer: "anna"}
	d.Taken(d.Waiting("o1", "lead"), refund.Act{Kind: refund.ActDecide, Decision: &approve})
	d.Taken(d.Waiting("o4", "lead"), refund.Act{Kind: refund.ActWithdraw, Withdrawal: &refund.Withdrawal{By: "customer:42"}})
	d.Sent("o2", "c1", 1)
	retry := refund.Resolution{ResolutionID: "r1", Action: refund.ResolveRetry, By: "anna"}
	d.Taken(d.Attention("o3"), refund.Act{Kind: refund.ActResolve, Resolution: &retry})
	d.Held("o5", "c1", 1)
	d.Decide(ledgertest.Grown("o5", "c2", "2"), ledgertest.Proposing(ledgertest.Units(1)))
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	for what, statement := range map[string]string{
		"a posting is changed":        `UPDATE postings SET fact = 'other'`,
		"a posting is deleted":        `DELETE FROM postings`,
		"an entry is changed":         `UPDATE entries SET amount_minor = 1`,
		"an entry is deleted":         `DELETE FROM entries`,
		"an old version is changed":   `UPDATE order_versions SET snapshot = '{}'`,
		"an old version is deleted":   `DELETE FROM order_versions`,
		"a capture is changed":        `UPDATE captures SET amount_minor = 1`,
		"a decision is changed":       `UPDATE decisions SET accepted = 0`,
		"a decision is deleted":       `DELETE FROM decisions`,
		"a resolution is changed":     `UPDATE resolutions SET accepted = 0`,
		"a resolution is deleted":     `DELETE FROM resolutions`,
		"an act is changed":           `UPDATE acts SET accepted = 0`,
		"an act is deleted":           `DELETE FROM acts`,
		"the trail is changed":        `UPDATE refund_event SET actor = 'nobody'`,
		"the trail is deleted":        `DELETE FROM refund_event`,
		"headroom goes below zero":    `UPDATE accounts SET balance = 1 WHERE control = 'open'`,
		"excess goes below zero":      `INSERT INTO accounts VALUES ('x', 'CNY', 'p', 'excess', -1)`,
		"a balance overflows":         `UPDATE accounts SET balance = balance + 9223372036854775807 WHERE control = 'captured'`,
		"a line is claimed too often": `UPDATE order_lines SET claimed = quantity + 1`,
		"a line is claimed less than": `UPDATE order_lines SET claimed = -1`,
		"more is claimed than paid":   `UPDATE order_caps SET claimed_minor = limit_minor + 1`,
		"an amount is a float":        `UPDATE legs SET amount_minor = 1.5`,
		"a fact is booked twice":      `INSERT INTO postings (subject, leg, template, fact, posted_at) SELECT subject, leg, template, fact, 0 FROM postings LIMIT 1`,
	} {
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("the database let it happen that %s", what)
		}
	}
	d.BooksAgree()
}

func TestABalanceThatOverflowsIsRefusedAndNothingIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	d.Held("o1", "c1", 1)
	must(t, changeFile(path, `UPDATE accounts SET balance = 9223372036854775807 WHERE control = 'captured'`))
	more := ledgertest.Request("o2", "c1", 1)
	more.Order.Payments[0].ProviderReference, more.Order.Payments[0].CapturedMinor = "ch_o1", 0
	more.Order.Payments[0].Captures = []refund.Capture{{CaptureID: "k2", AmountMinor: 1}}
	must(t, changeFile(path, `DROP TRIGGER captures_stay`, `DELETE FROM captures`)) // as if its captures were other ones
	in := refund.Decide{Digest: "x", Cancellation: more, RunID: "r"}
	_, err := d.Store.DecideRefund(context.Background(), in, ledgertest.Refusing("NO_RULES"))
	if err == nil || !strings.Contains(err.Error(), "invariant") {
		t.Errorf("got error %v, want ErrInvariant", err)
	}
	if _, err := d.Store.Case(context.Background(), more.ID()); err == nil {
		t.Error("the refused request left a case behind")
	}
}

// changeFile changes a ledger behind its back.
func changeFile(path string, statements ...string) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if _, failed := db.Exec(statement); failed != nil {
			err = failed
		}
	}
	return errors.Join(err, db.Close())
}

func TestTheAuditFindsABalanceThatSomebodyChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	id := d.Sent("o1", "c1", 1)
	d.Paid("o2", "c1", 1)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{
		`UPDATE accounts SET balance = balance - 1 WHERE control = 'sent' AND payment LIKE '%ch_o1'`, `UPDATE order_lines SET claimed = 2 WHERE order_id = 'o1'`,
		`UPDATE refunds SET closed = 1, total_minor = 1 WHERE order_id = 'o1'`,
		`UPDATE order_payments SET payment = (SELECT id FROM payments WHERE reference = 'ch_o2') WHERE order_id = 'o1'`,
	}
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	findings, err := d.Store.Audit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range findings {
		found[f.Code] = string(f.Refund)
	}
	want := map[string]string{
		"BALANCE_DIFFERS": "", "CONTROL_EQUATION": "", "SENT_DIFFERS": "", "CLAIMS_DIFFER": "", "LEG_PAYMENT_DIFFERS": string(id),
		"CLOSED_WITH_MONEY": string(id), "LEGS_DIFFER": string(id), "COMPONENTS_DIFFER": string(id),
	}
	if fmt.Sprint(found) != fmt.Sprint(want) {
		t.Errorf("found %v, want %v", found, want)
	}
}
