package sqlstore

import (
	"fmt"
	"slices"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// source is what a posting is about. Subject, leg, template and fact are unique together: the
// same fact cannot be booked twice.
type source struct {
	Subject string
	Leg     refund.LegID
	Fact    string
}

// post appends a posting and moves the balances. A posting without entries is no posting.
func (t *tx) post(from source, p ledger.Posting, built error) error {
	if built != nil {
		return built
	}
	return t.postTogether(booking{source: from, posting: p})
}

// booking is a posting to append. occurred is when what it books happened, as its provider said; zero: nobody said.
type booking struct {
	source
	posting  ledger.Posting
	occurred time.Time
}

// postTogether appends postings and moves the balances, in as many statements as one posting takes.
func (t *tx) postTogether(all ...booking) error {
	all = slices.DeleteFunc(all, func(b booking) bool { return len(b.posting.Entries) == 0 })
	if len(all) == 0 {
		return nil
	}
	for i := range all {
		all[i].occurred = t.occurred
	}
	ids, err := t.journal(all)
	if err != nil {
		return err
	}
	var entries []ledger.Entry
	for _, b := range all {
		entries = append(entries, b.posting.Entries...)
	}
	if err := t.move(ids, entries); err != nil {
		return fmt.Errorf("postings of %s: balances: %w", all[0].Subject, err)
	}
	return t.checkExcess(entries)
}

// journalLater has a posting appended together with the next ones of the transaction, or at its end. The
// caller keeps its balances; nothing reads its entries before.
func (t *tx) journalLater(b booking) {
	if b.occurred = t.occurred; len(b.posting.Entries) > 0 {
		t.unwritten = append(t.unwritten, b)
	}
}

// journalRest appends what no later posting took along.
func (t *tx) journalRest() error {
	if len(t.unwritten) == 0 {
		return nil
	}
	_, err := t.journal(nil)
	return err
}

// journal appends postings with their entries, those that waited first, and leaves the balances to the
// caller. ids are those of all.
func (t *tx) journal(all []booking) (ids []any, err error) {
	waited := len(t.unwritten)
	all = slices.Concat(t.unwritten, all)
	t.unwritten = nil
	var entries values
	postings := values{forms: map[int]string{bookedAtColumn: bookedAtForm}}
	for _, b := range all {
		postings.add(b.Subject, b.Leg, b.posting.Template, b.Fact, micros(t.now), b.occurredMicros(), t.bookingDate(b))
	}
	rows, err := list(t, journalledFromRow, `INSERT INTO postings (subject, leg, template, fact, posted_at, occurred_at, booked_at) VALUES `+postings.String()+`
		RETURNING id, subject, leg, template, fact`, postings.args...)
	if err != nil {
		return nil, fmt.Errorf("posting %s of %s: %w", all[0].posting.Template, all[0].Subject, err)
	}
	id := map[posting]int64{}
	for _, row := range rows {
		id[row.posting] = row.id
	}
	for at, b := range all {
		of := id[posting{b.source, b.posting.Template}]
		if at >= waited {
			ids = append(ids, of)
		}
		for i, e := range b.posting.Entries {
			entries.add(of, i, e.Account, e.Asset, e.AmountMinor)
		}
	}
	err = t.exec(`INSERT INTO entries (posting, position, account, asset, amount_minor) VALUES `+entries.String(), entries.args...)
	if err != nil {
		return nil, fmt.Errorf("posting %s of %s: entries: %w", all[0].posting.Template, all[0].Subject, err)
	}
	return ids, nil
}

// posting is what tells one from another.
type posting struct {
	source
	template ledger.Template
}

type journalled struct {
	posting
	id int64
}

func journalledFromRow(row scanner) (j journalled, err error) {
	return j, row.Scan(&j.id, &j.Subject, &j.Leg, &j.template, &j.Fact)
}

// posted reports whether a fact was booked before.
func (t *tx) posted(from source, template ledger.Template) (bool, error) {
	found, err := list(t, anyRow, `SELECT 1 FROM postings WHERE subject = $1 AND leg = $2 AND template = $3 AND fact = $4`,
		from.Subject, from.Leg, template, from.Fact)
	return len(found) > 0, err
}
