package activities_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

func testPages(t *testing.T, secret string) *messaging.Pages {
	t.Helper()
	p, err := messaging.NewPages(messaging.Pages{
		Secrets: func() [][]byte { return [][]byte{[]byte(secret)} }, BaseURL: "https://refunds.example", LinkFor: 180 * day, AfterClose: 90 * day,
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const pageSecret = "thirty-two bytes of a test secret"

// linked is what the customer reads as the page's address in the last mail.
func linked(t *testing.T, d *desk) string {
	t.Helper()
	mails := d.email.Delivered()
	if len(mails) == 0 {
		t.Fatal("nothing was told")
	}
	body := mails[len(mails)-1].Body
	at := strings.Index(body, "https://refunds.example/r/")
	if at < 0 {
		return ""
	}
	return strings.Fields(body[at:])[0]
}

func TestAMessageThatIsToldAgainHasTheSameLink(t *testing.T) {
	d := setup()
	d.tellers.Pages = testPages(t, pageSecret)
	n := told(refund.NoticeSent)
	d.notes.link = d.tellers.Pages.Make(n.Refund, 1, contact.Email, time.Now())
	var links []string
	for range 2 {
		d.tell(t, n)
		links = append(links, linked(t, d))
		n.Occasion = "2"
	}
	if links[0] == "" || links[0] != links[1] || len(d.notes.links) != 0 {
		t.Errorf("the links are %q, and %d were kept", links, len(d.notes.links))
	}
}

func TestALinkIsStoredBeforeItGoesOut(t *testing.T) {
	p := testPages(t, pageSecret)
	id := told(refund.NoticeSent).Refund
	over := p.Make(id, 3, contact.Email, time.Now().Add(-181*day))
	unchecked := p.Make(id, 1, "", time.Now())
	for name, c := range map[string]struct {
		is         refund.PageLink
		generation int64
	}{
		"where there was none":            {refund.PageLink{}, 1},
		"where the one there was is over": {over, 4},
		"where its secret is gone":        {testPages(t, "thirty-two bytes of other secrets").Make(id, 1, contact.Email, time.Now()), 2},
		"with the check that it lacked":   {unchecked, 1},
	} {
		d := setup()
		d.tellers.Pages, d.notes.link = p, c.is
		d.tell(t, told(refund.NoticeSent))
		if len(d.notes.links) != 1 {
			t.Errorf("%s: %d links are kept", name, len(d.notes.links))
			continue
		}
		kept := d.notes.links[0]
		address, made := p.Address(kept.PageLink)
		if kept.Generation != c.generation || !made || address != linked(t, d) || !p.Checked(kept.PageLink, contact.Email) || kept.Cause.Actor != refund.ActorMakegood {
			t.Errorf("%s: kept is %+v, told %s", name, kept, linked(t, d))
		}
	}
}

func TestALinkThatWasRevokedIsNamedNoMore(t *testing.T) {
	d, at := setup(), time.Now()
	d.tellers.Pages = testPages(t, pageSecret)
	d.notes.link = d.tellers.Pages.Make(told(refund.NoticeSent).Refund, 1, "", time.Now())
	d.notes.link.RevokedAt = &at
	d.tell(t, told(refund.NoticeSent))
	if link := linked(t, d); link != "" || len(d.notes.links) != 0 {
		t.Errorf("it names %q, and %d were kept", link, len(d.notes.links))
	}
}

// decider keeps what it was asked to decide.
type decider struct {
	activities.Books
	asked refund.Decide
}

func (d *decider) DecideRefund(_ context.Context, in refund.Decide, _ ledger.Rules) (refund.Decided, error) {
	d.asked = in
	return refund.Decided{}, nil
}

func TestTheFirstLinkGoesWithTheDecisionAndTheContactDoesNot(t *testing.T) {
	p, books := testPages(t, pageSecret), &decider{}
	door := activities.Ledger{Books: books, Pages: p, Clock: time.Now}
	in := refund.Decide{Cancellation: refund.Cancellation{Key: refund.Key{Merchant: "acme", Order: "o-1001", Request: "c-1"}}, Contact: &contact}
	if _, err := door.DecideRefund(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if got := books.asked; got.Contact != nil || got.Link == nil || got.Link.Generation != 1 || !p.Checked(*got.Link, contact.Email) {
		t.Errorf("the ledger is asked for %+v", got)
	}
	in.Contact = nil // the regular try has none
	if _, err := door.DecideRefund(t.Context(), in); err != nil || books.asked.Link == nil || books.asked.Link.Check != "" {
		t.Errorf("without a contact: %+v, %v", books.asked.Link, err)
	}
	door.Pages = nil
	if _, err := door.DecideRefund(t.Context(), in); err != nil || books.asked.Link != nil {
		t.Errorf("without pages: %+v, %v", books.asked.Link, err)
	}
}
