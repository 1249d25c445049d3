package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

var _ ledger.ContactLog = (*Store)(nil)

// KeepContact implements ledger.ContactLog.
func (s *Store) KeepContact(ctx context.Context, in ledger.Contact) (first bool, err error) {
	if problem, wrong := checkContact(in); wrong {
		return false, problem
	}
	err = s.write(ctx, "contact about "+string(in.Refund), func(t *tx) error {
		first, err = t.keepContact(in)
		return err
	})
	return first, err
}

// checkContact refuses an entry that is not whole, is too long, or is not by who writes it.
func checkContact(in ledger.Contact) (refund.Problem, bool) {
	switch {
	case in.ID == "" || in.Text == "":
		return refund.Problem{Code: refund.CodeBadDecision, Detail: "a contact has an id and a text"}, true
	case !slices.Contains(ledger.ContactChannels(), in.Channel):
		return refund.Problem{Code: refund.CodeBadDecision, Detail: fmt.Sprintf("channel %q is not known", in.Channel)}, true
	case !slices.Contains(ledger.ContactDirections(), in.Direction):
		return refund.Problem{Code: refund.CodeBadDecision, Detail: fmt.Sprintf("direction %q is not known", in.Direction)}, true
	case refund.CutOpen(in.Text, refund.NoteBytesMax) != in.Text:
		return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("text has more than %d bytes", refund.NoteBytesMax)}, true
	}
	return mayActAs(in.Acting, in.Authority.MayAct, in.Authority, in.By, refund.Stake{})
}

func (t *tx) keepContact(in ledger.Contact) (first bool, err error) {
	if _, err := t.lockCase(in.Refund); err != nil {
		return false, err
	}
	var same, all int64
	err = t.row(`SELECT COUNT(CASE WHEN contact_id = $2 THEN 1 END), COUNT(*) FROM contacts WHERE refund = $1`, in.Refund, in.ID).Scan(&same, &all)
	switch {
	case err != nil || same > 0:
		return false, err
	case all >= ledger.ContactsMax:
		return false, refund.Problem{Code: refund.CodeTooManyActs, Detail: fmt.Sprintf("%d contacts are kept of this refund", all)}
	}
	who := storedSubject(in.Acting, in.By)
	return true, t.exec(`INSERT INTO contacts (refund, contact_id, number, channel, direction, person, body, kept_at, verified, subject)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		in.Refund, in.ID, all+1, in.Channel, in.Direction, in.By, in.Text, micros(t.now), who.Verified, who.ID)
}

// Contacts implements ledger.ContactReader.
func (s *Store) Contacts(ctx context.Context, id refund.ID) (out []ledger.Contact, err error) {
	err = s.read(ctx, "contacts about "+string(id), func(t *tx) error {
		out, err = list(t, contactFromRow, `SELECT refund, contact_id, channel, direction, person, body, kept_at, verified, subject
			FROM contacts WHERE refund = $1 ORDER BY number`, id)
		return err
	})
	return out, err
}

func contactFromRow(row scanner) (c ledger.Contact, err error) {
	var at int64
	err = row.Scan(&c.Refund, &c.ID, &c.Channel, &c.Direction, &c.By, &c.Text, &at, &c.Verified, &c.Subject)
	c.At = fromMicros(at)
	return c, err
}
