package customer

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Link is how a refund's link stands, for members of staff. It is never the link itself: who has that is the customer.
type Link struct {
	refund.PageLink
	// Opens: it opens the page, until OpensUntil.
	Opens      bool      `json:"opens"`
	OpensUntil time.Time `json:"opens_until,omitzero"`
	// Checked: the customer's e-mail is known, so that the second check can be passed.
	Checked bool                 `json:"checked"`
	Acts    []refund.PageLinkAct `json:"acts,omitempty"`
}

// Link says how a refund's link stands.
func (s *Service) Link(ctx context.Context, call api.Call, id refund.ID) (Link, error) {
	if err := s.staff(ctx, call); err != nil {
		return Link{}, call.Failed(err)
	}
	link, err := s.ports.Books.PageLink(ctx, id)
	if err != nil {
		return Link{}, call.Failed(err)
	}
	acts, err := s.ports.Books.PageLinkActs(ctx, id)
	out := s.shown(link)
	out.Acts = acts
	return out, call.Failed(err)
}

func (s *Service) shown(link refund.PageLink) Link {
	return Link{
		PageLink: link, Opens: link.Opens(s.ports.Now(), s.ports.Pages.AfterClose), OpensUntil: link.OpensUntil(s.ports.Pages.AfterClose), Checked: link.Check != "",
	}
}

// RevokeLink ends a refund's link: it opens nothing any more, and no message names one until another is made.
func (s *Service) RevokeLink(ctx context.Context, call api.Call, id refund.ID, why string) (Link, error) {
	if err := s.staff(ctx, call); err != nil {
		return Link{}, call.Failed(err)
	}
	if strings.TrimSpace(why) == "" {
		return Link{}, call.Failed(refund.Problem{Code: refund.CodeMissingField, Detail: "why the link is revoked is missing"})
	}
	link, err := s.ports.Books.RevokePageLink(ctx, ledger.PageLinkRevoked{
		Refund: id, Cause: refund.Cause{Actor: call.Subject.Name, Reason: why}, Acting: call.Subject.Witnessed(),
	})
	return s.shown(link), call.Failed(err)
}

// RenewLink makes another link in the place of the one there is, which opens nothing any more; messages from now on name
// the new one. The check goes on as it was, since the customer's e-mail is not known here.
func (s *Service) RenewLink(ctx context.Context, call api.Call, id refund.ID, why string) (Link, error) {
	if err := s.staff(ctx, call); err != nil {
		return Link{}, call.Failed(err)
	}
	if strings.TrimSpace(why) == "" {
		return Link{}, call.Failed(refund.Problem{Code: refund.CodeMissingField, Detail: "why another link is made is missing"})
	}
	link, err := s.renew(ctx, call, id, why)
	return s.shown(link), call.Failed(err)
}

func (s *Service) renew(ctx context.Context, call api.Call, id refund.ID, why string) (refund.PageLink, error) {
	is, err := s.ports.Books.PageLink(ctx, id)
	if err != nil {
		return is, err
	}
	next := s.ports.Pages.Make(id, is.Generation+1, "", s.ports.Now())
	next.Check = is.Check
	kept, err := s.ports.Books.KeepPageLink(ctx, ledger.PageLinkKept{
		PageLink: next, Cause: refund.Cause{Actor: call.Subject.Name, Reason: why}, Acting: call.Subject.Witnessed(),
	})
	if err != nil {
		return kept, fmt.Errorf("make a page link of %s: %w", id, err)
	}
	return kept, nil
}

// Address is a refund's link itself, for who has to give it to the customer another way than by mail; one is made where
// there is none that opens, and it is kept who asked. Whoever holds it acts for the customer: the desk does not show it.
func (s *Service) Address(ctx context.Context, call api.Call, id refund.ID, why string) (string, error) {
	if err := s.staff(ctx, call); err != nil {
		return "", call.Failed(err)
	}
	address, err := s.address(ctx, call, id, why)
	return address, call.Failed(err)
}

// AddressForApplicant is a refund's link for who has just asked for the refund by a shop's own link, and so is its customer.
func (s *Service) AddressForApplicant(ctx context.Context, id refund.ID) (string, error) {
	call := api.Call{Subject: api.Subject{Name: refund.ActorMakegood}}
	address, err := s.address(ctx, call, id, "the customer asked for the refund by the shop's link")
	return address, call.Failed(err)
}

func (s *Service) address(ctx context.Context, call api.Call, id refund.ID, why string) (string, error) {
	link, err := s.ports.Books.PageLink(ctx, id)
	if err != nil {
		return "", err
	}
	address, made := s.ports.Pages.Address(link)
	if made && link.Opens(s.ports.Now(), s.ports.Pages.AfterClose) {
		return address, nil
	}
	if link, err = s.renew(ctx, call, id, why); err != nil {
		return "", err
	}
	address, _ = s.ports.Pages.Address(link)
	return address, nil
}

// staff refuses who is no person of reviewers.yaml, and auditors, who are shown nothing of customers and do nothing.
func (s *Service) staff(ctx context.Context, call api.Call) error {
	if call.Subject.Kind != api.Human || strings.TrimSpace(string(call.Subject.Name)) == "" || call.Subject.Verified == "" {
		return refund.Problem{Code: api.CodeNotPermitted, Detail: "it is for members of staff"}
	}
	staff, err := s.ports.Staff(ctx)
	if err != nil {
		return err
	}
	return call.MayReadCustomers(staff)
}
