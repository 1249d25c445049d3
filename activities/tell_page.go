package activities

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// firstLink is the link that goes out with a new request's first message; nil where there are no pages. Without the
// customer's contact, as where the local try failed, it has no check yet: the telling adds it.
func (l Ledger) firstLink(ctx context.Context, in refund.Decide) *refund.PageLink {
	if l.Pages == nil {
		return nil
	}
	email := ""
	if in.Contact != nil {
		if contact, err := l.Vault.OpenContact(ctx, *in.Contact); err == nil {
			email = contact.Email
		}
	}
	link := l.Pages.Make(in.Cancellation.ID(), 1, email, l.Clock())
	return &link
}

// page is the address of the customer's page for a message; empty where there are no pages, or somebody has revoked the
// link: then only a person makes another. A link that is there is named as it is, so that a message that is told again has
// the same one. One is stored before it goes out where there is none yet, where it has run out, or its secret is gone.
func (t Tellers) page(ctx context.Context, n refund.Notice, to refund.Contact) (string, error) {
	if t.Pages == nil {
		return "", nil
	}
	link, err := t.linkOf(ctx, n)
	if err != nil {
		return "", err
	}
	if link.Generation > 0 && link.RevokedAt != nil {
		return "", nil
	}
	address, made := t.Pages.Address(link)
	if made && t.opens(link) {
		if link.Check != "" || to.Email == "" {
			return address, nil
		}
		link, err = t.keepLink(ctx, n, link.Generation, to)
	} else {
		link, err = t.keepLink(ctx, n, link.Generation+1, to)
	}
	if err != nil {
		return "", err
	}
	address, _ = t.Pages.Address(link)
	return address, nil
}

// linkOf is the refund's link: it was read with what the amount is explained from, where that was.
func (t Tellers) linkOf(ctx context.Context, n refund.Notice) (refund.PageLink, error) {
	if n.Explained != nil {
		return n.Explained.Link, nil
	}
	link, err := t.Messages.PageLink(ctx, n.Refund)
	if err != nil {
		return link, fmt.Errorf("page link of %s: %w", n.Refund, err)
	}
	return link, nil
}

func (t Tellers) opens(link refund.PageLink) bool { return link.Opens(t.Clock(), t.Pages.AfterClose) }

// keepLink stores a link of a generation. Two that do so at once store the same.
func (t Tellers) keepLink(ctx context.Context, n refund.Notice, generation int64, to refund.Contact) (refund.PageLink, error) {
	kept, err := t.Messages.KeepPageLink(ctx, ledger.PageLinkKept{
		PageLink: t.Pages.Make(n.Refund, generation, to.Email, t.Clock()),
		Cause:    refund.Cause{Actor: refund.ActorMakegood, Reason: "for the message " + string(n.Kind)},
	})
	if err != nil {
		return kept, fmt.Errorf("keep a page link of %s: %w", n.Refund, err)
	}
	return kept, nil
}
