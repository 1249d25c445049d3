package app

import (
	"context"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// ActDesk says what may be done about refunds of the configured ledger, and what it would come to.
func (p *ServicePorts) ActDesk() (*support.ActDesk, error) {
	return support.NewActDesk(support.ActPorts{
		Try: p.tryActs, Staff: p.staff, Witness: p.witnessed, Outside: servedBooks{p}.OutsideRefunds, Say: p.sayNotice, Now: p.now,
	})
}

// Contacts is the log of what staff and customers said, in the configured ledger.
func (p *ServicePorts) Contacts() (*support.Contacts, error) {
	return support.NewContacts(support.ContactPorts{
		Keep: p.keepContact, Staff: p.staff, Vault: p.vault,
		Read: func(ctx context.Context, id refund.ID) ([]ledger.Contact, error) {
			return readOf(ctx, servedBooks{p}, func(books ledger.ReadOnly) ([]ledger.Contact, error) { return books.Contacts(ctx, id) })
		},
	})
}

func (p *ServicePorts) keepContact(ctx context.Context, in ledger.Contact) (bool, error) {
	books, err := p.writer.get(ctx)
	if err != nil {
		return false, err
	}
	first, err := books.KeepContact(ctx, in)
	return first, databaseAway(err)
}

// tryActs tries acts on the configured ledger, by the configured rules.
func (p *ServicePorts) tryActs(ctx context.Context, work func(support.ActTrial) error) error {
	rules, err := p.rules(ctx)
	if err != nil {
		return err
	}
	books, err := p.writer.get(ctx)
	if err != nil {
		return err
	}
	err = books.Rehearse(ctx, func(r ledger.Rehearsal) error { return work(support.ActTrial{Books: r, Rules: rules}) })
	return databaseAway(err)
}

// witnessed is who acts, as a worker will know it: without a key to sign with, a name is only asserted.
func (p *ServicePorts) witnessed(who refund.Subject) refund.Witnessed {
	if sign, err := Attests(p.settings, p.now); err != nil || sign == nil {
		return refund.Witnessed{Subject: refund.Subject{Verified: refund.Asserted}}
	}
	return refund.Witnessed{Subject: who}
}

// sayNotice is a notice in the customer's words, by the code that tells it. Links are made when it is told: whoever reads this
// is not the customer, so it names the page and does not open it.
func (p *ServicePorts) sayNotice(ctx context.Context, n refund.Notice, explanation refund.Explanation) (messaging.Message, error) {
	vault, err := p.vault(ctx)
	if err != nil {
		return messaging.Message{}, err
	}
	tellers := activities.Tellers{Speak: explain.Speak, Vault: vault, Clock: p.now}
	page := p.settings.Pages.URL
	if page != "" {
		page += hiddenLink
	}
	if books, err := p.reader.get(ctx); err == nil {
		tellers.Expect = books
	}
	if books, err := p.writer.get(ctx); err == nil {
		if link, err := books.PageLink(ctx, n.Refund); err == nil && link.RevokedAt != nil {
			page = "" // no message names a link until somebody makes another
		}
	}
	return tellers.Show(ctx, n, explanation, page)
}

// hiddenLink stands for the part of a link that is the customer's alone.
const hiddenLink = "/r/…"
