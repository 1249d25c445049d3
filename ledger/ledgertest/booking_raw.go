package ledgertest

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ClosedPeriodStays holds a database itself to it that a closed period stays as it is, whoever writes: a repair by hand,
// an import, or a migration. It closes everything up to an hour ago. refused reports a constraint of the engine.
func ClosedPeriodStays(t *testing.T, store ledger.Store, db *sql.DB, now time.Time, refused func(error) bool) {
	t.Helper()
	d := At(t, store, nil)
	d.Paid("o1", "c1", 1)
	until := now.Add(-time.Hour)
	f := outsideFact("o1", "re_1", 500, refund.OutcomeSettled)
	f.OccurredAt = until.Add(-time.Hour)
	d.Book(f)
	same(t, "closed", d.Close(ledger.PeriodClose{
		Name: "past", FromAt: until.Add(-24 * time.Hour), UntilAt: until, By: "anna", Reason: "end", Authority: Anything("anna"),
	}).Accepted, true)
	of := ledger.TrialFilter{To: until}
	before := d.Trial(of)
	same(t, "booked before", before["m1/suspense CNY"].DebitMinor, 500)
	closed := until.Add(-time.Minute).UnixMicro()
	for name, do := range map[string]func() error{
		"a posting dated before":          func() error { return posting(db, "a", now.UnixMicro(), &closed) },
		"an older release's, of the past": func() error { return posting(db, "b", closed, nil) },
		"an entry of a closed posting": func() error {
			_, err := db.Exec(`INSERT INTO entries (posting, position, account, asset, amount_minor)
				SELECT MIN(id), 99, 'm1/suspense', 'CNY', 1 FROM postings WHERE booked_at < $1`, until.UnixMicro())
			return err
		},
		"a posting moved there": func() error { _, err := db.Exec(`UPDATE postings SET booked_at = $1`, closed); return err },
		"a period opened again": func() error { _, err := db.Exec(`DELETE FROM book_periods`); return err },
		"a period moved":        func() error { _, err := db.Exec(`UPDATE book_periods SET until_at = until_at - 1`); return err },
		"a period out of sequence": func() error {
			_, err := db.Exec(`INSERT INTO book_periods (name, from_at, until_at, closed_by, reason, closed_at) VALUES ('x', $1, $2, 'anna', 'x', 1)`, closed, now.UnixMicro())
			return err
		},
		"other totals": func() error { _, err := db.Exec(`UPDATE period_totals SET debit_minor = 1`); return err },
	} {
		if err := do(); err == nil || !refused(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := posting(db, "c", now.UnixMicro(), nil); err != nil {
		t.Errorf("an older release's posting of now: %v", err)
	}
	equal(t, "the closed period", d.Trial(of), before)
	d.BooksAgree()
}

// posting writes a posting by hand.
func posting(db *sql.DB, subject string, postedAt int64, bookedAt *int64) error {
	_, err := db.Exec(`INSERT INTO postings (subject, leg, template, fact, posted_at, booked_at) VALUES ($1, '', 'P1', 'x', $2, $3)`, subject, postedAt, bookedAt)
	return err
}

// UnbalancedIsSaid fails unless a trial balance shows an entry that somebody wrote alone.
func UnbalancedIsSaid(t *testing.T, store ledger.Store, db *sql.DB) {
	t.Helper()
	At(t, store, nil).Paid("o1", "c1", 1)
	_, err := db.Exec(`INSERT INTO entries (posting, position, account, asset, amount_minor) SELECT MAX(id), 99, 'm1/suspense', 'CNY', 7 FROM postings`)
	sums, readErr := store.TrialBalance(t.Context(), ledger.TrialFilter{}, func(ledger.TrialLine) error { return nil })
	if err := errors.Join(err, readErr); err != nil {
		t.Fatal(err)
	}
	if len(sums) != 1 || sums[0].Zero() || sums[0].BalanceMinor != 7 {
		t.Errorf("got %+v", sums)
	}
	cardsThatDiffer(t, store, db)
}

// cardsThatDiffer: two cards whose books are wrong by the same amount are each said, though together they sum to zero.
func cardsThatDiffer(t *testing.T, store ledger.Store, db *sql.DB) {
	t.Helper()
	for i, minor := range []int64{3, -3} {
		card := string(rune('a' + i))
		if _, err := db.Exec(`INSERT INTO entries (posting, position, account, asset, amount_minor) SELECT MAX(id), $1, $2, $3, $4 FROM postings`,
			100+i, "giftcard/m1/"+card+"/balance", "GFT:"+card, minor); err != nil {
			t.Fatal(err)
		}
	}
	unequal := map[string]int64{}
	sums, err := store.TrialBalance(t.Context(), ledger.TrialFilter{}, func(ledger.TrialLine) error { return nil })
	for _, s := range sums {
		if !s.Zero() {
			unequal[s.Asset] = s.BalanceMinor
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "what does not balance", unequal, map[string]int64{"CNY": 7, "GFT:a": 3, "GFT:b": -3})
}
