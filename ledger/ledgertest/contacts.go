package ledgertest

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// spoken is an entry of anna's about a refund.
func spoken(id refund.ID, contact refund.DecisionID) ledger.Contact {
	return ledger.Contact{
		Refund: id, ID: contact, Channel: ledger.ContactPhone, Direction: ledger.ContactFromCustomer, By: "anna", Text: "the box was open",
		Authority: Anything("anna"),
	}
}

func (d *Desk) keepsContact(in ledger.Contact) bool {
	d.T.Helper()
	first, err := d.Store.KeepContact(d.ctx, in)
	d.no(err)
	return first
}

func (d *Desk) contacts(id refund.ID) []ledger.Contact {
	d.T.Helper()
	out, err := d.Store.Contacts(d.ctx, id)
	d.no(err)
	return out
}

func contactCases() map[string]func(*testing.T, *Desk) {
	return map[string]func(*testing.T, *Desk){
		"what was said is kept as it was said, oldest first, and moves nothing": func(t *testing.T, d *Desk) {
			id, other := d.Held("o1", "c1", 1), d.Held("o2", "c1", 1)
			before, standing := d.everything(), d.Standing(id)
			first, second := spoken(id, "k-1"), spoken(id, "a-2")
			second.Channel, second.Direction, second.Text, second.Acting = ledger.ContactChat, ledger.ContactToCustomer, "we look at it", signedIn("anna").Subject
			same(t, "the first", d.keepsContact(first), true)
			d.Clock.Advance(time.Minute)
			same(t, "the second", d.keepsContact(second), true)
			got := d.contacts(id)
			first.At, first.Verified = d.Clock.Now().Add(-time.Minute), refund.Asserted
			second.At, second.Verified, second.Subject, second.Acting = d.Clock.Now(), refund.ByOIDC, signedIn("anna").ID, refund.Subject{}
			first.Authority, second.Authority = refund.Authority{}, refund.Authority{}
			equal(t, "kept", got, []ledger.Contact{first, second})
			same(t, "of another refund", len(d.contacts(other)), 0)
			equal(t, "the books", d.everything(), before)
			equal(t, "the refund", d.Standing(id), standing)
		},
		"an entry that comes again is kept once, as it was": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			in := spoken(id, "k-1")
			same(t, "first", d.keepsContact(in), true)
			in.Text = "something else"
			same(t, "again", d.keepsContact(in), false)
			got := d.contacts(id)
			same(t, "entries", len(got), 1)
			same(t, "text", got[0].Text, "the box was open")
		},
		"what is not whole, or not by who writes it, is refused": func(t *testing.T, d *Desk) {
			id := d.Held("o1", "c1", 1)
			for code, changes := range map[refund.Code][]func(*ledger.Contact){
				refund.CodeReviewerUnknown: {
					func(c *ledger.Contact) { c.By = " " }, func(c *ledger.Contact) { c.By = "ben" }, func(c *ledger.Contact) { c.Authority.Reviewer = nil },
				},
				refund.CodeBadDecision: {
					func(c *ledger.Contact) { c.ID = "" }, func(c *ledger.Contact) { c.Text = "" },
					func(c *ledger.Contact) { c.Channel = "smoke" }, func(c *ledger.Contact) { c.Direction = "up" },
				},
				refund.CodeTooLarge: {func(c *ledger.Contact) { c.Text = strings.Repeat("x", refund.NoteBytesMax+1) }},
			} {
				for _, change := range changes {
					in := spoken(id, "k-1")
					change(&in)
					_, err := d.Store.KeepContact(d.ctx, in)
					same(t, string(in.Channel)+string(in.Direction), codeOf(err), code)
				}
			}
			ownNameOnly(t, func(who refund.Subject) refund.Code {
				in := spoken(id, "k-2")
				in.Acting = who
				_, err := d.Store.KeepContact(d.ctx, in)
				return codeOf(err)
			})
			_, err := d.Store.KeepContact(d.ctx, spoken("refund/m1/o9/c9", "k-1"))
			same(t, "of no refund", isNotFound(err), true)
			same(t, "entries", len(d.contacts(id)), 1)
		},
	}
}
